import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { Shop } from '../../../../core/model/shop.ts';
import { callForDrift, driftNight } from '../../../../core/stock/call-dirty.ts';
import { calledFor, openStockWorld, type StockWorld } from './world.ts';

/** 2026-11-25 05:00 in Japan. */
const night = Date.UTC(2026, 10, 24, 20);

async function atNight(sync: Parameters<typeof openStockWorld>[0] = {}) {
  const world = await openStockWorld({ at: night - hourMs, ...sync });
  const items = world.items().slice(0, 8);
  for (const item of items) await world.list(world.one, item);
  for (const sku of new Set(items.map(world.sku))) await world.count(sku, 9);
  await world.pass(minuteMs);
  return { world, items };
}

function setByHand(world: StockWorld, item: string, quantity: number): void {
  const [manageNumber = '', variantId = ''] = item.split('/');
  world.rms.control.setStock(world.one.code, { manageNumber, variantId, quantity });
}

async function call(world: StockWorld): Promise<number> {
  const shops = [...world.store.shopsByKey.values()] as Shop[];
  return callForDrift(world.worker(), shops);
}

describe('at night', () => {
  it('every listing is compared with the mall once, what differs is counted, and set right', async () => {
    const { world, items } = await atNight({ sync: { driftPage: 3 } });
    world.store.driftsById.clear();
    setByHand(world, items[0] ?? '', 4);
    setByHand(world, items[5] ?? '', 40);
    expect(await call(world)).toBe(2);
    await world.pass(minuteMs);
    const drift = await world.worker().ports.drifts.get('2026-11-25', world.one.key);
    expect(drift).toMatchObject({ finished: true, compared: 8, differing: 2, absent: 0 });
    expect(drift?.examples).toEqual([
      expect.objectContaining({ shows: expect.any(Number), wanted: 9 }),
      expect.objectContaining({ shows: expect.any(Number), wanted: 9 }),
    ]);
    for (const item of items) expect(world.level(world.one, item)).toBe(9);
    expect(world.log.lines.filter(({ event }) => event === 'stock.drifted')).toHaveLength(1);
    // Once a night.
    expect(await call(world)).toBe(0);
    const reads = world.calls(calledFor.read).length;
    await world.look(world.one);
    expect(world.calls(calledFor.read)).toHaveLength(reads);
    expect(world.failures).toEqual([]);
  });

  it('what differs is found at a mall that allows few listings: the second look asked for another one, and the comparison never ended', async () => {
    const { world, items } = await atNight({ sync: { driftPage: 3 } });
    world.store.driftsById.clear();
    setByHand(world, items[1] ?? '', 40);
    const { malls } = world.worker().ports;
    const listings = { everyMs: 5 * minuteMs, scanEveryMs: 2 * hourMs, stockEveryMs: 10 * minuteMs, listedAfterMs: 0 };
    const few: typeof malls = {
      ...malls,
      shop: async (shop) => {
        const mall = await malls.shop(shop);
        return { ...mall, traits: { ...mall.traits, listings } };
      },
    };
    await world.look(world.one, world.worker({ malls: few }));
    const drift = await world.worker().ports.drifts.get('2026-11-25', world.one.key);
    expect(drift).toMatchObject({ finished: true, compared: 8, differing: 1 });
    expect(world.failures).toEqual([]);
  });

  it('what differs is set right, though it became due while it was compared', async () => {
    const { world, items } = await atNight();
    world.store.driftsById.clear();
    const item = items[0] ?? '';
    setByHand(world, item, 4);
    world.meddler = ({ path }) => {
      // As a move of a SKU does that leaves the level as it is.
      if (path.includes('/inventories/bulk-get')) {
        const { ports } = world.worker();
        void ports.listings.markDue({ shop: world.one.key, item }, ports.clock.now());
      }
      return null;
    };
    await world.look(world.one);
    expect(world.level(world.one, item)).toBe(9);
    expect(world.failures).toEqual([]);
  });

  it('what differs is only reported where a person is to be asked', async () => {
    const { world, items } = await atNight({ sync: { stockDrift: 'ask' } });
    world.store.driftsById.clear();
    setByHand(world, items[2] ?? '', 4);
    await world.look(world.one);
    expect(world.level(world.one, items[2] ?? '')).toBe(4);
    expect(world.listing(world.one, items[2] ?? '').drift).toMatchObject({ level: 4 });
    // The next change is sent to the mall as usual, and settles the question.
    await world.count(world.sku(items[2] ?? ''), 8);
    await world.pass(minuteMs);
    expect(world.level(world.one, items[2] ?? '')).toBe(8);
    expect(world.listing(world.one, items[2] ?? '').drift).toBeUndefined();
  });

  it('nothing is compared while the orders of the shop cannot be imported', async () => {
    const { world, items } = await atNight();
    world.store.driftsById.clear();
    setByHand(world, items[0] ?? '', 4);
    world.meddler = ({ path }) =>
      path.includes('/order/') ? { outcome: { ending: 'refuse' }, when: 'instead' } : null;
    await world.idle(minuteMs);
    await world.look(world.one);
    expect(world.store.driftsById.size).toBe(0);
    expect(world.level(world.one, items[0] ?? '')).toBe(4);
  });

  it('what is sold while it is compared is no drift', async () => {
    const { world, items } = await atNight();
    for (const item of world.items().filter((one) => !items.includes(one))) await world.list(world.one, item);
    for (const sku of new Set(world.items().map(world.sku))) await world.count(sku, 9);
    await world.pass(minuteMs);
    world.store.driftsById.clear();
    let sold = 0;
    world.meddler = ({ path }) => {
      if (path.includes(calledFor.read) && sold++ === 0) world.order(world.one);
      return null;
    };
    await world.look(world.one);
    expect(sold).toBe(2);
    expect([...world.store.driftsById.values()]).toMatchObject([{ finished: true, differing: 0 }]);
  });

  it('a listing that the mall has again is shown again', async () => {
    const { world, items } = await atNight();
    world.store.driftsById.clear();
    const [item = ''] = items;
    const { ports } = world.worker();
    const row = world.listing(world.one, item);
    const { acked: _, ...rest } = row;
    await ports.listings.put({ ...rest, version: row.version + 1, writer: 'test', orphanSince: night - hourMs });
    await world.look(world.one);
    await world.pass(minuteMs);
    expect(world.listing(world.one, item)).toMatchObject({ acked: { level: 9 } });
    expect(world.listing(world.one, item).orphanSince).toBeUndefined();
  });
});

describe('the night of a shop', () => {
  it('begins at three or four o’clock in Japan and ends at eight', () => {
    const hours = (hour: number) => Date.UTC(2026, 10, 24, 15) + hour * hourMs;
    const open = Array.from({ length: 24 }, (_, hour) => hour).filter(
      (hour) => driftNight('rms#kado-no-mise', hours(hour)) !== null,
    );
    expect([3, 4]).toContain(open[0]);
    expect(open.at(-1)).toBe(7);
    expect(driftNight('rms#kado-no-mise', hours(5))).toBe('2026-11-25');
  });

  it('is the only time at which anything is read for it', async () => {
    const world = await openStockWorld();
    const { ports, cache } = world.worker();
    const drifts = {
      ...ports.drifts,
      of: () => Promise.reject(new Error('it is day')),
    };
    expect(await callForDrift({ ports: { ...ports, drifts }, cache }, [world.one, world.other])).toBe(0);
  });
});
