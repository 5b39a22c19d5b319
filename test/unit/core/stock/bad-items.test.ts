import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { calledFor, merchant, openStockWorld, type StockWorld } from './world.ts';

/** A merchant's listing that names a product that its shop does not have. */
const unknownItem = 'no-such-thing/no-such-thing';

describe('a listing that the mall has not', () => {
  it('is found by reading it before its first push, is not pushed, and waits for a person', async () => {
    const world = await openStockWorld();
    await world.list(world.one, unknownItem, { sku: 'W-LOST' });
    await world.count('W-LOST', 3);
    await world.pass(12 * minuteMs);
    const { orphanSince, dueAt, wait } = world.listing(world.one, unknownItem);
    expect({ orphanSince, dueAt, wait }).toEqual({ orphanSince: expect.any(Number) });
    expect(world.calls(calledFor.set)).toEqual([]);
    await world.count('W-LOST', 4);
    await world.pass(10 * minuteMs);
    expect(world.calls(calledFor.set)).toEqual([]);
    expect(world.failures).toEqual([]);
  });
});

describe('one bad item among hundreds', () => {
  it('is refused by name and tried again after an hour, ever more rarely, once a day at last, and keeps no other item waiting', async () => {
    const world = await openStockWorld({ at: Date.UTC(2026, 10, 24, 0) });
    const items = world.items();
    const [bad = ''] = items;
    // The mall accepts every call for the others, and refuses every call for this one.
    const { ports } = world.worker();
    const malls: typeof ports.malls = {
      ...ports.malls,
      async shop(shop) {
        const mall = await ports.malls.shop(shop);
        return {
          ...mall,
          stock: {
            ...mall.stock,
            async set(levels) {
              const answered = levels.some(({ item }) => item === bad)
                ? new Map(
                    levels.map(({ item }) => [
                      item,
                      item === bad
                        ? ({ kind: 'refused', code: 'IE0104', words: '在庫数が不正です' } as const)
                        : ({ kind: 'not-tried' } as const),
                    ]),
                  )
                : (await mall.stock.set(levels)).items;
              sets.push(levels.length);
              return { requestId: null, items: answered };
            },
          },
        };
      },
    };
    const sets: number[] = [];
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 11);
    await world.look(world.one, world.worker({ malls }));
    expect(sets).toEqual([items.length, items.length - 1]);
    const levels = items.filter((item) => item !== bad).map((item) => world.level(world.one, item));
    expect(new Set(levels)).toEqual(new Set([11]));
    expect(world.listing(world.one, bad)).toMatchObject({
      wait: { kind: 'refused', code: 'IE0104', words: '在庫数が不正です' },
    });
    // Not before that, unless its level changes.
    world.store.stockMessages.length = 0;
    const setsAfter = async (ms: number) => {
      sets.length = 0;
      await world.idle(ms);
      await world.look(world.one, world.worker({ malls }));
      return [...sets];
    };
    const waits: number[] = [];
    for (let since = 0; waits.at(-1) !== dayMs; ) {
      const waitMs = Math.min(Math.max(since, hourMs), dayMs);
      expect(await setsAfter(waitMs - 2 * minuteMs)).toEqual([]);
      expect(await setsAfter(3 * minuteMs)).toEqual([1]);
      since += waitMs + minuteMs;
      waits.push(waitMs);
    }
    expect(waits.map((ms) => Math.floor(ms / hourMs))).toEqual([1, 1, 2, 4, 8, 16, 24]);
    await world.count(world.sku(bad), 12);
    await world.pass(minuteMs);
    expect(world.level(world.one, bad)).toBe(12);
    expect(world.listing(world.one, bad).wait).toBeUndefined();
  });

  it('whose row the mall shows in an odd form is the only one to wait', async () => {
    const world = await openStockWorld();
    const items = world.items();
    const [odd = ''] = items;
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 11);
    const { ports } = world.worker();
    const malls: typeof ports.malls = {
      ...ports.malls,
      async shop(shop) {
        const mall = await ports.malls.shop(shop);
        const read: typeof mall.stock.read = async (some) => {
          const readings = new Map(await mall.stock.read(some));
          readings.delete(odd);
          return readings;
        };
        return { ...mall, stock: { ...mall.stock, read } };
      },
    };
    await world.look(world.one, world.worker({ malls }));
    const levels = items.filter((item) => item !== odd).map((item) => world.level(world.one, item));
    expect(new Set(levels)).toEqual(new Set([11]));
    expect(world.listing(world.one, odd)).toMatchObject({ wait: { kind: 'retrying', code: 'mall.unreadable' } });
    await world.pass(6 * minuteMs);
    expect(world.level(world.one, odd)).toBe(11);
    expect(world.failures).toEqual([]);
  });

  it('over which something of ours breaks is the only one to wait, and the message comes back', async () => {
    const world = await openStockWorld();
    const items = world.items();
    const broken = world.sku(items[3] ?? '');
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 11);
    world.store.stockMessages.length = 0;
    const { ports } = world.worker();
    const stock: typeof ports.stock = {
      ...ports.stock,
      async entries(merchant, sku, from) {
        if (sku === broken) throw new RangeError('an unexpected number');
        return ports.stock.entries(merchant, sku, from);
      },
    };
    await world.look(world.one, world.worker({ stock }));
    expect(world.failures).toEqual([expect.any(RangeError)]);
    for (const item of items) {
      if (world.sku(item) === broken) {
        expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'retrying', code: 'defect' } });
      } else expect(world.level(world.one, item)).toBe(11);
    }
    // After the defect is fixed, the item is found without help.
    world.failures.length = 0;
    await world.pass(6 * minuteMs);
    for (const item of items) expect(world.level(world.one, item)).toBe(11);
    expect(world.failures).toEqual([]);
  });
});

