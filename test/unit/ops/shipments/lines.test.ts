import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dayOf, doubtfulNumber, readTrackingNumber } from '../../../../ops/pushes/shipments/read-line.ts';
import { codeOf, cp932, reading, today, trackingNumber } from './reading.ts';

const header = '受注番号,配送会社,お荷物伝票番号,発送日,お届け先';
const orderOf = (index: number): string => `370001-20261124-${String(index).padStart(10, '0')}`;
const good = (index: number): string =>
  `${orderOf(index)},${['ヤマト運輸', '1002', 'ゆうパック'][index % 3]},${trackingNumber(index)},2026/11/24,"東京都①, 見本"`;

describe('three hundred lines in Shift_JIS of which three are bad', () => {
  const lines = Array.from({ length: 300 }, (_, index) => good(index));
  lines[9] = `${orderOf(9)},ねこ便,${trackingNumber(9)},2026/11/24,見本`;
  lines[149] = `${orderOf(149)},1001,4.05549E+11,2026/02/30,見本`;
  lines[299] = `,1001,${trackingNumber(299)},2026/11/24,見本`;

  it('tell all that is wrong at once, with the lines of the file, and leave the others whole', async () => {
    const { orders, problems, warnings } = await reading(cp932([header, ...lines]));
    expect(orders).toHaveLength(297);
    expect(warnings).toEqual([]);
    expect(problems.map(({ line, field }) => [line, field])).toEqual([
      [11, 'carrier'],
      [151, 'trackingNumber'],
      [151, 'shippedOn'],
      [301, 'orderNumber'],
    ]);
    expect(String(problems[1]?.text)).toMatch(/shortened by a spreadsheet/);
  });

  it('name no buyer in what is reported', async () => {
    const { problems } = await reading(
      cp932([header, ...lines.map((line) => line.replace('2026/11/24', '見本 花子'))]),
    );
    expect(problems.length).toBeGreaterThan(300);
    expect(JSON.stringify(problems)).not.toContain('花子');
  });
});

describe('an order of several lines', () => {
  it('is left out as a whole when one of them is bad', async () => {
    const { orders, problems } = await reading(
      [header, good(3), good(3).replace('2026/11/24', ''), good(6)].join('\n'),
    );
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual([orderOf(6)]);
    expect(problems.map(({ line }) => line)).toEqual([2, 3]);
    expect(String(problems[0]?.text)).toBe('is good, but line 3 of the same order is not: its parcels go together.');
  });

  it('counts a line that says the same again once, and tells it', async () => {
    const { orders, warnings } = await reading([header, good(3), good(3)].join('\n'));
    expect(orders[0]).toMatchObject({ lines: [2, 3], parcels: [{ trackingNumber: trackingNumber(3) }] });
    expect(warnings).toMatchObject([{ line: 3, field: null }]);
    expect(String(warnings[0]?.text)).toBe('says the same as line 2, and counts once with it.');
  });

  it('is reported if another order has its number', async () => {
    const { orders, warnings } = await reading(
      [header, good(3), good(6).replace(trackingNumber(6), trackingNumber(3)).replace('1002', 'ヤマト')].join('\n'),
    );
    expect(orders).toHaveLength(2);
    expect(warnings.map(({ line, text }) => [line, String(text)])).toEqual([
      [3, 'has the number of line 2, which is another order: right only if both went in one box.'],
    ]);
  });
});

describe('a tracking number', () => {
  it.each(['444413758703', '405548424886', '512547514334'])('%s of a carrier raises no doubt', (number) => {
    expect(doubtfulNumber(number, 'ヤマト運輸')).toBeNull();
    expect(
      doubtfulNumber(
        number.replace(/.$/, (digit) => String((Number(digit) + 1) % 10)),
        'ヤマト運輸',
      ),
    ).toMatchObject({ template: expect.stringContaining('check digit') });
  });

  it('that lost its first 0 to a spreadsheet raises doubt, and those of other carriers none', () => {
    expect(String(doubtfulNumber('12345678901', '佐川急便'))).toMatch(/has 11 digits/);
    expect(doubtfulNumber('12345678901', '西濃運輸')).toBeNull();
    expect(doubtfulNumber('EA123456789JP', '日本郵便')).toBeNull();
  });

  it.each([
    ['4055-4842-4886', '405548424886'],
    ['４０５５ ４８４２ ４８８６', '405548424886'],
    ['EA-12', 'EA-12'],
    ['-', null],
  ])('%s is %s', (text, number) => {
    expect(readTrackingNumber(text)).toEqual({ kind: 'number', number });
  });

  it('of one doubtful digit is a warning and no problem', async () => {
    const { orders, warnings } = await reading([header, good(0).replace(trackingNumber(0), '300000000000')].join('\n'));
    expect(orders).toHaveLength(1);
    expect(warnings).toMatchObject([
      { line: 2, field: 'trackingNumber', text: { template: expect.stringContaining('check digit') } },
    ]);
  });
});

