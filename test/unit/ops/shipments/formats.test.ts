import { describe, expect, it } from 'vitest';
import { cp932, reading, trackingNumber } from './reading.ts';

const order = '370001-20261124-0203456789';
const number = trackingNumber(1);
const parcel = { carrier: '1001', trackingNumber: number, shippedOn: '2026-11-24' };

describe('a file in our own format', () => {
  it('has a line a parcel, and its columns in any order', async () => {
    const { orders, problems, warnings } = await reading(
      `carrier,order_number,shipped_on,tracking_number,basket_id\nヤマト運輸,${order},2026/11/24,${number},12\n`,
    );
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(orders).toEqual([{ orderNumber: order, lines: [2], parcels: [{ ...parcel, basketId: '12' }] }]);
  });

  it('may have the headings of the orders’ export, a tab between cells, and a mark at its beginning', async () => {
    const lines = [
      '受注番号\t配送会社\tお荷物伝票番号\t発送日\t送付先ID\t備考',
      `${order}\t1001\t${number}\t20261124\t\tx,y`,
    ];
    const { orders } = await reading(`\ufeff${lines.join('\r\n')}\r\n`);
    expect(orders).toEqual([{ orderNumber: order, lines: [2], parcels: [parcel] }]);
  });

  it('has several lines for several parcels of one order', async () => {
    const lines = [1, 2, 3].map((serial) => `${order},ヤマト運輸,${trackingNumber(serial)},2026-11-24`);
    const { orders } = await reading(['order_number,carrier,tracking_number,shipped_on', ...lines].join('\n'));
    expect(orders.map(({ lines: own, parcels }) => [own, parcels.length])).toEqual([[[2, 3, 4], 3]]);
  });

  it('takes the day and the carrier of lines without them from the options', async () => {
    const { orders } = await reading(`order_number,tracking_number\n${order},${number}`, {
      day: '2026-11-24',
      carrier: '佐川急便',
    });
    expect(orders[0]?.parcels).toEqual([{ ...parcel, carrier: '1002' }]);
  });
});

describe('the export of', () => {
  it('ヤマト B2クラウド', async () => {
    const heading =
      'お客様管理番号,送り状種類,クール区分,伝票番号,出荷予定日,お届け予定（指定）日,配達時間帯,お届け先コード,お届け先電話番号,お届け先名';
    const file = cp932([heading, `"${order}","0","0","${number}","2026/11/24","","","","03-0000-0000","見本 花子"`]);
    expect((await reading(file, { format: 'yamato-b2' })).orders).toEqual([
      { orderNumber: order, lines: [2], parcels: [parcel] },
    ]);
  });

  it('佐川 e飛伝III, whatever width its heading is written in', async () => {
    for (const heading of ['お問い合せ送り状No.', 'お問い合せ送り状Ｎｏ．']) {
      const file = cp932([
        `${heading},お届け先名称１,出荷日,お客様管理番号`,
        `${number},見本 花子,2026/11/24,${order}`,
      ]);
      expect((await reading(file, { format: 'sagawa-ehiden3' })).orders[0]?.parcels).toEqual([
        { ...parcel, carrier: '1002' },
      ]);
    }
  });

  it('ゆうプリR, whose history has no day of shipping', async () => {
    const file = cp932([
      'お客様側管理番号,お問い合わせ番号,仮引受確定作業年月日,配送完了作業年月日,配達ステータス集約コード,配達ステータス明細コード',
      `${order},${number},,,10,0A`,
    ]);
    const without = await reading(file, { format: 'yupri' });
    expect(without.problems).toMatchObject([{ line: 2, field: 'shippedOn' }]);
    expect(String(without.problems[0]?.text)).toBe(
      'is empty; expected a day as 2026-11-24, 2026/11/24 or 20261124, or --date.',
    );
    expect((await reading(file, { format: 'yupri', day: '2026-11-24' })).orders[0]?.parcels).toEqual([
      { ...parcel, carrier: '1003' },
    ]);
  });
});

describe('columns that the operator names', () => {
  it('stand above those of the format', async () => {
    const file = `フリー項目０１,お客様側管理番号,お問い合わせ番号,発送予定日\n${order},12,${number},20261124\n`;
    const named = { orderNumber: { heading: 'フリー項目01' } };
    expect((await reading(file, { format: 'yupri', named })).orders[0]?.orderNumber).toBe(order);
  });

  it('are places in a file without headings', async () => {
    const named = { orderNumber: { place: 2 }, trackingNumber: { place: 1 }, shippedOn: { place: 3 } };
    const read = await reading(`${number},${order},20261124\n`, { format: 'yupri', named, headerless: true });
    expect(read.orders[0]).toMatchObject({ orderNumber: order, lines: [1] });
  });

  it('that are not there are all told at once, and nothing is read', async () => {
    const { broken, orders } = await reading('a,b\n1,2\n', {
      format: 'yamato-b2',
      named: { shippedOn: { heading: 'c' } },
    });
    expect(orders).toEqual([]);
    expect(broken).toEqual([
      'line 1: there is no column お客様管理番号 (orderNumber).',
      'line 1: there is no column 伝票番号 (trackingNumber).',
      expect.stringMatching(
        /^line 1: there is no column c \(shippedOn\)\. Name columns with --columns\. Files that are known by their headings: /,
      ),
    ]);
  });

  it('that occur twice are refused', async () => {
    const { broken } = await reading('受注番号,注文番号,お荷物伝票番号\n1,2,3\n');
    expect(broken?.[0]).toMatch(
      /^line 1: there are several columns for orderNumber: 受注番号 \(#1\), 注文番号 \(#2\)\./,
    );
  });
});
