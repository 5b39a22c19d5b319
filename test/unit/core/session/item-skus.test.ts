import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import { skuOfLine } from '../../../../core/model/order.ts';
import { createListedSkus } from '../../../../core/session/remembered.ts';
import { sellerId, shopKey } from '../../malls/yahoo/in-process.ts';
import { openYahooWorld, type YahooWorld } from '../import/world.ts';

const tea = [{ itemCode: 'kome-0005', units: 3 }];

/** Listings of the shop that a test can add to, and how often they were read. */
function withListings(world: YahooWorld): { list(item: string, sku: string): void; reads(): number } {
  const skus = new Map<string, string>();
  let reads = 0;
  Object.assign(world.ports, {
    listings: {
      ...world.ports.listings,
      async rows(keys: readonly { item: string }[]) {
        reads++;
        return keys.flatMap(({ item }) => (skus.has(item) ? [{ item, sku: skus.get(item) } as Listing] : []));
      },
    },
  });
  return { list: (item, sku) => void skus.set(item, sku), reads: () => reads };
}

describe('the SKU of a line', () => {
  it('is the item’s where it is listed under none, and another where it is', () => {
    expect(skuOfLine({ item: 'a', sku: 'a' }, undefined)).toBe('a');
    expect(skuOfLine({ item: 'a', sku: 'a' }, { a: 'TEA' })).toBe('TEA');
    expect(skuOfLine({ sku: 'a' }, { a: 'TEA' })).toBe('a');
  });

  it('is an item’s own where it bears the name of something that every object has', () => {
    for (const item of ['constructor', 'toString', '__proto__'])
      expect(skuOfLine({ item, sku: item }, { a: 'b' })).toBe(item);
  });

  it('is the one that the shop’s listing names, in the claim of a new order', async () => {
    const world = await openYahooWorld();
    withListings(world).list('kome-0005', 'RICE-5');
    const [orderNumber = ''] = world.place({ lines: tea });
    world.pass(minuteMs);
    await world.poll();
    expect(world.claimed()).toEqual({ 'RICE-5': 3 });
    expect(world.order(orderNumber)?.skus).toEqual({ 'kome-0005': 'RICE-5' });
  });

  it('stays what it was when the order was first read, whatever is listed later', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const { list } = withListings(world);
    const [before = ''] = world.place({ lines: tea });
    world.pass(minuteMs);
    await world.poll();
    list('kome-0005', 'RICE-5');
    const [listed = ''] = world.place({ lines: tea });
    world.pass(minuteMs);
    await world.poll();
    list('kome-0005', 'RICE-OTHER');
    for (const orderNumber of [before, listed])
      world.yahoo.control.editOrder(sellerId, orderNumber, { units: { 1: 1 } });
    world.pass(12 * 60 * minuteMs);
    expect(await world.reconcile()).toMatchObject({ reread: 1 });
    expect(world.claimed()).toEqual({ 'kome-0005': 1, 'RICE-5': 1 });
  });

  it('of an item that came into an order by an edit is looked up then, and the others’ stay', async () => {
    const world = await openYahooWorld({ flow: { cancelWindowMs: 0 } });
    const { list } = withListings(world);
    const [orderNumber = ''] = world.place({ lines: tea });
    world.pass(minuteMs);
    await world.poll();
    list('kome-0005', 'RICE-5');
    world.yahoo.control.editOrder(sellerId, orderNumber, { addLine: true });
    const added = world.yahoo.control.order(orderNumber)?.lines.at(-1);
    const item = added?.subCode === '' ? added.itemCode : `${added?.itemCode}:${added?.subCode}`;
    list(item, 'ADDED');
    world.pass(12 * 60 * minuteMs);
    await world.reconcile();
    const claimed = world.claimed();
    expect(claimed['kome-0005']).toBe(item === 'kome-0005' ? 3 + (added?.units ?? 0) : 3);
    if (item !== 'kome-0005') expect(claimed.ADDED).toBe(added?.units);
  });

  it('is found right by a check of claims against their orders', async () => {
    const world = await openYahooWorld();
    withListings(world).list('kome-0005', 'RICE-5');
    world.place({ lines: tea });
    world.pass(minuteMs);
    await world.poll();
    const { differingOrders } = await import('../../../../core/import/audit-finds.ts');
    const rows = world.orderNumbers().flatMap((orderNumber) => world.order(orderNumber) ?? []);
    expect(await differingOrders(await world.run('scan'), rows)).toEqual([]);
  });
});

describe('the memory of listings', () => {
  it('asks once a minute for an item, also for one that is not listed', async () => {
    let now = 0;
    let asked: string[] = [];
    const memory = createListedSkus(() => now);
    const store = {
      rows: async (keys: readonly { item: string }[]) => {
        asked = keys.map(({ item }) => item);
        return asked.includes('a') ? [{ item: 'a', sku: 'A' } as Listing] : [];
      },
    };
    expect([...(await memory(store, shopKey, ['a', 'b']))]).toEqual([['a', 'A']]);
    asked = [];
    expect([...(await memory(store, shopKey, ['b', 'a']))]).toEqual([['a', 'A']]);
    expect(asked).toEqual([]);
    await memory(store, 'yahoo#another', ['a']);
    expect(asked).toEqual(['a']);
    now += minuteMs;
    await memory(store, shopKey, ['b', 'c']);
    expect(asked).toEqual(['b', 'c']);
  });
});
