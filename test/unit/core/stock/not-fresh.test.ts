import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import type { SimOutcome, SimRequest } from '../../../../simulator/index.ts';
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

  it('what waits to be raised is looked at ever later, and the mall is asked about it once in half an hour', async () => {
    const { world, item } = await withoutOrders();
    await world.count(world.sku(item), 9);
    await world.pass(25 * minuteMs);
    // One that the shop was read for when it began to wait.
    expect(world.calls(calledFor.read)).toHaveLength(1);
    // After 1, 1, 2, 4, 8 minutes, in two writes each.
    expect(world.listing(world.one, item).version).toBeLessThanOrEqual(20);
    await world.pass(20 * minuteMs);
    expect(world.calls(calledFor.read)).toHaveLength(2);
    expect(world.calls(calledFor.set)).toEqual([]);
  });

  it('the mall is read again at once where less is to be shown than it was read to show', async () => {
    const { world, item } = await withoutOrders();
    await world.count(world.sku(item), 9);
    await world.pass(3 * minuteMs);
    await world.count(world.sku(item), 5);
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(5);
  });

  it('all that wait are raised by the first run that finds the import back, before their time', async () => {
    const { world, item } = await withoutOrders();
    const [, other = ''] = world.items();
    world.meddler = null;
    await world.list(world.one, other);
    await world.count(world.sku(other), 3);
    await world.pass(minuteMs);
    world.meddler = (request) => (isOfOrders(request) ? { outcome: refuse, when: 'instead' } : null);
    await world.count(world.sku(item), 9);
    await world.pass(18 * minuteMs);
    const { dueAt = 0 } = world.listing(world.one, item);
    expect(dueAt).toBeGreaterThan(world.time.now() + minuteMs);
    world.meddler = null;
    // Something else of the shop moves.
    await world.count(world.sku(other), 4);
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(9);
    expect(world.time.now()).toBeLessThan(dueAt);
  });

  it('an hour after an outage of the import the sweep has them looked at before their time', async () => {
    const { world, item } = await withoutOrders();
    await world.count(world.sku(item), 9);
    await world.pass(18 * minuteMs);
    const { dueAt = 0 } = world.listing(world.one, item);
    world.meddler = null;
    const { ports } = world.worker();
    const until = world.time.now();
    const after = { since: until - 20 * minuteMs, detectedAt: until - 18 * minuteMs, until };
    await ports.health.put({ mall: 'rms', capability: 'import', version: 1, state: { kind: 'healthy', after } });
    await world.pass(5 * minuteMs);
    expect(world.level(world.one, item)).toBe(9);
    expect(world.time.now()).toBeLessThan(dueAt);
  });

  it('a mall that cannot be read is asked ever later', async () => {
    const { world, item } = await withoutOrders();
    world.meddler = () => ({ outcome: refuse, when: 'instead' });
    await world.count(world.sku(item), 4);
    await world.pass(20 * minuteMs);
    // After 30 s, then 1, 2, 4 and 5 minutes, with some jitter; two calls of a run at most.
    expect(world.calls(calledFor.read).length).toBeLessThanOrEqual(8);
    expect(world.listing(world.one, item).wait).toMatchObject({ kind: 'retrying' });
    world.meddler = null;
    await world.pass(7 * minuteMs);
    expect(world.level(world.one, item)).toBe(4);
  });

  it('a person pauses the import alone: the same', async () => {
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
