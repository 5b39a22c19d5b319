import { describe, expect, it } from 'vitest';
import { sentence } from '../../../core/kernel/text.ts';
import { counted, countOf, inLanguage, languageOf, t, translated } from '../../../language/index.ts';
import { usePushWorld } from '../ops/push-world.ts';

const world = usePushWorld();

describe('the language', () => {
  it.each([
    [{}, 'en'],
    [{ LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ LANG: 'ja' }, 'ja'],
    [{ LANG: 'en_US.UTF-8' }, 'en'],
    [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LANG: 'jam_JM' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'en_GB.UTF-8' }, 'en'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8', LC_ALL: '' }, 'ja'],
    [{ LANG: 'ja_JP.UTF-8', LC_MESSAGES: 'ja_JP.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'ja_JP.UTF-8', OPS_LANG: 'en' }, 'en'],
    [{ OPS_LANG: 'ja', LC_ALL: 'C' }, 'ja'],
    [{ OPS_LANG: '', LANG: 'ja_JP.UTF-8' }, 'ja'],
    [{ OPS_LANG: 'ja_JP.UTF-8' }, 'ja'],
  ])('of %o is %s', (environment, language) => {
    expect(languageOf(environment)).toEqual({ language });
  });

  it('that there is not is an error that names those that there are', () => {
    expect(languageOf({ OPS_LANG: 'fr' })).toEqual({ problem: 'OPS_LANG: got "fr", expected ja or en.' });
  });
});

describe('a text', () => {
  const said = () => [
    t`line ${3}: there is no column ${'x'}.`,
    translated(sentence`parcel ${1}, ${sentence`basket: got ${'"a"'}, expected the number of a destination`}`),
    translated('one line of JSON'),
    counted(2, 'line'),
    countOf(2, t`new`),
    t`nothing has translated ${'this'}`,
  ];

  it('is English where no language is spoken', () => {
    expect(said()).toEqual([
      'line 3: there is no column x.',
      'parcel 1, basket: got "a", expected the number of a destination',
      'one line of JSON',
      '2 lines',
      '2 new',
      'nothing has translated this',
    ]);
  });

  it('is Japanese with its values, down to the sentences in it; as it is where the catalogue lacks it', async () => {
    expect(await inLanguage('ja', said)).toEqual([
      '3行目: 列 x がありません。',
      '荷物1: 送付先IDが"a"になっています。番号を記入してください。',
      'JSONを1行で出力',
      '2行',
      '新規 2件',
      'nothing has translated this',
    ]);
  });
});

describe('ops', () => {
  it('speaks two languages at once in one process', async () => {
    const [english, japanese] = await Promise.all([
      world().ops('push list'),
      world().ops('push list', { language: 'ja' }),
    ]);
    expect([english.out, japanese.out]).toEqual([
      'No such change. Changes that ended well are shown with --order.\n',
      '未反映または失敗した変更はありません。反映済の変更は --order <受注番号> で表示できます。\n',
    ]);
  });

  it.each([
    'push ship --file <file> --dry-run --json',
    'push confirm <order> --dry-run --json',
    'stock show sencha --merchant kado --json',
    'stuck --json',
    'push carriers --json',
  ])('gives programs the same JSON in every language: %s', async (words) => {
    const { ops, write, orderNumbers } = world();
    const file = write('a.csv', `受注番号,配送会社,お荷物伝票番号,発送日\n${orderNumbers[0]},ねこ,1,いつか\n`);
    const typed = words.replace('<file>', file).replace('<order>', orderNumbers[0] ?? '');
    const [english, japanese] = [await ops(typed), await ops(typed, { language: 'ja' })];
    expect(japanese).toEqual(english);
  });

  it('refuses a language that there is not', async () => {
    const said = await world().ops('push list', { language: 'fr' as 'ja' });
    expect(said).toMatchObject({ code: 2, err: expect.stringContaining('OPS_LANG: got "fr", expected ja or en.') });
  });
});
