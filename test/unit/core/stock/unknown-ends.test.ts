import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { SimOutcome, SimRequest } from '../../../../simulator/index.ts';
import { calledFor, openStockWorld, type StockWorld } from './world.ts';

const hang: SimOutcome = { ending: 'hang' };
const isSet = ({ path }: SimRequest): boolean => path.includes(calledFor.set);
const isRead = ({ path }: SimRequest): boolean => path.includes(calledFor.read);

/** A world whose mall shows 7 of one item, and should show 5 now. */
async function lowered(): Promise<{ readonly world: StockWorld; readonly item: string }> {
  const world = await openStockWorld();
  const [item = ''] = world.items();
  await world.list(world.one, item);
  await world.count(world.sku(item), 7);
  await world.pass(minuteMs);
  await world.count(world.sku(item), 5);
  world.exchanges.length = 0;
  return { world, item };
}

function isQuiet(world: StockWorld, item: string): void {
  expect(world.failures).toEqual([]);
  const { dueAt, claim, wait, unknownAt, lookAgainAt } = world.listing(world.one, item);
  expect({ dueAt, claim, wait, unknownAt, lookAgainAt }).toEqual({});
}

describe('a call whose answer was lost', () => {
  it('is read back at once where the mall answers, and not made again where it was applied', async () => {
    const { world, item } = await lowered();
    world.meddler = (request) => (isSet(request) ? { outcome: hang, when: 'after' } : null);
    await world.pass(minuteMs);
    expect(world.listing(world.one, item)).toMatchObject({ acked: { level: 5 }, unknownAt: expect.any(Number) });
    world.meddler = null;
    await world.pass(3 * hourMs);
    expect(world.calls(calledFor.set)).toHaveLength(1);
    isQuiet(world, item);
  });

  it('is made again where a reading shows that it was not applied', async () => {
    const { world, item } = await lowered();
    let lost = 0;
    world.meddler = (request) => (isSet(request) && lost++ === 0 ? { outcome: hang, when: 'instead' } : null);
    await world.pass(2 * minuteMs);
    expect(world.level(world.one, item)).toBe(5);
    expect(world.calls(calledFor.set)).toHaveLength(2);
    await world.pass(3 * hourMs);
    isQuiet(world, item);
  });

  it('is waited for where the mall cannot be read either, and then read before anything is sent', async () => {
    const { world, item } = await lowered();
    world.meddler = (request) => {
      if (isSet(request)) return { outcome: hang, when: 'after' };
      return isRead(request) ? { outcome: hang, when: 'instead' } : null;
    };
    await world.pass(2 * minuteMs);
    expect(world.listing(world.one, item)).toMatchObject({
      wait: { kind: 'retrying', code: 'mall.timeout' },
      unknownAt: expect.any(Number),
      dueAt: expect.any(Number),
    });
    world.meddler = null;
    const sets = world.calls(calledFor.set).length;
    await world.pass(3 * hourMs);
    expect(world.calls(calledFor.set)).toHaveLength(sets);
    expect(world.listing(world.one, item).acked?.level).toBe(5);
    isQuiet(world, item);
  });

  it('is healed where it is applied long after a newer level', async () => {
    const { world, item } = await lowered();
    let lost = 0;
    world.meddler = (request) => (isSet(request) && lost++ === 0 ? { outcome: hang, when: 'instead' } : null);
    await world.pass(2 * minuteMs);
    await world.count(world.sku(item), 3);
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(3);
    // The lost call comes through now, with the level of then.
    const [manageNumber = '', variantId = ''] = item.split('/');
    world.rms.control.setStock(world.one.code, { manageNumber, variantId, quantity: 5 });
    await world.pass(20 * minuteMs);
    expect(world.level(world.one, item)).toBe(3);
    await world.pass(3 * hourMs);
    isQuiet(world, item);
  });
});

describe('a claim whose worker died', () => {
  it('counts as a call with an open end', async () => {
    const { world, item } = await lowered();
    const { ports } = world.worker();
    const listing = world.listing(world.one, item);
    const { dueAt: _, ...rest } = listing;
    await ports.listings.put({
      ...rest,
      version: listing.version + 1,
      writer: 'dead',
      claim: { run: 'dead', until: world.time.now() + 3 * minuteMs },
    });
    await world.pass(2 * minuteMs);
    expect(world.calls(calledFor.set)).toHaveLength(0);
    await world.pass(5 * minuteMs);
    expect(world.level(world.one, item)).toBe(5);
    expect(world.listing(world.one, item)).toMatchObject({ unknownAt: expect.any(Number), acked: { level: 5 } });
    await world.pass(3 * hourMs);
    isQuiet(world, item);
  });
});