describe('a shop whose stock the mall does not keep', () => {
  const toAct =
    'RMS keeps no stock by SKU for rms#kado-no-mise: the shop was not migrated to SKU (IE1105). Ask Rakuten for the SKU移行.';
  const callsOf = (world: StockWorld): number => world.calls(calledFor.set).length + world.calls(calledFor.read).length;

  it('is asked once a run, whichever items it sells, and each listing says what to do', async () => {
    const world = await openStockWorld();
    world.rms.control.setMigrated(world.one.code, false);
    const items = Array.from({ length: 450 }, (_, index) => `mono-${index}/mono-${index}`);
    for (const item of items) await world.list(world.one, item, { sku: 'W-1' });
    await world.count('W-1', 3);
    world.store.stockMessages.length = 0;
    await world.run([{ kind: 'skus', merchant, skus: ['W-1'] }]);
    expect(callsOf(world)).toBe(1);
    const told = (): number => items.filter((item) => world.listing(world.one, item).wait?.kind === 'refused').length;
    expect(told()).toBe(400);
    await world.look(world.one);
    expect(callsOf(world)).toBe(2);
    for (const item of items) {
      expect(world.listing(world.one, item).wait).toMatchObject({ kind: 'refused', code: 'IE1105', words: toAct });
    }
    // Not again before a day is over.
    await world.pass(60 * minuteMs);
    expect(callsOf(world)).toBe(2);
    expect(world.failures).toEqual([]);
  });

  it('is sent one call without success where its listings were seen before, and gets every level once it is migrated', async () => {
    const world = await openStockWorld();
    const items = world.items();
    const skus = [...new Set(items.map(world.sku))];
    for (const item of items) await world.list(world.one, item);
    for (const sku of skus) await world.count(sku, 11);
    await world.pass(minuteMs);
    world.rms.control.setMigrated(world.one.code, false);
    for (const sku of skus) await world.count(sku, 12);
    world.store.stockMessages.length = 0;
    const before = callsOf(world);
    await world.run([{ kind: 'skus', merchant, skus }]);
    expect(callsOf(world) - before).toBe(1);
    for (const item of items) {
      expect(world.level(world.one, item)).toBe(11);
      expect(world.listing(world.one, item).wait).toMatchObject({ kind: 'refused', code: 'IE1105', words: toAct });
    }
    world.rms.control.setMigrated(world.one.code, true);
    await world.idle(dayMs);
    await world.look(world.one);
    for (const item of items) expect(world.level(world.one, item)).toBe(12);
    expect(world.failures).toEqual([]);
  });
});

describe('a mall that says a level is set and does not show it', () => {
  it('is sent the level again, at ever longer intervals', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    await world.count(world.sku(item), 7);
    world.meddler = ({ path }) =>
      path.includes(calledFor.set)
        ? { outcome: { ending: 'answer', status: 204, headers: {}, body: '', delayMs: 0 }, when: 'instead' }
        : null;
    await world.pass(10 * minuteMs);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'retrying', code: 'unseen' } });
    const sets = world.calls(calledFor.set).length;
    expect(sets).toBeGreaterThan(2);
    expect(sets).toBeLessThan(8);
    world.meddler = null;
    await world.pass(6 * minuteMs);
    expect(world.level(world.one, item)).toBe(7);
    expect(world.listing(world.one, item).wait).toBeUndefined();
  });
});
