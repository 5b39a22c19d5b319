import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { languageOfFile } from '../../../ops/files/line-note.ts';
import { usePushWorld } from './push-world.ts';

const world = usePushWorld();
const number = '444413758703';

describe('the headings of a file of shipments', () => {
  it.each([
    ['yamato-b2', 'お客様管理番号,送り状種類,伝票番号,出荷予定日', '0,', 'ヤマト運輸', '1001'],
    ['sagawa-ehiden3', 'お客様管理番号,お届け先名称１,お問い合せ送り状No.,出荷日', '見本,', '佐川急便', '1002'],
    ['yupri', 'お客様側管理番号,種別,お問い合わせ番号,発送予定日', '-,', '日本郵便', '1003'],
  ])('say that it is %s, without --format', async (format, headings, more, _name, carrier) => {
    const { write, ops, json, orderNumbers } = world();
    const file = write('file.csv', `${headings}\n${orderNumbers[0]},${more}${number},2026/11/24\n`);
    const said = await ops(['push', 'ship', '--file', file, '--dry-run']);
    expect([said.code, said.err]).toEqual([0, expect.stringContaining(`file.csv (UTF-8, ${format}): 1 line`)]);
    await ops(['push', 'ship', '--file', file, '--by', 'miyu']);
    expect(world().pushes()).toMatchObject([{ content: { parcels: [{ carrier, trackingNumber: number }] } }]);
    expect((await json(['push', 'ship', '--file', file, '--dry-run'])).format).toBe(format);
  });

  it('are ours where ours are there, and a column that is named counts as one that is there', async () => {
    const { write, ops, orderNumbers } = world();
    const ours = write(
      'a.csv',
      `受注番号,配送会社,お荷物伝票番号,発送日,伝票番号\n${orderNumbers[0]},1001,${number},2026-11-24,9\n`,
    );
    expect((await ops(['push', 'ship', '--file', ours, '--dry-run'])).err).toContain('a.csv (UTF-8): 1 line');
    const memo = write('b.csv', `記事1,伝票番号,出荷予定日\n${orderNumbers[0]},${number},2026/11/24\n`);
    const said = await ops(['push', 'ship', '--file', memo, '--columns', 'orderNumber=記事1', '--dry-run']);
    expect([said.code, said.err]).toEqual([0, expect.stringContaining('yamato-b2')]);
  });

  it('of no program, or of two, are reported with those that are known', async () => {
    const { write, ops } = world();
    const none = await ops(['push', 'ship', '--file', write('none.csv', '番号,会社\n1,2\n')]);
    expect(none).toMatchObject({ code: 2, err: expect.stringContaining('yamato-b2 (お客様管理番号, 伝票番号)') });
    const both = write('both.csv', 'お客様管理番号,伝票番号,お問い合せ送り状No.\n1,2,3\n');
    expect((await ops(['push', 'ship', '--file', both])).err).toContain(
      'the headings are those of yamato-b2 and sagawa-ehiden3: choose one with --format.',
    );
  });
});

it.each([
  ['push ship --file <file>', '受注番号,配送会社,お荷物伝票番号,発送日'],
  ['stock set --file <file>', 'SKU,在庫数'],
  ['listings import --file <file>', '店舗,商品コード,SKU'],
  ['stock sets import --file <file>', 'セット商品コード,構成品コード,必要数'],
  ['merchants import --file <file>', 'merchant,merchant_name,contacts,features,mall,shop_code,shop_name,import_from'],
])('a file with its headings only is an error: %s', async (words, headings) => {
  const file = world().write('empty.csv', `${headings}\n`);
  const { code, out, err } = await world().ops(words.replace('<file>', file).split(' '));
  expect([code, out, err]).toEqual([2, '', expect.stringContaining('There are headings and no line below them')]);
});

describe('the file of rejected lines', () => {
  async function rejected(words: string, name: string, lines: readonly string[]): Promise<string> {
    const file = world().write(name, lines.join('\n'));
    await world().ops([...words.split(' '), '--file', file, '--partial', '--by', 'miyu'].filter((word) => word !== ''));
    return readFileSync(`${file}.rejected.csv`, 'utf8').replace('\ufeff', '');
  }

  it('gives its reasons in Japanese where the headings are, and names the columns as the file does', async () => {
    const [one, two] = world().orderNumbers;
    const told = await rejected('push ship', 'shipments.csv', [
      '受注番号,配送会社,お荷物伝票番号,発送日',
      `${one},ヤマト運輸,${number},2026-11-24`,
      `${two},ねこ,4.05549E+11,いつか`,
    ]);
    expect(told.split('\r\n')).toEqual([
      '受注番号,配送会社,お荷物伝票番号,発送日,理由',
      `${two},ねこ,4.05549E+11,いつか,` +
        '"配送会社: 配送会社のコードまたは名称(1000 その他, 1001 ヤマト運輸, 1002 佐川急便, 1003 日本郵便など。一覧: ops push carriers)を記入してください。 ' +
        'お荷物伝票番号: 表計算ソフトで指数表示になり、下の桁が失われています。出力し直し、文字列として開いてください。 ' +
        '発送日: 日付(2026-11-24、2026/11/24、20261124 のいずれか)を記入してください。"',
      '',
    ]);
  });

  it('gives them in English where the headings are', async () => {
    const [, two] = world().orderNumbers;
    const told = await rejected('push ship', 'shipments.csv', [
      'order_number,carrier,tracking_number,shipped_on',
      `${two},1001,,someday`,
    ]);
    expect(told).toContain('order_number,carrier,tracking_number,shipped_on,reason\r\n');
    expect(told).toContain('tracking_number: is empty; expected letters, digits and hyphens');
  });

  it('leaves no English sentence in a Japanese file of shipments or counts', async () => {
    const [one, two, three] = world().orderNumbers;
    const shipments = await rejected('push ship', 's.csv', [
      '受注番号,配送会社,お荷物伝票番号,発送日,送付先ID',
      `,ヤマト運輸,${number},2026-11-24,`,
      `受注,ヤマト運輸,${number},2026-11-24,`,
      `370001-20261124-9999999999,ヤマト運輸,${number},2026-11-24,`,
      `${one},,あ,,あ`,
      `${two},ヤマト運輸,${number},2026-11-24,`,
      `${two},ねこ,,2026-13-40,`,
      `${three},ヤマト運輸,${'1'.repeat(121)},1999-01-01,`,
    ]);
    const counts = await rejected('stock set --merchant kado', 'c.csv', [
      'SKU,在庫数,日時,区分,備考,伝票番号',
      'a,五,きのう,ねこ,,',
      'b,-1,2099-01-01 00:00,,,a#b',
      '4.90E+12,1,,,,',
      ',1,,,,',
      'd,1,2026-11-24 09:00,,,x',
      'd,2,2026-11-24 09:00,,,x',
      'e,1,2099-01-01 00:00,,,',
    ]);
    const reasons = [...shipments.split('\r\n'), ...counts.split('\r\n')].slice(1).join('\n');
    const commands = /ops [a-z]+ [a-z]+|--[a-z]+/g;
    expect(reasons.replaceAll(commands, '').match(/[a-z]+ [a-z]+/gi) ?? []).toEqual([]);
    expect(reasons).toContain('同じ注文の7行目に誤りがあります');
    expect(reasons).toContain('日時 2099-01-01 00:00:00 は未来です');
  });

  it('is in the language of its headings, else of its cells', () => {
    expect([languageOfFile(null, [['受注番号']]), languageOfFile(null, [['1', 'a']])]).toEqual(['ja', 'en']);
  });
});
