import { describe, expect, it } from 'vitest';
import { type Answer, answered, DAY, openMall } from './mall.ts';

type Mall = ReturnType<typeof openMall>;
const SKU = { manageNumber: 'kome-0005', variantId: 'kome-0005' };
const variant = (name = SKU, version = '2.0') =>
  `/es/${version}/inventories/manage-numbers/${name.manageNumber}/variants/${name.variantId}`;
const level = (mall: Mall, name = SKU): number => mall.send('GET', variant(name)).body.quantity;
const upsert = (mall: Mall, ...inventories: object[]) =>
  mall.send('POST', '/es/2.0/inventories/bulk-upsert', { inventories });
const errorCodes = (body: Answer): string[] => body.errors.map((one: Answer) => one.code);

describe('a shop that was not migrated to SKU', () => {
  it('is refused by every function of the inventory API, and by no other', () => {
    const mall = openMall();
    mall.rms.control.setMigrated(mall.shopUrl, false);
    for (const { status, body } of [
      upsert(mall, { ...SKU, mode: 'ABSOLUTE', quantity: 3 }),
      mall.send('POST', '/es/2.0/inventories/bulk-get', { inventories: [SKU] }),
      mall.send('GET', '/es/2.0/inventories/bulk-get/range?minQuantity=1'),
      mall.send('GET', variant()),
      mall.send('DELETE', variant()),
    ]) {
      expect([status, errorCodes(body)]).toEqual([400, ['IE1105']]);
    }
    expect(mall.ask('getSubStatusList', {}).status).toBe(200);
    mall.rms.control.setMigrated(mall.shopUrl, true);
    expect(level(mall)).toBe(100);
  });

  it('may be opened so', () => {
    const mall = openMall();
    mall.rms.control.addShop({ shopUrl: 'tonari', migratedToSku: false });
    expect(level(mall)).toBe(100);
    const shop = mall.rms.control.shops().find(({ shopUrl }) => shopUrl === 'tonari');
    const authorization = `ESA ${btoa(`${shop?.serviceSecret}:${shop?.licenseKey}`)}`;
    const call = mall.rms.handle({ method: 'GET', path: variant(), headers: { authorization }, body: '' });
    expect(answered(call).body).toContain('IE1105');
  });
});

