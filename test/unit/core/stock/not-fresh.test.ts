import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/units.ts';
import type { SimOutcome, SimRequest } from '../../../../simulator/rms/index.ts';
import { calledFor, openStockWorld } from './world.ts';

const refuse: SimOutcome = { ending: 'refuse' };
const isOfOrders = ({ path }: SimRequest): boolean => path.includes('/order/');

/** A world whose mall shows 7, and whose orders cannot be imported any more. */
async function withoutOrders() {
  const world = await openStockWorld();
  const [item = ''] = world.items();
  await world.list(world.one, item);
  await world.count(world.sku(item), 7);
  await world.pass(minuteMs);
  world.meddler = (request) => (isOfOrders(request) ? { outcome: refuse, when: 'instead' } : null);
  world.exchanges.length = 0;
  return { world, item };
}

describe('while the orders of a shop cannot be imported', () => {
  it('a level is lowered, by a reading of the mall', async () => {
    const { world, item } = await withoutOrders();
    await world.count(world.sku(item), 4);
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(4);
    expect(world.calls(calledFor.read).length).toBeGreaterThan(0);
  });

  it('a level is not raised over what the mall may have sold, and is raised as soon as they can be', async () => {
    const { world, item } = await withoutOrders();
    await world.count(world.sku(item), 9);
    await world.pass(3 * minuteMs);
    expect(world.level(world.one, item)).toBe(7);
    expect(world.calls(calledFor.set)).toEqual([]);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'raise-held' } });
    world.meddler = null;
    await world.pass(2 * minuteMs);
    expect(world.level(world.one, item)).toBe(9);
    expect(world.listing(world.one, item).wait).toBeUndefined();
    expect(world.failures).toEqual([]);
  });

  it('somebody pauses the import alone: the same', async () => {
    const { world, item } = await withoutOrders();
    world.meddler = null;
    const { ports } = world.worker();
    const pause = {
      cause: 'manual',
      scope: 'rms',
      capability: 'import',
      since: world.time.now(),
      by: 'ops',
      note: 'x',
    } as const;
    await ports.pauses.set(pause);
    await world.idle(minuteMs);
    await world.count(world.sku(item), 9);
    await world.pass(2 * minuteMs);
    expect(world.level(world.one, item)).toBe(7);
    await ports.pauses.lift(pause);
    await world.pass(3 * minuteMs);
    expect(world.level(world.one, item)).toBe(9);
  });
});
