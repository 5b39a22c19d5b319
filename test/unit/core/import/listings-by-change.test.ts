import { describe, expect, it } from 'vitest';
import { pollShard } from '../../../../core/jobs/poll-orders.ts';
import { reconcileShard } from '../../../../core/jobs/reconcile.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import type { Ports } from '../../../../core/ports/ports.ts';
import { budgetUntil } from '../../../../core/ports/system.ts';
import { createProcessCache } from '../../../../core/session/import-session.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMalls } from '../../../../malls/registry.ts';
import { allClaims, allRows, createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';
import type { AmazonSettingsChange } from '../../../../simulator/amazon/index.ts';
import { amazonInProcess, began, sellerId, shopKey, transportTo } from '../../malls/amazon/in-process.ts';

/** One seller at the simulated Amazon, tables in memory, and a clock that advances with each wait. */
async function openAmazonWorld(settings: AmazonSettingsChange = {}) {
  const { amazon, clock, credential } = amazonInProcess({ throttle: { enforce: true }, ...settings });
  const paths: string[] = [];
  const store = createMemoryStore();
  const memory = memoryPorts(store);
  const time = {
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.at += Math.max(0, ms);
    },
  };
  let words = 0;
  const ports: Ports = {
    ...memory,
    clock: time,
    random: { next: () => 0.5, id: () => `word-${++words}` },
    malls: createMalls({
      sites: { amazon: { baseUrl: 'https://mall.example', authUrl: 'https://auth.example' } },
      transport: transportTo(amazon, paths),
      vault: memory.vault,
      clock: time,
    }),
  };
  const first: Shop = {
    ...{ key: shopKey, mall: 'amazon', code: sellerId, name: '角の店', merchant: 'kado', shard: 0 },
    importFrom: began - dayMs,
    cursor: began - hourMs,
    ...{ scannedAt: 0, rereadDay: '', rereadAfter: '', callsPerSecond: 0.5 },
    credential: await memory.vault.seal(shopKey, 0, 1, credential),
  };
  await ports.shops.add(first);
  const cache = createProcessCache(time);
  const round = (share: 'import' | 'scan', ms: number) => ({
    ...{ ports, cache, share, settings: defaultImportSettings, runId: ports.random.id() },
    budget: budgetUntil(time, time.now() + ms),
  });
  const callsOf = (operation: RegExp): number =>
    paths.filter((path) => operation.test(path.split('?')[0] ?? '')).length;
  return {
    amazon,
    clock,
    place: (count: number, at: number = clock.at) => amazon.control.addOrders(sellerId, { count, at }),
    /** Polls every minute, as the schedule does. */
    async poll(minutes = 1) {
      for (let minute = 0; minute < minutes; minute++) {
        const next = clock.at + minuteMs;
        await pollShard(round('import', 55_000), 0, 1);
        clock.at = Math.max(clock.at, next);
      }
    },
    reconcile: () => reconcileShard(round('scan', 4 * minuteMs), 0, 1),
    orders: () => allRows(store).filter((row): row is StoredOrder => row.kind === 'stored'),
    claimed: () => allClaims(store).reduce((sum, { quantity }) => sum + quantity, 0),
    shop: async () => (await ports.shops.get(shopKey)) as Shop,
    searches: () => callsOf(/\/orders$/),
    readings: () => callsOf(/\/orders\/[^/]+$/),
  };
}

describe('a mall that lists by last change, and seldom', () => {
  it('imports a page of new orders with the one call that lists them', async () => {
    const world = await openAmazonWorld();
    world.place(60, began - 20 * minuteMs);
    await world.poll();
    expect(world.orders()).toHaveLength(60);
    expect([world.searches(), world.readings()]).toEqual([1, 0]);
  });

  it('is listed every five minutes, within its quota, however often the schedule comes', async () => {
    const world = await openAmazonWorld();
    await world.poll(60);
    expect(world.searches()).toBe(12);
    world.place(1);
    await world.poll(8);
    expect(world.orders()).toHaveLength(1);
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

  it('has its changed orders read again by the import, once', async () => {
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

  it('has a change read although its order spoils the first answer', async () => {
    const world = await openAmazonWorld();
    const [changed = ''] = world.place(2, began - 20 * minuteMs);
    await world.poll();
    world.amazon.control.moveOrder(sellerId, changed, 'SHIPPED');
    world.clock.at += 5 * minuteMs;
    world.amazon.control.break({ kind: 'internal-failure', operations: ['getOrder'], times: 1 });
    await world.poll(15);
    expect(world.orders().find(({ orderNumber }) => orderNumber === changed)?.progress).toBe('SHIPPED');
  });

  it('loses no order where more changed at once than a page holds', async () => {
    const world = await openAmazonWorld();
    world.place(230, began - 20 * minuteMs);
    await world.poll(30);
    expect(world.orders()).toHaveLength(230);
  });

  it('is scanned seldom, and what a listing left out comes in with the scan', async () => {
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

  it('goes on after its quota was used up elsewhere', async () => {
    const world = await openAmazonWorld();
    world.place(1, began - 20 * minuteMs);
    world.amazon.control.break({ kind: 'throttle', operations: ['searchOrders'], times: 1 });
    await world.poll(10);
    expect(world.orders()).toHaveLength(1);
  });

  it('has the data of a buyer removed 30 days after the order, as Amazon wants it', async () => {
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