describe('bulk-upsert', () => {
  it('sets levels and answers 204 with nothing in it', () => {
    const mall = openMall();
    const outcome = upsert(mall, { ...SKU, mode: 'ABSOLUTE', quantity: 3 });
    expect(outcome).toEqual({ status: 204, body: null, text: '' });
    expect(level(mall)).toBe(3);
  });

  it('moves levels in RELATIVE mode, which is not safe to repeat', () => {
    const mall = openMall();
    upsert(mall, { ...SKU, mode: 'RELATIVE', quantity: -10 });
    upsert(mall, { ...SKU, mode: 'RELATIVE', quantity: -10 });
    expect(level(mall)).toBe(80);
  });

  it.each([
    [{ ...SKU, mode: 'RELATIVE', quantity: -101 }, 'IE0117', 'quantity'],
    [{ manageNumber: 'nai', variantId: 'nai', mode: 'RELATIVE', quantity: 1 }, 'IE0500', 'quantity'],
    [{ ...SKU, mode: 'ABSOLUTE', quantity: 100_000 }, 'IE0003', 'quantity'],
    [{ ...SKU, mode: 'ABSOLUTE', quantity: -1 }, 'IE0003', 'quantity'],
    [{ ...SKU, mode: 'ABSOLUTE', quantity: '3' }, 'IE0002', 'quantity'],
    [{ ...SKU, mode: 'ABSOLUTE' }, 'IE0001', 'quantity'],
    [{ ...SKU, quantity: 3 }, 'IE0001', 'mode'],
    [{ ...SKU, mode: 'SET', quantity: 3 }, 'IE0002', 'mode'],
    [{ variantId: 'a', mode: 'ABSOLUTE', quantity: 3 }, 'IE0001', 'manageNumber'],
    [{ ...SKU, variantId: '青', mode: 'ABSOLUTE', quantity: 3 }, 'IE0002', 'variantId'],
    [{ ...SKU, variantId: 'a'.repeat(33), mode: 'ABSOLUTE', quantity: 3 }, 'IE0004', 'variantId'],
  ])('refuses %j with %s', (entry, code, field) => {
    const mall = openMall();
    const other = { manageNumber: 'sencha-0880', variantId: 'sencha-0880' };
    const { status, body } = upsert(mall, { ...other, mode: 'ABSOLUTE', quantity: 1 }, entry);
    expect(status).toBe(400);
    expect(errorCodes(body)).toEqual([code]);
    expect(body.errors[0].metadata.propertyPath).toBe(`inventories[1].${field}`);
    expect(level(mall, other)).toBe(100);
  });

  it('refuses a 出荷元 that the shop has not defined, where the defined ones are configured', () => {
    const mall = openMall();
    const from = (id: number) => ({ ...SKU, mode: 'ABSOLUTE', quantity: 1, shipFromIds: [id] });
    expect(upsert(mall, from(7)).status).toBe(204);
    const { serviceSecret, licenseKey } = mall.rms.control.addShop({ shopUrl: 'tonari', shipFromIds: [1, 2] });
    const headers = {
      authorization: `ESA ${btoa(`${serviceSecret}:${licenseKey}`)}`,
      'content-type': 'application/json',
    };
    const call = (id: number) => {
      const body = JSON.stringify({ inventories: [from(id)] });
      return answered(mall.rms.handle({ method: 'POST', path: '/es/2.1/inventories/bulk-upsert', headers, body }));
    };
    expect(call(2).status).toBe(204);
    const refused = call(7);
    expect([refused.status, errorCodes(JSON.parse(refused.body))]).toEqual([400, ['IE0118']]);
    expect(refused.body).toContain('inventories[0].shipFromIds');
  });

  it('refuses the whole call for one pair that comes twice', () => {
    const mall = openMall();
    const one = { ...SKU, mode: 'ABSOLUTE', quantity: 1 };
    const { status, body } = upsert(mall, one, { ...one, manageNumber: 'KOME-0005' });
    expect([status, errorCodes(body)]).toEqual([400, ['IE1102']]);
    expect(level(mall)).toBe(100);
  });

  it('writes what precedes the error where the settings say so', () => {
    const mall = openMall({ settings: { inventory: { bulkOnError: 'up-to-the-error' } } });
    upsert(mall, { ...SKU, mode: 'ABSOLUTE', quantity: 5 }, { ...SKU, variantId: '青', mode: 'ABSOLUTE', quantity: 5 });
    expect(level(mall)).toBe(5);
  });

  it('takes 400 entries and refuses 401, none, and a body without any', () => {
    const mall = openMall();
    const entries = (count: number) =>
      Array.from({ length: count }, (_, index) => ({
        manageNumber: `m-${index}`,
        variantId: 'v',
        mode: 'ABSOLUTE',
        quantity: 1,
      }));
    expect(upsert(mall, ...entries(400)).status).toBe(204);
    expect(errorCodes(upsert(mall, ...entries(401)).body)).toEqual(['IE1101']);
    expect(errorCodes(upsert(mall).body)).toEqual(['IE0001']);
    expect(errorCodes(mall.send('POST', '/es/2.0/inventories/bulk-upsert', {}).body)).toEqual(['GE0011']);
  });

  it('accepts a product that does not exist, and purges its level after a day', () => {
    const mall = openMall();
    const orphan = { manageNumber: 'yurei', variantId: 'A' };
    expect(upsert(mall, { ...orphan, mode: 'ABSOLUTE', quantity: 9 }).status).toBe(204);
    expect(level(mall, orphan)).toBe(9);
    mall.pass(DAY);
    expect(mall.send('GET', variant(orphan)).status).toBe(404);
    expect(level(mall)).toBe(100);
  });

  it('refuses the 401st variant of a product', () => {
    const mall = openMall();
    const entries = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        manageNumber: 'takusan',
        variantId: `v${from + index}`,
        mode: 'ABSOLUTE',
        quantity: 1,
      }));
    expect(upsert(mall, ...entries(0, 400)).status).toBe(204);
    expect(errorCodes(upsert(mall, ...entries(400, 1)).body)).toEqual(['IE0121']);
  });
});

describe('reading stock', () => {
  it('shows times with a colon in their zone', () => {
    const mall = openMall();
    mall.pass(1000);
    upsert(mall, { ...SKU, mode: 'ABSOLUTE', quantity: 3 });
    expect(mall.send('GET', variant()).body).toEqual({
      ...SKU,
      quantity: 3,
      created: '2026-02-09T12:00:00+09:00',
      updated: '2026-02-09T12:00:01+09:00',
    });
  });

  it('leaves out of a bulk-get what is not there', () => {
    const mall = openMall();
    const inventories = [SKU, { manageNumber: 'nai', variantId: 'nai' }, { ...SKU, manageNumber: 'KOME-0005' }];
    const { status, body } = mall.send('POST', '/es/2.0/inventories/bulk-get', { inventories });
    expect(status).toBe(200);
    expect(body.inventories.map((one: Answer) => one.manageNumber)).toEqual(['kome-0005']);
  });

  it('takes 1,000 keys in a bulk-get and refuses 1,001', () => {
    const mall = openMall();
    const asked = (count: number) =>
      mall.send('POST', '/es/2.0/inventories/bulk-get', { inventories: Array.from({ length: count }, () => SKU) });
    expect(asked(1000).status).toBe(200);
    expect(errorCodes(asked(1001).body)).toEqual(['IE1101']);
  });

  it('keeps the case of a variantId and folds that of a manageNumber', () => {
    const mall = openMall();
    const upper = { manageNumber: 'TSYA-2201', variantId: 's-nv' };
    expect(level(mall, upper)).toBe(100);
    expect(mall.send('GET', variant({ ...upper, variantId: 'S-NV' })).status).toBe(404);
  });

  it('lists a range, the newest first', () => {
    const mall = openMall();
    mall.pass(1000);
    upsert(mall, { ...SKU, mode: 'ABSOLUTE', quantity: 2 });
    mall.pass(1000);
    upsert(mall, { manageNumber: 'sencha-0880', variantId: 'sencha-0880', mode: 'ABSOLUTE', quantity: 1 });
    const range = (query: string) => mall.send('GET', `/es/2.0/inventories/bulk-get/range?${query}`);
    const listed = range('minQuantity=0&maxQuantity=2').body.inventories.map((one: Answer) => one.manageNumber);
    expect(listed).toEqual(['sencha-0880', 'kome-0005']);
    expect(errorCodes(range('').body)).toEqual(['IE0105']);
    expect(errorCodes(range('minQuantity=3&maxQuantity=2').body)).toEqual(['IE0113']);
    expect(errorCodes(range('minQuantity=x').body)).toEqual(['IE0002']);
  });

  it('answers GE0007 to a path that does not exist, 405 to a method that does not', () => {
    const mall = openMall();
    expect(errorCodes(mall.send('GET', '/es/2.0/inventories/nothing').body)).toEqual(['GE0007']);
    expect(mall.send('GET', '/es/2.0/inventories/bulk-upsert').status).toBe(405);
    expect(mall.send('GET', '/es/2.0/inventories/manage-numbers/%E0%A4%A/variants/a').status).toBe(400);
  });
});

