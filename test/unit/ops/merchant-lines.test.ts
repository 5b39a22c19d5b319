import { describe, expect, it } from 'vitest';
import { asTyped } from '../../../ops/files/cells.ts';
import { merchantShape, readMerchantLine } from '../../../ops/merchants/merchant-lines.ts';

describe('a line of merchants', () => {
  const good = {
    merchant: 'kado',
    merchant_name: '角の店',
    contacts: 'a@kado.example; b@kado.example；A@KADO.example',
    features: 'stock;import',
    mall: 'rms',
    shop_code: 'kado-no-mise',
    shop_name: '角の店 本店',
    import_from: '2026/11/1 9:05',
    rate: '0.5',
    digest: '',
  };
  const now = Date.parse('2026-11-24T15:45:00+09:00');
  const read = (cells: Partial<typeof good>) =>
    readMerchantLine({ line: 2, cells: { ...good, ...cells }, beyond: [] }, now);

  it('is understood cell by cell', () => {
    expect(read({})).toEqual({
      draft: {
        line: 2,
        values: {
          merchant: 'kado',
          merchantName: '角の店',
          contacts: ['a@kado.example', 'b@kado.example', 'A@KADO.example'],
          features: ['stock', 'import'],
          mall: 'rms',
          shopCode: 'kado-no-mise',
          shopName: '角の店 本店',
          importFrom: Date.parse('2026-11-01T09:05:00+09:00'),
          importFromCounted: false,
          callsPerSecond: 0.5,
        },
      },
      problems: [],
    });
  });

  it('may name no contact, leave the rate open, and count its first day back from now', () => {
    expect(read({ contacts: '-', rate: '', import_from: '-30d' }).draft.values).toMatchObject({
      contacts: [],
      callsPerSecond: null,
      importFrom: now - 30 * 24 * 60 * 60_000,
      importFromCounted: true,
    });
  });

  it('says of every empty cell what is expected there', () => {
    const empty = Object.fromEntries(Object.keys(good).map((column) => [column, '']));
    const { problems } = read(empty);
    expect(problems.map(({ column }) => column)).toEqual(merchantShape.required);
    for (const { text } of problems) expect(text).toMatch(/^is empty; expected .+\.$/);
  });

  it.each([
    ['merchant', 'kado 1', 'got "kado 1", expected the merchant’s id: up to 60 letters, digits, "-" and "_".'],
    ['merchant_name', 'x'.repeat(101), 'expected between 1 and 100 characters in one line.'],
    ['shop_name', '角の\n店', 'expected between 1 and 100 characters in one line.'],
    [
      'contacts',
      'tencho@kado.example;jimu＠kado',
      'got j***, expected mail addresses separated by ";", or - for none.',
    ],
    ['contacts', ';', 'got nothing, expected mail addresses separated by ";", or - for none.'],
    [
      'contacts',
      Array.from({ length: 51 }, (_, desk) => `d${desk}@kado.example`).join(';'),
      'got 51 addresses, expected 50 at most',
    ],
    ['features', 'import;mail', 'got "import;mail", expected some of import, status, stock, separated by ";".'],
    ['mall', '楽天', 'got "楽天", expected amazon or rms or shopify or yahoo.'],
    ['shop_code', 'kado.no', 'got "kado.no", expected the mall’s own name of the shop'],
    ['import_from', '2026-02-30', 'got "2026-02-30", which is not a moment that exists'],
    ['import_from', '11/31', 'got "11/31", expected 2026-11-24'],
    ['rate', '0', 'got "0", expected calls a second above 0, and at most 20, or nothing.'],
    ['rate', '１', 'got "１", expected calls a second'],
    ['rate', '1e9', 'got "1e9", expected calls a second'],
  ])('with a wrong %s says what was given and what is expected: %j', (column, cell, problem) => {
    const { problems, draft } = read({ [column]: cell });
    expect(problems).toEqual([{ line: 2, column, text: expect.stringContaining(problem) }]);
    expect(Object.keys(draft.values)).toHaveLength(column === 'import_from' ? 8 : 9);
    expect(JSON.stringify(problems)).not.toContain('tencho');
  });

  it.each(['shop_code', 'shop_name', 'merchant', 'contacts'])(
    'never takes or shows a key that slipped into %s',
    (column) => {
      const { problems, draft } = read({ [column]: 'SL370001_aB3dE5gH7jK9mN1p' });
      expect(problems).toEqual([{ line: 2, column, text: expect.stringContaining('holds what looks like a key') }]);
      expect(JSON.stringify([problems, draft])).not.toContain('SL370001');
    },
  );

  it.each([
    ['', undefined],
    ['07:30', '07:30'],
    ['7:30', '07:30'],
    ['07:30:00', '07:30'],
    ['on', '08:00'],
    ['none', null],
  ])('has a time of the morning digest, as people and Excel write it: %j', (digest, digestAt) => {
    const { draft, problems } = read({ digest });
    expect([draft.values.digestAt, problems]).toEqual([digestAt, []]);
  });

  it('whose time of the morning digest is none is told what is', () => {
    expect(read({ digest: '12:00' }).problems.map(({ text }) => text)).toEqual([
      'got "12:00", expected a time in Japan from 05:00 to 10:59, on, or none; or nothing.',
    ]);
  });

  it('with a cell too many is not guessed at', () => {
    const { draft, problems } = readMerchantLine({ line: 2, cells: good, beyond: ['x'] }, now);
    expect(draft.values).toEqual({});
    expect(problems).toEqual([
      { line: 2, column: null, text: expect.stringContaining('more cells than there are columns') },
    ]);
  });
});

describe('a moment out of a spreadsheet', () => {
  it.each([
    ['2026/11/1', '2026-11-01'],
    ['2026/1/24 9:05', '2026-01-24 09:05'],
    ['2026/11/24 15:45:07', '2026-11-24 15:45:07'],
    ['2026-11-24', '2026-11-24'],
    ['-30d', '-30d'],
    ['11/24/2026', '11/24/2026'],
  ])('%s is %s', (cell, typed) => expect(asTyped(cell)).toBe(typed));
});
