import { describe, expect, it } from 'vitest';
import { importSpan } from '../../../../core/import/import-span.ts';
import type { OrderPage } from '../../../../core/ports/mall.ts';
import type { ShopifyFault } from '../../../../simulator/shopify/index.ts';
import { importsInto } from '../../../contract/malls/imports-into.ts';
import { began, code, hourMs, inProcess } from './in-process.ts';

const day = { from: began - 24 * hourMs, to: began, page: 1 };

describe('orders of the simulated Shopify', () => {
  it('come whole with a listing, page by page, and are the same when they are read by number', async () => {
    const { shop, add, names, clock } = inProcess();
    add(20);
    const pages: OrderPage[] = [];
    for (const page of [1, 2, 3, 4, 5]) {
      pages.push(await shop.listOrders({ ...day, page, whole: true }));
      clock.at += 20_000;
    }
    expect(pages.map(({ orderNumbers, pages: known }) => [orderNumbers.length, known])).toEqual([
      // The first page tells what an order costs.
      [5, 2],
      [6, 3],
      [6, 4],
      [3, 4],
      [0, 4],
    ]);
    expect(pages.flatMap(({ orderNumbers }) => orderNumbers).sort()).toEqual(names().sort());
    const [one, other] = pages[0]?.orders ?? [];
    const read = await shop.readOrders([one?.orderNumber ?? '', other?.orderNumber ?? '']);
    expect(read.orders).toEqual([one, other]);
  });

  it('that share a number are set aside, however they are asked for', async () => {
    const { shop, add, names } = inProcess({ orders: { sameNames: true } });
    add(10);
    const shared = names().filter((name, index, all) => all.indexOf(name) !== index);
    expect(shared.length).toBeGreaterThan(0);
    const page = await shop.listOrders({ ...day, whole: true });
    expect(page.orders?.map(({ orderNumber }) => orderNumber)).not.toContain(shared[0]);
    expect(page.orderNumbers.filter((name) => name === shared[0])).toHaveLength(1);
    expect((await shop.readOrders([shared[0] ?? ''])).unreadable).toMatchObject([
      { reason: expect.stringMatching(/gid:\/\/shopify\/Order\/\d+ and gid:\/\/shopify\/Order\/\d+/) },
    ]);
  });

  it('that share a number on two pages of a listing are set aside, and neither is stored under it', async () => {
    const { shop, shopify, clock, names } = inProcess({
      orders: { sameNames: true },
      throttle: { enforce: false },
    });
    // Four before the listing, so that the first page, of five, ends between two of one number.
    shopify.control.addOrders(code, { count: 4, at: clock.at - 5 * hourMs });
    shopify.control.addOrders(code, { count: 30, at: { from: clock.at - 2 * hourMs, to: clock.at - hourMs } });
    const listed = names().slice(4);
    expect(listed[4]).toBe(listed[5]);
    const shared = listed.filter((name, index) => listed.indexOf(name) !== index);
    const into = importsInto(shop, () => clock.at);
    await into.run();
    const aside = into.rows().filter(({ kind }) => kind === 'quarantined');
    expect(aside.map(({ orderNumber }) => orderNumber)).toEqual([...shared].sort());
  });

  it('come in run after run, where a listing of all of them needs more points than there are: each run began with page 1 again, for ever', async () => {
    const { shop, add, clock } = inProcess();
    add(1_500);
    const sleep = async (ms: number) => {
      clock.at += ms;
    };
    const into = importsInto(shop, () => clock.at, { calls: 25, ms: 110_000, sleep });
    let runs = 0;
    for (; into.rows().length < 1_500 && runs < 30; runs++) {
      await into.run().catch((error) => expect(error).toMatchObject({ code: 'mall.throttled' }));
      clock.at += 60_000;
    }
    expect([into.rows().length, runs]).toEqual([1_500, expect.any(Number)]);
    expect(runs).toBeLessThan(25);
  });

  it('come in whole for a person who asks for a span of them: the import ended where the points did', async () => {
    const { shopify, shop, add, clock } = inProcess();
    shopify.control.changeSettings({ reading: { missedShare: 0 } });
    add(1_500);
    const sleep = async (ms: number) => {
      clock.at += ms;
    };
    const into = importsInto(shop, () => clock.at, { calls: Number.POSITIVE_INFINITY, sleep });
    const total = await importSpan(into.session(), { from: began - 3 * hourMs, to: began }, () => {});
    expect(total.imported).toBe(1_500);
    expect(into.rows()).toHaveLength(1_500);
  });

  it('give back what is refunded, and nothing of an order that is cancelled', async () => {
    const { shopify, shop, add, names } = inProcess();
    const [id = ''] = add(1);
    const [name = ''] = names();
    const unitsOf = async () => (await shop.readOrders([name])).orders[0];
    const before = (await unitsOf())?.lines.reduce((sum, { quantity }) => sum + quantity, 0) ?? 0;
    const [line] = shopify.control.books().shops[0]?.orders[0]?.lines ?? [];
    shopify.control.refundOrder(code, id, { lineId: line?.lineId ?? 0, units: 1 });
    expect((await unitsOf())?.lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(before - 1);
    shopify.control.cancelOrder(code, id);
    expect(shop.traits.isCancelled((await unitsOf())?.progress ?? '')).toBe(true);
  });
});

describe('stock of the simulated Shopify', () => {
  const item = 'kome-0005';

  it('that was sold between reading and setting is not overwritten, and is set from the next reading', async () => {
    const { shopify, setTo, levelOf } = inProcess();
    const stale = await setTo(7, item, () => shopify.control.setStock(code, { sku: item, quantity: 99 }));
    expect(stale).toEqual({ kind: 'unproven', code: 'CHANGE_FROM_QUANTITY_STALE' });
    expect(levelOf(item)).toBe(99);
    expect(await setTo(7, item)).toEqual({ kind: 'set' });
    expect(levelOf(item)).toBe(7);
  });

  it('is set again to a level that it had before: a key that is remembered is not used for another moment', async () => {
    const { setTo, levelOf, clock } = inProcess();
    for (const level of [7, 100, 7, 100, 7]) {
      expect(await setTo(level, item)).toEqual({ kind: 'set' });
      expect(levelOf(item)).toBe(level);
      clock.at += 60_000;
    }
  });

  it('of a call that arrives twice, or late after a newer one, is what the newest call set', async () => {
    const { shopify, setTo, levelOf, clock } = inProcess();
    shopify.control.break({ kind: 'delivered-twice' });
    expect(await setTo(7, item)).toEqual({ kind: 'set' });
    shopify.control.mend();
    clock.at += 60_000;
    shopify.control.break({
      kind: 'apply-later',
      applyAfterMs: 60_000,
      api: 'stock',
      operations: ['inventorySetQuantities'],
    });
    await expect(setTo(9, item)).rejects.toMatchObject({ code: 'mall.timeout' });
    shopify.control.mend();
    expect(await setTo(3, item)).toEqual({ kind: 'set' });
    clock.at += 120_000;
    shopify.control.advance(0);
    expect(levelOf(item)).toBe(3);
  });

  it.each(['key-in-progress', 'stale'] as const)('is looked at again after %s', async (kind) => {
    const { shopify, setTo } = inProcess();
    shopify.control.break({ kind });
    expect(await setTo(7, item)).toMatchObject({ kind: 'unproven' });
  });

  it('of an SKU of two variants is refused in words', async () => {
    const { setTo, shop } = inProcess({}, { sameSkus: 30 });
    expect(await setTo(7, item)).toMatchObject({ kind: 'refused', code: 'SEVERAL_VARIANTS' });
    expect(shop.traits.stock.item.form.test(item)).toBe(true);
  });
});

describe('a listing of the simulated Shopify', () => {
  it('is refused with what is in the orders, listed without, and each order read by its number, where that alone is refused', async () => {
    const { shopify, shop } = inProcess();
    shopify.control.addOrders(code, { count: 1, at: began - hourMs });
    shopify.control.break({ kind: 'whole-refused' });
    const listing = { ...day, from: began - 2 * hourMs };
    await expect(shop.listOrders({ ...listing, whole: true })).rejects.toMatchObject({
      code: 'mall.refusing',
      context: { mallCodes: ['undefinedField'] },
    });
    const { orderNumbers } = await shop.listOrders({ ...listing, whole: false });
    expect(orderNumbers).toHaveLength(1);
    expect((await shop.readOrders(orderNumbers)).orders).toHaveLength(1);
  });
});

describe('probes of the simulated Shopify', () => {
  it('change nothing, and are answered', async () => {
    const { shopify, shop, add } = inProcess();
    add(3);
    const before = JSON.stringify(shopify.control.stock(code));
    expect(await shop.probe('import')).toBe(Math.floor(began / 1_000) * 1_000);
    expect(await shop.probe('stock', true)).toBe(Math.floor(began / 1_000) * 1_000);
    expect(JSON.stringify(shopify.control.stock(code))).toBe(before);
  });

  it.each<[ShopifyFault, string]>([
    [{ kind: 'refuse' }, 'mall.unreachable'],
    [{ kind: 'timeout-before' }, 'mall.timeout'],
    [{ kind: 'unavailable' }, 'mall.failing'],
    [{ kind: 'server-error-html' }, 'mall.not-json'],
    [{ kind: 'html-200' }, 'mall.not-json'],
    [{ kind: 'all-well' }, 'mall.unreadable'],
    [{ kind: 'internal-error' }, 'mall.failing'],
    [{ kind: 'throttle' }, 'mall.throttled'],
    [{ kind: 'too-many-requests' }, 'mall.throttled'],
    [{ kind: 'frozen' }, 'mall.refused'],
    [{ kind: 'locked' }, 'mall.refused'],
    [{ kind: 'access-denied' }, 'key.function-off'],
    [{ kind: 'refusal' }, 'mall.refusing'],
  ])('end with %o as %s', async (fault, expected) => {
    const { shopify, shop } = inProcess();
    await shop.probe('import');
    shopify.control.break(fault);
    for (const capability of ['import', 'stock'] as const) {
      await expect(shop.probe(capability)).rejects.toMatchObject({ code: expected });
    }
  });
});
