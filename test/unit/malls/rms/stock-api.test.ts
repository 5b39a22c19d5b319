import { describe, expect, it } from 'vitest';
import { setLevels } from '../../../../core/stock/items.ts';
import { rmsStock } from '../../../../malls/rms/stock-traits.ts';
import { fill, pagesOf, shopUrl, start, stockMall } from './stock-mall.ts';

const rice = 'kome-0005/kome-0005';
const tea = 'sencha-0880/sencha-0880';
const refused = (path: string | null, code = 'IE0002', message = 'quantity has an invalid value : 3.'): object => ({
  code,
  message,
  ...(path === null ? {} : { metadata: { propertyPath: path } }),
});
const answered = (status: number, body: unknown): { status: number; body: string } => ({
  status,
  body: body === '' ? '' : JSON.stringify(body),
});
const levels = (...items: string[]) => items.map((item, index) => ({ item, level: index }));

describe('an item of RMS', () => {
  it.each([
    ['x', 'x/x'],
    [' T-Shirt_01 ', 't-shirt_01/t-shirt_01'],
    ['T-Shirt/Red-M', 't-shirt/Red-M'],
    ['t-shirt/', 't-shirt/'],
    ['a/b/c', 'a/b/c'],
  ])('that is written %j is %j', (written, item) => {
    expect(rmsStock.normalItem(written)).toBe(item);
    expect(rmsStock.normalItem(item)).toBe(item);
  });

  it.each([
    ['kome-0005/kome-0005', true],
    ['t-shirt/Red-M', true],
    ['T-shirt/red', false],
    ['kome', false],
    ['kome/', false],
    ['/kome', false],
    ['a/b/c', false],
    ['米/米', false],
    [`${'a'.repeat(32)}/${'b'.repeat(32)}`, true],
    [`${'a'.repeat(33)}/b`, false],
  ])('%j has the form: %s', (item, fits) => {
    expect(rmsStock.item.form.test(item)).toBe(fits);
  });
});

describe('reading stock of RMS', () => {
  it('gives levels, and what is not there', async () => {
    const { rms, door, requests } = stockMall();
    rms.control.setStock(shopUrl, { manageNumber: 'kome-0005', variantId: 'kome-0005', quantity: 0 });
    const readings = await door.read([rice, tea, 'nai/nai', rice]);
    expect([...readings]).toEqual([
      [rice, { kind: 'there', level: 0, closed: false, published: true, updatedAt: start }],
      [tea, { kind: 'there', level: 100, closed: false, published: true, updatedAt: start }],
      ['nai/nai', { kind: 'absent' }],
    ]);
    expect(requests).toMatchObject([{ method: 'POST', url: 'https://rms.example/es/2.0/inventories/bulk-get' }]);
    expect(JSON.parse(requests[0]?.body ?? '').inventories).toHaveLength(3);
  });

  it('makes no call for an empty list, takes a thousand, and refuses more or what is no item, all problems at once', async () => {
    const { door, requests } = stockMall();
    expect(await door.read([])).toEqual(new Map());
    expect(requests).toEqual([]);
    const many = Array.from({ length: 1_001 }, (_, index) => `a/${index}`);
    expect((await door.read(many.slice(1))).size).toBe(1_000);
    await expect(door.read([...many, '米'])).rejects.toMatchObject({
      code: 'input.invalid',
      problems: [expect.stringContaining('got 1002 items'), expect.stringContaining('"米"')],
    });
    expect(requests).toHaveLength(1);
  });

  it('finds an item whose case RMS answers otherwise, and no other', async () => {
    const row = { manageNumber: 'T', variantId: 'red', quantity: 4, updated: '2026-11-24T15:00:00+09:00' };
    const { door } = stockMall(undefined, answered(200, { inventories: [row] }));
    expect((await door.read(['t/RED', 't/blue'])).get('t/RED')).toMatchObject({ level: 4, updatedAt: start });
    await expect(door.read(['t/RED', 't/rEd'])).rejects.toMatchObject({ code: 'mall.unreadable' });
  });

  it.each([
    ['a row that was not asked for', { inventories: [{ manageNumber: 'b', variantId: 'b', quantity: 1 }] }],
    ['no list', { inventories: null }],
  ])('does not trust an answer with %s', async (_what, body) => {
    const { door } = stockMall(undefined, answered(200, body));
    await expect(door.read(['a/a'])).rejects.toMatchObject({ code: 'mall.unreadable', retry: 'later' });
  });

  const row = (manageNumber: string, more: object = {}): object => ({
    manageNumber,
    variantId: manageNumber,
    quantity: 1,
    ...more,
  });
  it.each([
    ['a level that is no number', [row('a', { quantity: '1' }), row('b')], ['b/b', 'c/c']],
    ['a level below zero', [row('a', { quantity: -1 }), row('b')], ['b/b', 'c/c']],
    ['an odd time', [row('a', { updated: 7 }), row('b')], ['b/b', 'c/c']],
    // The second row may be the level of c under a wrong name, so c is not called absent.
    ['two rows of one item', [row('a'), row('a'), row('b')], ['b/b']],
    ['a row without a name, which may be the row of any item', [row('b'), row('', { quantity: 3 })], ['b/b']],
    ['a row that is no row', [row('b'), null], ['b/b']],
  ])('loses one item and no other to %s', async (_what, inventories, read) => {
    const { door } = stockMall(undefined, answered(200, { inventories }));
    const readings = await door.read(['a/a', 'b/b', 'c/c']);
    expect([...readings.keys()].sort()).toEqual(read);
    expect(readings.get('b/b')).toMatchObject({ kind: 'there', level: 1 });
    if (read.includes('c/c')) expect(readings.get('c/c')).toEqual({ kind: 'absent' });
  });
});

