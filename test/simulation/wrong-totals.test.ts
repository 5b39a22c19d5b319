import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import { startedScenario } from '../../proving/worlds/scenario.ts';

describe('a mall that counts one row more than it lists', () => {
  it('has its orders imported at two listings a poll; the cursor waits, and the trouble is logged once', async () => {
    let listings = 0;
    const { world, shop, run, runPolls, row, broken } = await startedScenario(61, { shops: 1 }, ({ request }) => {
      if (request.path.includes('searchOrder')) listings++;
    });
    const { control } = world.rms;
    const shopRow = () => world.store.shopsByKey.get(shop.key);
    control.changeSettings({ search: { totalTooHigh: 1 } });
    // Listings are empty at first, and count one row all the same.
    await runPolls(20 * minuteMs);
    const cursor = shopRow()?.cursor;
    const orders = control.addOrders(shop.code, { count: 3, kind: 'plain' });
    listings = 0;
    await runPolls(10 * minuteMs);
    expect(orders.map((order) => row(shop, order)?.kind)).toEqual(['stored', 'stored', 'stored']);
    expect(shopRow()?.cursor).toBe(cursor);
    expect(listings).toBeLessThanOrEqual(2 * 11);
    const later = control.addOrders(shop.code, { count: 1, kind: 'plain' })[0] as string;
    await run(50 * minuteMs);
    expect(row(shop, later)?.kind).toBe('stored');
    control.cancelOrder(shop.code, later);
    await run(30 * minuteMs);
    expect(row(shop, later)).toMatchObject({ progress: '900' });
    expect(shopRow()?.importTrouble).toMatchObject({ kind: 'total-wrong' });
    expect(shopRow()?.cursor).toBe(cursor);
    const lines = world.logs.flatMap(({ lines: ofOne }) => ofOne);
    expect(lines.filter(({ event }) => event === 'import.trouble')).toHaveLength(1);
    expect(lines.filter(({ event }) => event.startsWith('shop.visit'))).toEqual([]);

    control.changeSettings({ search: { totalTooHigh: 0 } });
    await run(5 * minuteMs);
    expect(shopRow()?.importTrouble).toBeUndefined();
    expect(world.time.now() - (shopRow()?.cursor ?? 0)).toBeLessThan(10 * minuteMs);
    await run(27 * hourMs);
    expect(broken()).toEqual([]);
  });

  it('has orders that it shows late imported by the scan, however long the cursor waits', async () => {
    const { world, shop, run, row } = await startedScenario(63, { shops: 1 });
    const { control } = world.rms;
    await run(hourMs);
    const placedAt = world.time.now();
    await run(30 * minuteMs);
    control.changeSettings({ search: { totalTooHigh: 1 } });
    await run(hourMs);
    const [late = ''] = control.addOrders(shop.code, { count: 1, kind: 'plain', at: placedAt });
    await run(40 * minuteMs);
    expect(row(shop, late)?.kind).toBe('stored');
  });

  it('has a backlog of many pages imported, too', async () => {
    const { world, shop, runPolls, nothingRuns, row } = await startedScenario(62, { shops: 1, pageRows: 10 });
    const { control } = world.rms;
    const from = world.time.now();
    await nothingRuns(hourMs);
    const orders = control.addOrders(shop.code, { count: 95, kind: 'plain', at: { from, to: world.time.now() } });
    control.changeSettings({ search: { totalTooHigh: 1 } });
    await runPolls(15 * minuteMs);
    expect(orders.filter((order) => row(shop, order)?.kind !== 'stored')).toEqual([]);
  });
});