describe('a day', () => {
  it.each(['2026-11-24', '2026/11/24', '20261124', '2026/11/24 10:05', '２０２６／１１／２４'])(
    'may be written %s',
    (text) => {
      expect(dayOf(text)).toBe('2026-11-24');
    },
  );
  it.each(['2026/1/5', '2026-01-05'])('may leave its zeros away: %s', (text) => expect(dayOf(text)).toBe('2026-01-05'));
  it.each(['2026-02-30', '2026-11/24', '11/24', '24.11.2026', '', '令和8年11月24日'])('is never %j', (text) => {
    expect(dayOf(text)).toBeNull();
  });
  it('a year off is a warning', async () => {
    const { warnings } = await reading([header, good(0).replace('2026/11/24', '2025/11/24')].join('\n'));
    expect(warnings).toMatchObject([{ line: 2, field: 'shippedOn' }]);
    expect(String(warnings[0]?.text)).toBe('2025-11-24 lies 365 days back.');
  });
});

describe('a cell that the mall of the order would refuse', () => {
  it('is marked by itself: it looked good, and the whole line was called wrong', async () => {
    const long = '4'.repeat(121);
    const lines = ['A1,2026/11/24,', ',2024/11/24,', `,2026/11/24,${trackingNumber(9)}`].map(
      (rest, index) => `${orderOf(index)},1001,${trackingNumber(index)},${rest}`,
    );
    const columns = '受注番号,配送会社,お荷物伝票番号,送付先ID,発送日,訂正前お荷物伝票番号';
    const { orders, problems } = await reading([columns, ...lines].join('\n'));
    expect(orders.map(({ orderNumber }) => orderNumber)).toEqual([orderOf(2)]);
    expect(problems.map(({ line, field, text }) => [line, field, String(text)])).toEqual([
      [2, 'basketId', 'basket: got "A1", expected the number of a destination'],
      [3, 'shippedOn', 'shipped on: got 2024-11-24, expected a day within a year of today'],
    ]);
    const tooLong = await reading([columns, `${orderOf(0)},ねこ便,${long},,2026/11/24,`].join('\n'));
    expect(tooLong.problems.map(({ field }) => field)).toEqual(['carrier', 'trackingNumber']);
  });
});

describe('a carrier', () => {
  it.each([
    ['1001', '1001'],
    ['ヤマト運輸', '1001'],
    ['ﾔﾏﾄ運輸', '1001'],
    ['日本郵便　楽天倉庫出荷', '1029'],
    ['fedex', '1019'],
    ['ねこ', ''],
  ])('%s is %s', (name, code) => expect(codeOf(name)).toBe(code));
});

describe('whatever stands in a file', () => {
  const cell = fc.oneof(
    fc.constantFrom(orderOf(1), orderOf(2), '1001', 'ヤマト運輸', trackingNumber(5), '2026/11/24', '', '-', '"', 'a"b'),
    fc.string({ maxLength: 12 }),
  );
  const line = fc
    .array(cell, { maxLength: 6 })
    .map((cells) => cells.map((one) => one.replaceAll(/[,\r\n]/g, '')).join(','));

  it('is read without a crash, and no line is dropped in silence', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 12 }), async (lines) => {
        const { broken, orders, problems, rows } = await reading([header, ...lines].join('\n'), { day: '2026-11-24' });
        if (broken !== undefined) {
          expect(broken.length).toBeGreaterThan(0);
          return;
        }
        const told = new Set([...orders.flatMap((order) => order.lines), ...problems.map((note) => note.line)]);
        expect(told.size).toBe(rows);
        if (!lines.some((one) => one.includes('"'))) {
          expect(rows).toBe(lines.filter((one) => one.replaceAll(',', '').trim() !== '').length);
        }
        for (const order of orders) expect(order.parcels.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });

  it('is reported in words if it is not a text file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        const read = await reading(Buffer.from(bytes));
        expect(read.orders).toEqual([]);
        expect((read.broken ?? []).length + read.problems.length).toBeGreaterThan(0);
      }),
    );
  });

  it('is read on its day', () => expect(new Date(today).toISOString()).toBe('2026-11-24T06:45:00.000Z'));
});