describe('setting stock at RMS', () => {
  it('sets absolute levels, four hundred in one call', async () => {
    const mall = stockMall();
    const items = [rice, tea, ...Array.from({ length: 398 }, (_, index) => `nai/${index}`)];
    const { requestId, items: outcomes } = await mall.door.set(levels(...items));
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(new Set([...outcomes.values()].map(({ kind }) => kind))).toEqual(new Set(['set']));
    expect([outcomes.size, mall.level(rice), mall.level(tea)]).toEqual([400, 0, 1]);
    expect(mall.requests).toMatchObject([
      { method: 'POST', url: 'https://rms.example/es/2.0/inventories/bulk-upsert' },
    ]);
    expect(JSON.parse(mall.requests[0]?.body ?? '').inventories[1]).toEqual({
      manageNumber: 'sencha-0880',
      variantId: 'sencha-0880',
      mode: 'ABSOLUTE',
      quantity: 1,
    });
  });

  it('refuses before the call what cannot be one, all problems at once', async () => {
    const { door, requests } = stockMall();
    const many = Array.from({ length: 399 }, (_, index) => ({ item: `a/${index}`, level: 1 }));
    const wrong = [
      { item: 'A', level: 1 },
      { item: rice, level: 100_000 },
      { item: rice, level: -1 },
      { item: tea, level: 1.5 },
    ];
    await expect(door.set([...many, ...wrong])).rejects.toMatchObject({
      code: 'input.invalid',
      problems: [
        expect.stringContaining('got 403 items'),
        expect.stringContaining(`${rice}: expected once`),
        expect.stringContaining('"A"'),
        expect.stringContaining('100000'),
        expect.stringContaining('-1'),
        expect.stringContaining('1.5'),
      ],
    });
    expect((await door.set([])).items.size).toBe(0);
    expect(requests).toEqual([]);
  });

  it('lists every bad item of a call, each with its first message, and the others as not tried', async () => {
    const errors = [
      refused('inventories[1].quantity', 'IE0117', '  After update,\nthe quantity '),
      refused('inventories[3]', 'IE0118'),
      refused('inventories[1].manageNumber', 'IE0001'),
      refused(null, 'IE0003'),
    ];
    const { door } = stockMall(undefined, answered(400, { errors }));
    expect([...(await door.set(levels('a/a', 'b/b', 'c/c', 'd/d'))).items.values()]).toEqual([
      { kind: 'not-tried' },
      { kind: 'refused', code: 'IE0117', words: 'After update, the quantity' },
      { kind: 'not-tried' },
      { kind: 'refused', code: 'IE0118', words: 'quantity has an invalid value : 3.' },
    ]);
  });

  it.each([
    ['names no entry', [refused(null)], 'mall.refused'],
    ['names another place', [refused('inventories')], 'mall.refused'],
    ['names an entry that was not sent', [refused('inventories[2]')], 'mall.unreadable'],
  ])('is refused as a whole by a 400 that %s', async (_what, errors, code) => {
    const { door } = stockMall(undefined, answered(400, { errors }));
    await expect(door.set(levels('a/a', 'b/b'))).rejects.toMatchObject({ code });
  });

  it.each([
    [200, {}, 'mall.unreadable'],
    [200, '', 'mall.not-json'],
    [202, '', 'mall.not-json'],
    [204, { inventories: [] }, 'mall.unreadable'],
    [200, { errors: [refused('inventories[0]')] }, 'mall.failing'],
    [409, { errors: [refused(null, 'CE0001')] }, 'mall.failing'],
    [500, { errors: [refused(null, 'GE0019')] }, 'mall.failing'],
    [500, { errors: [refused('inventories[0]', 'X0000')] }, 'mall.failing'],
    [401, { errors: [refused('inventories[0]', 'GA0001')] }, 'key.refused'],
  ])('takes 204 with nothing in it alone for success: %i %j is %s', async (status, body, code) => {
    const { door } = stockMall(undefined, answered(status, body));
    await expect(door.set(levels('a/a'))).rejects.toMatchObject({ code });
  });

  it.each(['nothing', 'up-to-the-error'] as const)(
    'does not let an item that RMS has no room for hold the others, where a refused call writes %s',
    async (bulkOnError) => {
      const mall = stockMall({ inventory: { bulkOnError } });
      await fill(
        mall,
        Array.from({ length: 400 }, (_, index) => [`full/${index}`, 1]),
      );
      const batch = Array.from({ length: 400 }, (_, index) => ({ item: `full/${index + 200}`, level: 7 }));
      const more = [
        { item: rice, level: 3 },
        ...batch.slice(0, 150),
        { item: tea, level: 4 },
        ...batch.slice(200, 210),
      ];
      const before = mall.requests.length;
      const { items } = await setLevels(more, mall.door, () => true);
      expect(mall.requests.length - before).toBe(2);
      for (const [item, outcome] of items) {
        const isNew = Number(item.split('/')[1]) >= 400;
        expect(outcome).toMatchObject(isNew ? { kind: 'refused', code: 'IE0121' } : { kind: 'set' });
        expect(mall.level(item)).toBe(isNew ? undefined : more.find((one) => one.item === item)?.level);
      }
    },
  );

  it('is taken for an item that RMS does not sell, which vanishes after a day', async () => {
    const { rms, door } = stockMall();
    expect((await door.read(['nai/nai'])).get('nai/nai')).toEqual({ kind: 'absent' });
    expect((await door.set(levels('nai/nai'))).items.get('nai/nai')).toEqual({ kind: 'set' });
    expect((await door.read(['nai/nai'])).get('nai/nai')).toMatchObject({ kind: 'there', level: 0 });
    rms.control.advance(24 * 3_600_000 + 1);
    expect((await door.read(['nai/nai'])).get('nai/nai')).toEqual({ kind: 'absent' });
  });
});