describe('one variant', () => {
  it('is set by PUT and deleted by DELETE', () => {
    const mall = openMall();
    expect(mall.send('PUT', variant(), { mode: 'ABSOLUTE', quantity: 8 }).status).toBe(204);
    expect(level(mall)).toBe(8);
    expect(mall.send('DELETE', variant()).status).toBe(204);
    expect(errorCodes(mall.send('DELETE', variant()).body)).toEqual(['GE0014']);
  });

  it('loses in 2.1 what an upsert leaves out, and keeps it in 2.0', () => {
    const mall = openMall();
    const operationLeadTime = { normalDeliveryTimeId: 1 };
    const full = { mode: 'ABSOLUTE', quantity: 8, operationLeadTime, shipFromIds: [2] };
    mall.send('PUT', variant(SKU, '2.1'), full);
    mall.send('PUT', variant(SKU, '2.0'), { mode: 'ABSOLUTE', quantity: 7 });
    const shown = () => mall.send('GET', variant(SKU, '2.1')).body;
    expect(shown()).toMatchObject({ quantity: 7, operationLeadTime, shipFromIds: [2] });
    expect(mall.send('GET', variant()).body.operationLeadTime).toBeUndefined();
    mall.send('PUT', variant(SKU, '2.1'), { mode: 'ABSOLUTE', quantity: 6 });
    expect(shown().operationLeadTime).toBeUndefined();
  });

  it('is listed with its siblings in 2.1 only', () => {
    const mall = openMall();
    const path = (version: string) => `/es/${version}/inventories/variant-lists/manage-numbers/magu-1188`;
    expect(mall.send('GET', path('2.1')).body.variantList).toEqual(['nv', 'kn', 'mc']);
    expect(errorCodes(mall.send('GET', path('2.0')).body)).toEqual(['GE0007']);
  });
});

describe('stock and orders', () => {
  it('go together: the mall takes an order’s units from its own level', () => {
    const mall = openMall();
    mall.add(30);
    const books = mall.rms.control.books().shops[0];
    const sold = new Map<string, number>();
    for (const line of books?.orders.flatMap((order) => order.lines) ?? []) {
      const key = `${line.manageNumber} ${line.variantId}`;
      sold.set(key, (sold.get(key) ?? 0) + line.units);
    }
    expect(sold.size).toBeGreaterThan(5);
    for (const row of books?.inventory ?? []) {
      expect(row.quantity).toBe(100 - (sold.get(`${row.manageNumber} ${row.variantId}`) ?? 0));
    }
  });

  it('part where the settings say that buyers choose something else, or buy anyway', () => {
    const ordered = (soldOut: 'choose-another' | 'sell-anyway') => {
      const mall = openMall({ settings: { inventory: { initialQuantity: 0, soldOut } } });
      mall.rms.control.setStock(mall.shopUrl, { ...SKU, quantity: 99_999 });
      mall.add(20);
      const lines = mall.rms.control.books().shops[0]?.orders.flatMap((order) => order.lines) ?? [];
      return new Set(lines.map((line) => line.manageNumber));
    };
    expect(ordered('choose-another')).toEqual(new Set(['kome-0005']));
    expect(ordered('sell-anyway').size).toBeGreaterThan(3);
  });

  it('take no notice of each other where the settings say so', () => {
    const mall = openMall({ settings: { inventory: { decrementAtOrder: false } } });
    mall.add(30);
    for (const row of mall.rms.control.books().shops[0]?.inventory ?? []) expect(row.quantity).toBe(100);
  });
});
