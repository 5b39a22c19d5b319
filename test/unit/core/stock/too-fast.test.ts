import { describe, expect, it } from 'vitest';
import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { gapBetweenCallsMs } from '../../../../core/session/pacer.ts';
import { calledFor, openStockWorld } from './world.ts';

describe('calls that set levels', () => {
  it('are further apart than the mall asks for: two may reach it closer together than they left', () => {
    expect(gapBetweenCallsMs('stock-set', 1)).toBeGreaterThan(1.04 * secondMs);
    expect(gapBetweenCallsMs('stock-set', 1)).toBeLessThan(1.1 * secondMs);
  });

  it('turned away once for coming too fast, are made again at their next turn, and not half a minute later', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    await world.count(world.sku(item), 7);
    world.rms.control.break({ kind: 'throttle', api: 'inventory', writesOnly: true, times: 1 });
    await world.pass(10 * secondMs);
    expect(world.level(world.one, item)).toBe(7);
    expect(world.calls(calledFor.set).length).toBe(2);
    expect(world.listing(world.one, item).wait).toBeUndefined();
    expect(world.failures).toEqual([]);
  });

  it('turned away again, wait, and nothing else is asked in between', async () => {
    const world = await openStockWorld();
    const [item = ''] = world.items();
    await world.list(world.one, item);
    await world.count(world.sku(item), 7);
    world.rms.control.break({ kind: 'throttle', api: 'inventory', writesOnly: true });
    await world.pass(20 * secondMs);
    expect(world.calls(calledFor.set).length).toBe(2);
    expect(world.listing(world.one, item)).toMatchObject({ wait: { kind: 'retrying', code: 'mall.throttled' } });
    world.rms.control.mend();
    await world.pass(minuteMs);
    expect(world.level(world.one, item)).toBe(7);
    expect(world.failures).toEqual([]);
  });
});