describe('listing the stock of a shop of RMS', () => {
  it('is one call where all of it fits into one', async () => {
    const mall = stockMall();
    const [page, ...others] = await pagesOf(mall);
    expect(others).toEqual([]);
    const truth = mall.rms.control.books().shops[0]?.inventory ?? [];
    expect(page?.items.map(({ item }) => item).sort()).toEqual(
      truth.map(({ manageNumber, variantId }) => `${manageNumber}/${variantId}`).sort(),
    );
    expect(page).not.toHaveProperty('unlisted');
    expect(mall.requests).toMatchObject([
      { method: 'GET', url: 'https://rms.example/es/2.0/inventories/bulk-get/range?minQuantity=0' },
    ]);
  });

  it('halves the quantities until all fits, one call a page, each item once', async () => {
    const mall = stockMall();
    // Pairs that are too many together, with a neighbour on the other side that leaves room; and the two highest.
    const counts = { 0: 950, 1: 100, 2: 850, 11: 5, 12: 900, 13: 200, 14: 10, 5000: 980, 99998: 501, 99999: 500 };
    const levels = Object.entries(counts).flatMap(([level, count]) => Array<number>(count).fill(Number(level)));
    await fill(
      mall,
      levels.map((level, index) => [`s${index % 99}/${index}`, level]),
    );
    const before = mall.requests.length;
    const pages = await pagesOf(mall);
    expect(mall.requests.length - before).toBe(pages.length);
    const listed = pages.flatMap(({ items }) => items);
    const truth = mall.rms.control.books().shops[0]?.inventory ?? [];
    expect(new Map(listed.map(({ item, level }) => [item, level]))).toEqual(
      new Map(truth.map(({ manageNumber, variantId, quantity }) => [`${manageNumber}/${variantId}`, quantity])),
    );
    expect(listed).toHaveLength(truth.length);
    expect(pages.flatMap(({ unlisted }) => unlisted ?? [])).toEqual([]);
    expect(pages.length).toBeLessThan(80);
  });

  it('says which quantity it cannot list, and lists the others', async () => {
    const mall = stockMall();
    await fill(
      mall,
      Array.from({ length: 1_100 }, (_, index): [string, number] => [`s${index % 9}/${index}`, 0]),
    );
    await fill(
      mall,
      Array.from({ length: 1_100 }, (_, index): [string, number] => [`t${index % 9}/${index}`, 6]),
    );
    const pages = await pagesOf(mall);
    const listed = pages.flatMap(({ items }) => items);
    expect(pages.flatMap(({ unlisted }) => unlisted ?? [])).toEqual([
      expect.stringContaining('Items of 0 pieces'),
      expect.stringContaining('Items of 6 pieces'),
    ]);
    expect(listed).toHaveLength(
      mall.rms.control.books().shops[0]?.inventory.filter(({ quantity }) => quantity === 100).length ?? -1,
    );
    expect(new Set(listed.map(({ level }) => level))).toEqual(new Set([100]));
  });

  it('does not go on from what is no place in it, and passes on what fails otherwise', async () => {
    const { rms, door } = stockMall();
    for (const after of ['', '1', 'a-b', '0-1 x']) {
      await expect(door.list(after)).rejects.toMatchObject({ code: 'input.invalid' });
    }
    rms.control.break({ kind: 'server-error-json', times: 1 });
    await expect(door.list(null)).rejects.toMatchObject({ code: 'mall.failing' });
    expect((await door.list(null)).items.length).toBeGreaterThan(0);
  });
});
