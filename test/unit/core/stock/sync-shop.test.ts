import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { calledFor, openStockWorld } from './world.ts';

describe('a listing that is due', () => {
  it('is sent to the mall, read back the first time, and left alone from then on', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    await world.count(world.sku(item), 7);
    await world.pass(minuteMs);
    expect(world.failures).toEqual([]);
    expect(world.level(world.one, item)).toBe(7);
    const { dueAt, claim, wait, acked, verifiedAt } = world.listing(world.one, item);
    expect({ dueAt, claim, wait }).toEqual({});
    expect(acked?.level).toBe(7);
    expect(verifiedAt).toBeDefined();
    const sets = world.calls(calledFor.set).length;
    expect(sets).toBe(1);
    await world.look(world.one);
    await world.pass(60 * minuteMs);
    expect(world.calls(calledFor.set)).toHaveLength(sets);
  });

  it('is lowered by an order of another shop', async () => {
    const world = await openStockWorld();
    for (const item of world.items()) {
      await world.list(world.one, item);
      await world.list(world.other, item);
      await world.count(world.sku(item), 20);
    }
    await world.pass(2 * minuteMs);
    const taken = world.order(world.one);
    await world.idle(3 * secondMs);
    await world.poll(world.one);
    await world.pass(minuteMs);
    expect(world.failures).toEqual([]);
    expect(taken.size).toBeGreaterThan(0);
    for (const [item, units] of taken) {
      expect([world.level(world.one, item), world.level(world.other, item)]).toEqual([20 - units, 20 - units]);
    }
  });
});
