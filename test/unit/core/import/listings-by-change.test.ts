import { describe, expect, it } from 'vitest';
import { auditShop } from '../../../../core/import/audit-shop.ts';
import type { TsunagiError } from '../../../../core/kernel/errors.ts';
import { dayMs, hourMs, minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import type { ImportSession } from '../../../../core/session/import-session.ts';
import { importsInto } from '../../../contract/malls/imports-into.ts';
import { amazonInProcess, began, sellerId } from '../../malls/amazon/in-process.ts';
import { openAmazonWorld } from './amazon-world.ts';

describe('a mall that lists by last change, and seldom', () => {
  it('a mall that lists by change imports a page of new orders with the one call that lists them', async () => {
    const world = await openAmazonWorld();
    world.place(60, began - 20 * minuteMs);
    await world.poll();
    expect(world.orders()).toHaveLength(60);
    expect([world.searches(), world.readings()]).toEqual([1, 0]);
  });

  it('a mall that lists by change is listed every five minutes, within its quota, however often the schedule comes', async () => {
    const world = await openAmazonWorld();
    await world.poll(60);
    expect(world.searches()).toBe(12);
    world.place(1);
    await world.poll(8);
    expect(world.orders()).toHaveLength(1);
  });

  it('a mall that lists by change is listed again a minute after a listing that failed', async () => {
    const world = await openAmazonWorld();
    await world.poll();
    world.place(1);
    await world.poll(4);
    world.amazon.control.break({ kind: 'throttle', operations: ['searchOrders'], times: 1 });
    await world.poll();
    expect([world.searches(), world.orders().length]).toEqual([2, 0]);
    await world.poll();
    expect([world.searches(), world.orders().length]).toEqual([3, 1]);
  });

  it('"the audit found 3 missing": the cursor does not pass what the listing has', async () => {
    const world = await openAmazonWorld();
    const [late = ''] = world.place(1, began - minuteMs);
    world.place(1, began - 10 * minuteMs);
    await world.poll();
    expect(world.orders()).toHaveLength(1);
    expect((await world.shop()).cursor).toBeLessThan(began - 2 * minuteMs);
    await world.poll(6);
    expect(world.orders().map(({ orderNumber }) => orderNumber)).toContain(late);
  });

  it('"orders placed before this moment are not imported": not even when they change', async () => {
    const world = await openAmazonWorld();
    const [old = '', older = ''] = world.place(2, began - 2 * dayMs);
    world.place(1, began - 20 * minuteMs);
    await world.poll(6);
    expect(world.orders()).toHaveLength(1);
    const readings = world.readings();
    world.amazon.control.moveOrder(sellerId, old, 'SHIPPED');
    world.amazon.control.cancelOrder(sellerId, older);
    await world.poll(20);
    await world.reconcile();
    expect(world.orders()).toHaveLength(1);
    expect(world.readings() - readings).toBe(0);
  });

  it('a mall that lists by change has its changed orders read again by the import, once', async () => {
    const world = await openAmazonWorld();
    const [changed = '', cancelled = ''] = world.place(3, began - 20 * minuteMs);
    await world.poll();
    const before = world.claimed();
    world.amazon.control.moveOrder(sellerId, changed, 'SHIPPED');
    world.amazon.control.cancelOrder(sellerId, cancelled);
    await world.poll(20);
    const progress = new Map(world.orders().map((row) => [row.orderNumber, row.progress]));
    expect([progress.get(changed), progress.get(cancelled)]).toEqual(['SHIPPED', 'CANCELLED']);
    expect(world.claimed()).toBeLessThan(before);
    expect(world.readings()).toBe(2);
  });

  it('a mall that lists by change has a change read although its order spoils the first answer', async () => {
    const world = await openAmazonWorld();
    const [changed = ''] = world.place(2, began - 20 * minuteMs);
    await world.poll();
    world.amazon.control.moveOrder(sellerId, changed, 'SHIPPED');
    world.clock.at += 5 * minuteMs;
    world.amazon.control.break({ kind: 'internal-failure', operations: ['getOrder'], times: 1 });
    await world.poll(15);
    expect(world.orders().find(({ orderNumber }) => orderNumber === changed)?.progress).toBe('SHIPPED');
  });

  it('a mall that lists by change loses no order where more changed at once than a page holds', async () => {
    const world = await openAmazonWorld();
    world.place(230, began - 20 * minuteMs);
    await world.poll(30);
    expect(world.orders()).toHaveLength(230);
  });

  it.each(['lastUpdatedTime', 'createdTime', 'orderId'] as const)(
    'comes through a backlog of more pages than its quota has calls, with rows by %s: each run began with page 1 again, for ever',
    async (sortedBy) => {
      const world = await openAmazonWorld({ orders: { sortedBy } });
      for (let second = 0; second < 2_500; second += 10) world.place(10, began - 58 * minuteMs + second * secondMs);
      await world.poll(5);
      expect(world.orders().length).toBeGreaterThan(500);
      // Of one listing in three minutes, most bring nearly a page in.
      await world.poll(95);
      expect(world.orders()).toHaveLength(2_500);
      expect((await world.shop()).cursor).toBeGreaterThan(began - 20 * minuteMs);
    },
  );

  it('a mall that lists by change lists longer windows again once pages have more rows', async () => {
    const { amazon, clock, shop } = amazonInProcess({ throttle: { enforce: true } });
    const { handle } = amazon;
    let rows = 1;
    const fewRows: typeof handle = (request) =>
      handle({ ...request, path: request.path.replace(/maxResultsPerPage=\d+/, `maxResultsPerPage=${rows}`) });
    Object.assign(amazon, { handle: fewRows });
    amazon.control.addOrders(sellerId, { count: 40, at: { from: began - 2 * hourMs, to: began - hourMs } });
    const into = importsInto(shop(), () => clock.at);
    const poll = async (runs: number): Promise<void> => {
      for (let run = 0; run < runs; run++) {
        clock.at += 5 * minuteMs;
        await into.run().catch((error) => expect(error).toMatchObject({ code: 'mall.throttled' }));
      }
    };
    await poll(6);
    expect(into.rows().length).toBeLessThan(40);
    rows = 100;
    await poll(12);
    expect(into.rows()).toHaveLength(40);
  });

  it('a mall that lists by change is audited over several runs, where it has more pages than the quota has calls', async () => {
    const { amazon, clock, shop } = amazonInProcess({ throttle: { enforce: true } });
    for (let second = 0; second < 2_500; second += 10)
      amazon.control.addOrders(sellerId, { count: 10, at: began - hourMs + second * secondMs });
    const into = importsInto(shop(), () => clock.at);
    for (let run = 0; into.rows().length < 2_500 && run < 40; run++) {
      clock.at += 5 * minuteMs;
      await into.run().catch(() => {});
    }
    clock.at += hourMs;
    const results = [];
    for (let run = 0; run < 40 && results.at(-1)?.kind !== 'audited'; run++) {
      clock.at += 5 * minuteMs;
      const span = { from: began - hourMs, to: began - 10 * minuteMs };
      const audit = auditShop(into.session() as unknown as ImportSession<Ports>, span, { dryRun: true });
      results.push(await audit.catch((error: TsunagiError) => ({ kind: error.code })));
    }
    expect(results[0]).toEqual({ kind: 'mall.throttled' });
    expect(results.at(-1)).toMatchObject({ kind: 'audited', atMall: 2_500 });
  });

  it('a mall that lists by change is scanned seldom, and what a listing left out comes in with the scan', async () => {
    const world = await openAmazonWorld();
    const [omitted = ''] = world.place(2, began - 20 * minuteMs);
    world.amazon.control.omitOrder(sellerId, omitted);
    await world.poll(5);
    world.amazon.control.omitOrder(sellerId, omitted, false);
    const before = world.searches();
    for (let round = 0; round < 6; round++) {
      await world.reconcile();
      world.clock.at += 15 * minuteMs;
    }
    expect(world.orders()).toHaveLength(2);
    // Two scans in an hour and a half, and the night's listing.
    expect(world.searches() - before).toBe(3);
  });

  it('a mall that lists by change goes on after its quota was used up elsewhere', async () => {
    const world = await openAmazonWorld();
    world.place(1, began - 20 * minuteMs);
    world.amazon.control.break({ kind: 'throttle', operations: ['searchOrders'], times: 1 });
    await world.poll(10);
    expect(world.orders()).toHaveLength(1);
  });

  it('a mall that lists by change is imported while a scan of many pages finds too little of the quota left', async () => {
    const world = await openAmazonWorld({}, began - 4 * dayMs);
    for (let hour = 47; hour > 0; hour--) world.place(40, began - hour * hourMs);
    const lags: number[] = [];
    for (let round = 0; round < 5 * 12; round++) {
      world.place(4);
      await world.poll(5);
      // Before the other process has its turn: here it keeps this one from polling while it reads.
      if (round > 24) lags.push(world.clock.at - (await world.shop()).cursor);
      await world.reconcile();
    }
    expect(Math.max(...lags) / minuteMs).toBeLessThan(10);
    expect(world.tooMany()).toBe(0);
  });

  it('the data of a buyer at Amazon are removed 30 days after the order', async () => {
    const world = await openAmazonWorld();
    const [number = ''] = world.place(1, began - 20 * minuteMs);
    world.amazon.control.moveOrder(sellerId, number, 'SHIPPED');
    await world.poll();
    for (let day = 0; day < 32; day++) {
      world.clock.at += dayMs;
      await world.reconcile();
      await world.reconcile();
    }
    const [order] = world.orders();
    expect(order?.original).toHaveLength(0);
    expect(order?.erasedAt).toBeLessThan(began + 31 * dayMs);
  });
});
