import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { listingPlaceOf } from '../../../../core/model/listing.ts';
import { stockFacts } from '../../../../views/now/index.ts';
import { calledFor, openStockWorld } from './world.ts';

async function shown(level = 7) {
  const world = await openStockWorld();
  const [item = ''] = world.items();
  await world.list(world.one, item);
  await world.count(world.sku(item), level);
  await world.pass(minuteMs);
  world.exchanges.length = 0;
  return { world, item, sku: world.sku(item) };
}

describe('a change that comes while its listing is pushed', () => {
  it('makes it due again, and is pushed next', async () => {
    const { world, item, sku } = await shown();
    let changed = false;
    world.meddler = ({ path }) => {
      // The level of the call has been calculated by now.
      if (!path.includes(calledFor.set) || changed) return null;
      changed = true;
      const { ports } = world.worker();
      void world.count(sku, 2).then(() => ports.listings.markDue(world.listing(world.one, item), world.time.now()));
      return null;
    };
    await world.count(sku, 4);
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(2);
    expect(world.calls(calledFor.set)).toHaveLength(2);
    expect(world.listing(world.one, item).dueAt).toBeUndefined();
    expect(world.failures).toEqual([]);
  });

  it('finds it in its place among the due ones, where no worker takes it and no figure counts it as waiting', async () => {
    const { world, item, sku } = await shown();
    const { listings } = world.worker().ports;
    const seen: unknown[] = [];
    world.meddler = ({ path }) => {
      const row = world.listing(world.one, item);
      if (!path.includes(calledFor.set)) return null;
      seen.push(row.claim?.run, row.dueAt !== undefined && listingPlaceOf(row) === row.dueAt);
      void listings.due(world.one.key, world.time.now(), 10).then((due) => seen.push(due));
      void stockFacts(world.worker().ports, world.time.now()).then((standing) => seen.push(standing?.oldest));
      return null;
    };
    await world.count(sku, 4);
    await world.pass(minuteMs);
    expect(seen).toEqual([expect.any(String), true, [], null]);
  });

  it('is in what is pushed where it comes before the levels are read', async () => {
    const { world, item, sku } = await shown();
    const { ports } = world.worker();
    let changed = false;
    const listings: typeof ports.listings = {
      ...ports.listings,
      async put(listing) {
        const outcome = await ports.listings.put(listing);
        if (listing.claim !== undefined && !changed) {
          changed = true;
          await world.count(sku, 2);
        }
        return outcome;
      },
    };
    await world.count(sku, 4);
    world.store.stockMessages.length = 0;
    await world.run([{ kind: 'skus', merchant: 'hanamori', skus: [sku] }], world.worker({ listings }));
    expect(world.level(world.one, item)).toBe(2);
    await world.pass(minuteMs);
    expect(world.calls(calledFor.set)).toHaveLength(1);
  });
});

describe('a listing that was rewritten while it was pushed', () => {
  it('is read once more, since the call may come after that write', async () => {
    const { world, item, sku } = await shown();
    let written = false;
    world.meddler = ({ path }) => {
      if (!path.includes(calledFor.set) || written) return null;
      written = true;
      const { claim: _, dueAt: __, ...row } = world.listing(world.one, item);
      void world.worker().ports.listings.put({ ...row, buffer: 1, terms: 2, version: row.version + 1, writer: 'ops' });
      return null;
    };
    await world.count(sku, 4);
    await world.pass(minuteMs);
    // 4 less the buffer that was set in between.
    expect(world.level(world.one, item)).toBe(3);
    await world.pass(4 * hourMs);
    expect(world.listing(world.one, item).unknownAt).toBeUndefined();
    expect(world.failures).toEqual([]);
  });
});

describe('two workers at once', () => {
  it.each([1, 2, 3])('call the mall for a listing once, without a lease between them (seed %i)', async (seed) => {
    const world = await openStockWorld({ seed });
    const items = world.items().slice(0, 20);
    for (const item of items) await world.list(world.one, item);
    for (const sku of new Set(items.map(world.sku))) await world.count(sku, 9);
    const leases = {
      take: async () => ({ left: null }),
      isHeld: async () => false,
      leftIn: async () => null,
      release: async () => undefined,
    };
    await Promise.all([1, 2, 3].map(() => world.look(world.one, world.worker({ leases }))));
    const bodies = world.calls(calledFor.set).map(({ request }) => request.body ?? '');
    for (const item of items) {
      const [manageNumber = '', variantId = ''] = item.split('/');
      const of = bodies.filter((body) => body.includes(`"${manageNumber}"`) && body.includes(`"${variantId}"`));
      expect(of.length).toBeLessThanOrEqual(1);
    }
    await world.pass(10 * minuteMs);
    for (const item of items) expect(world.level(world.one, item)).toBe(9);
    expect(world.failures).toEqual([]);
  });

  it('of which the clock of one is wrong, and takes claims for dead, leave the newest level', async () => {
    const { world, item, sku } = await shown();
    await world.count(sku, 4);
    const slow = world.worker({
      leases: {
        take: async () => ({ left: null }),
        isHeld: async () => false,
        leftIn: async () => null,
        release: async () => undefined,
      },
    });
    const fast = world.worker(
      {
        leases: {
          take: async () => ({ left: null }),
          isHeld: async () => false,
          leftIn: async () => null,
          release: async () => undefined,
        },
      },
      hourMs,
    );
    const first = world.run([{ kind: 'skus', merchant: 'hanamori', skus: [sku] }], slow);
    await world.count(sku, 1);
    await world.run([{ kind: 'skus', merchant: 'hanamori', skus: [sku] }], fast);
    await first;
    await world.pass(4 * hourMs);
    expect(world.level(world.one, item)).toBe(1);
    const { unknownAt, dueAt } = world.listing(world.one, item);
    expect({ unknownAt, dueAt }).toEqual({});
    expect(world.failures).toEqual([]);
  });
});
