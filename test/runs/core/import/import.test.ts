import { describe, expect, it } from 'vitest';
import { importShop } from '../../../../core/import/import-shop.ts';
import { hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { openYahooWorld } from '../../../unit/core/import/world.ts';
import { sellerId, shopKey } from '../../../unit/malls/yahoo/in-process.ts';

const tea = [{ itemCode: 'kome-0005', units: 3 }];

describe('the import of a shop at Yahoo!ショッピング', () => {
  it('the import at Yahoo!ショッピング stores every order once, with a claim for each line under its item code', async () => {
    const world = await openYahooWorld();
    const placed = world.place({ count: 7, at: { from: world.now() - 30 * minuteMs, to: world.now() - minuteMs } });
    expect(await world.poll()).toMatchObject({ imported: 7, missing: 0, quarantined: 0, caughtUp: true });
    expect(world.orderNumbers()).toEqual([...placed].sort());
    expect(await world.poll()).toMatchObject({ imported: 0, caughtUp: true });
    expect(world.callsOf('orderInfo')).toBe(7);
    const sold: Record<string, number> = {};
    for (const orderNumber of placed) {
      for (const { itemCode, subCode, units } of world.yahoo.control.order(orderNumber)?.lines ?? []) {
        const item = subCode === '' ? itemCode : `${itemCode}:${subCode}`;
        sold[item] = (sold[item] ?? 0) + units;
      }
    }
    expect(world.claimed()).toEqual(sold);
  });

  it('the import at Yahoo!ショッピング holds the stock of an order at once, although its buyer can still take it back', async () => {
    const world = await openYahooWorld();
    const [orderNumber = ''] = world.place({ lines: tea });
    world.pass(30 * secondMs);
    await world.poll();
    expect(world.order(orderNumber)).toMatchObject({ progress: '2-readonly' });
    expect(world.claimed()).toEqual({ 'kome-0005': 3 });

    world.pass(11 * minuteMs);
    await world.scan();
    expect(world.order(orderNumber)).toMatchObject({ progress: '2', revision: 2 });
    expect(world.claimed()).toEqual({ 'kome-0005': 3 });
  });

  it('the import gives back the stock of an order that its buyer took back in the window', async () => {
    const world = await openYahooWorld();
    const [orderNumber = ''] = world.place({ lines: tea });
    world.pass(30 * secondMs);
    await world.poll();
    world.yahoo.control.cancelOrder(sellerId, orderNumber, { buyer: true });
    world.pass(15 * minuteMs);
    await world.scan();
    expect(world.order(orderNumber)).toMatchObject({ progress: '4' });
    expect(world.claimed()).toEqual({});
  });

  it('the import notices an order that was taken back, also where the mall hides it for ever', async () => {
    const world = await openYahooWorld({ list: { cancelledInWindow: 'hidden' } });
    const [orderNumber = ''] = world.place({ lines: tea });
    world.pass(30 * secondMs);
    await world.poll();
    world.yahoo.control.cancelOrder(sellerId, orderNumber, { buyer: true });
    world.pass(15 * minuteMs);
    await world.scan();
    expect(world.order(orderNumber)).toMatchObject({ progress: '4' });
    expect(world.claimed()).toEqual({});
  });

  it('the import finds an order that the fraud check let go hours later at once, however far the cursor has come', async () => {
    const world = await openYahooWorld();
    const [held = ''] = world.place({ kind: 'fraud-hold', lines: tea });
    world.pass(minuteMs);
    for (let minute = 0; minute < 100; minute++) {
      world.place({});
      world.pass(minuteMs);
      await world.poll();
    }
    expect(world.order(held)).toBeUndefined();
    world.yahoo.control.releaseOrder(sellerId, held);
    world.pass(2 * secondMs);
    expect(await world.poll()).toMatchObject({ imported: 1 });
    const placedAt = world.yahoo.control.order(held)?.orderTimeMs;
    expect(world.order(held)).toMatchObject({ orderedAt: placedAt });
  });

  it('the import places the claim of an order that was shown late at the moment it was ordered', async () => {
    const world = await openYahooWorld();
    const [held = ''] = world.place({ kind: 'fraud-hold', lines: tea });
    const placedAt = world.now();
    world.pass(3 * hourMs + minuteMs);
    await world.poll();
    const [claim] = await world.ports.stock.claims([
      { merchant: 'kado', sku: 'kome-0005', shop: shopKey, orderNumber: held, lineId: '1', orderedAt: placedAt },
    ]);
    expect(claim).toMatchObject({ quantity: 3, orderedAt: placedAt });
  });

  it('the import moves its cursor by when orders were shown, and never beyond one that is not stored', async () => {
    const world = await openYahooWorld();
    // Placed first and shown last: in the mall's own order it is the first row.
    const [late = ''] = world.place({ kind: 'fraud-hold', at: world.now() - 2 * hourMs });
    const others = world.place({
      count: 5,
      at: { from: world.now() - 20 * minuteMs, to: world.now() - 10 * minuteMs },
    });
    world.yahoo.control.releaseOrder(sellerId, late);
    world.pass(5 * secondMs);
    const run = await world.run('import', 3);
    expect(await importShop(run)).toMatchObject({ imported: 2, caughtUp: false });
    expect(world.orderNumbers()).not.toContain(late);
    const cursor = (await world.ports.shops.get(shopKey))?.cursor ?? 0;
    const left = others.filter((orderNumber) => world.order(orderNumber) === undefined);
    expect(left).toHaveLength(3);
    for (const orderNumber of left) expect(world.yahoo.control.order(orderNumber)?.orderTimeMs).toBeGreaterThan(cursor);
    expect(await world.poll()).toMatchObject({ imported: 4, caughtUp: true });
  });

  it.each(['window-end', 'empty'] as const)(
    'misses nothing where the 公開日時 of an order is %s',
    async (publication) => {
      const world = await openYahooWorld({ list: { publication } });
      const [orderNumber = ''] = world.place({ lines: tea });
      for (let minute = 0; minute < 16; minute++) {
        world.pass(minuteMs);
        await world.poll();
        if (minute % 5 === 0) await world.reconcile();
      }
      expect(world.order(orderNumber)).toBeDefined();
      expect(world.claimed()).toEqual({ 'kome-0005': 3 });
    },
  );

  it('the import finds orders that orderList shows minutes late', async () => {
    const world = await openYahooWorld({
      list: { visibilityDelayMinMs: 4 * minuteMs, visibilityDelayMaxMs: 12 * minuteMs },
    });
    const placed: string[] = [];
    for (let minute = 0; minute < 40; minute++) {
      if (minute < 25) placed.push(...world.place({ count: 2 }));
      world.pass(minuteMs);
      await world.poll();
    }
    expect(world.orderNumbers()).toEqual(placed.sort());
  });

  it('the import takes more orders than a page holds from the first shown on, a window of one page at a time', async () => {
    const world = await openYahooWorld();
    const to = world.now() - minuteMs;
    const placed = world.place({ count: 2_100, at: { from: to - 50 * minuteMs, to } });
    for (let run = 0; run < 2; run++) {
      expect(await importShop(await world.run('import', 25))).toMatchObject({ caughtUp: false });
    }
    // What is left is too long for a page in both runs, so each lists twice and reads an order with every other call.
    expect(world.orderNumbers()).toHaveLength(46);
    expect(world.orderNumbers()).toEqual(placed.slice(0, 46).sort());
    const cursor = (await world.ports.shops.get(shopKey))?.cursor ?? 0;
    expect(world.yahoo.control.order(placed[46] ?? '')?.orderTimeMs).toBeGreaterThan(cursor);
  });

  it('the import manages where Yahoo gives fewer orders a page than documented', async () => {
    const world = await openYahooWorld({ list: { resultMax: 20 } });
    const to = world.now() - minuteMs;
    const placed = world.place({ count: 70, at: { from: to - 50 * minuteMs, to } });
    for (let run = 0, caughtUp = false; run < 20 && !caughtUp; run++) ({ caughtUp } = await world.poll());
    expect(world.orderNumbers()).toEqual(placed.sort());
  });

  it('the import keeps what it has while rows come and go between two pages', async () => {
    const world = await openYahooWorld();
    const to = world.now() - minuteMs;
    const placed = world.place({ count: 60, at: { from: to - 50 * minuteMs, to } });
    world.yahoo.control.break({ kind: 'page-shift', shift: 'appear' });
    for (let run = 0; run < 4; run++) await world.poll();
    world.yahoo.control.mend();
    world.pass(16 * minuteMs);
    await world.reconcile();
    expect(placed.filter((orderNumber) => !world.orderNumbers().includes(orderNumber))).toEqual([]);
  });

  it('the import continues after an unreadable order, keeps the reply, and imports the order once it is readable', async () => {
    const world = await openYahooWorld();
    const [first = '', second = '', third = ''] = world.place({
      count: 3,
      at: { from: world.now() - 30 * minuteMs, to: world.now() - 10 * minuteMs },
    });
    world.yahoo.control.spoilOrder(first, 'broken-xml');
    world.yahoo.control.hideOrder(second);
    expect(await world.poll()).toMatchObject({ imported: 1, missing: 1, quarantined: 1 });
    expect(world.orderNumbers()).toEqual([third]);
    world.yahoo.control.mendOrder(first);
    world.yahoo.control.showOrder(second);
    world.pass(5 * minuteMs);
    await world.reconcile();
    expect(world.orderNumbers()).toEqual([first, second, third].sort());
  });

  it.each([
    ['with orders that are stored', true],
    ['that has none yet', false],
  ])(
    'waits where orderInfo refuses every order of a shop %s, and takes all in when it does not',
    async (_, hasStored) => {
      const world = await openYahooWorld();
      const before = hasStored ? world.place({ count: 2 }) : [];
      world.pass(minuteMs);
      await world.poll();
      world.yahoo.control.break({ kind: 'refusal', operations: ['orderInfo'] });
      const cursor = (await world.ports.shops.get(shopKey))?.cursor;
      const placed = world.place({ count: 4 });
      world.pass(minuteMs);
      const calls = world.callsOf('orderInfo');
      await expect(world.poll()).rejects.toMatchObject({ code: 'mall.refused', context: { concerns: 'shop' } });
      // The order, and one that was read before; where none was, the other ones that are listed.
      expect(world.callsOf('orderInfo') - calls).toBe(hasStored ? 2 : 4);
      expect(world.orderNumbers()).toEqual(before);
      expect(await world.ports.shops.get(shopKey)).toMatchObject({ cursor, importTrouble: { kind: 'refused' } });
      expect((await world.ports.orders.known(shopKey, placed)).size).toBe(0);
      world.yahoo.control.mend();
      world.pass(minuteMs);
      expect(await world.poll()).toMatchObject({ imported: 4, caughtUp: true });
      expect((await world.ports.shops.get(shopKey))?.importTrouble).toBeUndefined();
    },
  );

  it('the import is not carried ahead by an order dated 2099', async () => {
    const world = await openYahooWorld();
    const [wrong = ''] = world.place({ count: 1 });
    world.yahoo.control.spoilOrder(wrong, 'future-date');
    world.pass(minuteMs);
    expect(await world.poll()).toMatchObject({ imported: 1 });
    expect((await world.ports.shops.get(shopKey))?.cursor).toBeLessThanOrEqual(world.now());
    expect(world.order(wrong)?.orderedAt).toBeLessThanOrEqual(world.now());
    const [later = ''] = world.place({ count: 1 });
    world.pass(minuteMs);
    await world.poll();
    expect(world.orderNumbers()).toEqual([wrong, later].sort());
  });

  it('the import follows an order by its statuses, and releases what a person of the shop cancelled', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const [shipped = '', cancelled = ''] = world.place({ count: 2, lines: tea });
    world.pass(minuteMs);
    await world.poll();
    world.yahoo.control.moveOrder(sellerId, shipped, 5);
    world.yahoo.control.cancelOrder(sellerId, cancelled, { reason: 210 });
    world.pass(15 * minuteMs);
    expect(await world.scan()).toMatchObject({ changed: 2, finished: true });
    expect([world.order(shipped)?.progress, world.order(cancelled)?.progress]).toEqual(['5', '4']);
    expect(world.claimed()).toEqual({ 'kome-0005': 3 });
  });

  it('the import reads at night only those of its open orders that changed', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const placed = world.place({ count: 12, lines: tea });
    world.pass(minuteMs);
    await world.poll();
    const edited = placed[4] ?? '';
    world.yahoo.control.editOrder(sellerId, edited, { units: { 1: 1 } });
    // The night after, at three.
    world.pass(11 * hourMs);
    const before = world.callsOf('orderInfo');
    expect(await world.reconcile()).toMatchObject({ reread: 1 });
    expect(world.callsOf('orderInfo') - before).toBe(1);
    expect(world.claimed()).toEqual({ 'kome-0005': 34 });
  });

  it('the import counts a test order like any other, since the mall took its pieces away, too', async () => {
    const world = await openYahooWorld();
    world.place({ kind: 'test', lines: tea });
    world.pass(minuteMs);
    await world.poll();
    expect(world.claimed()).toEqual({ 'kome-0005': 3 });
  });
});
