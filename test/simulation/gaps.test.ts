import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import { createScenario } from '../../proving/worlds/scenario.ts';

describe('a gap in which nothing ran', () => {
  it.each([9, 200])('a gap of %i days in which nothing ran is closed by itself', async (days) => {
    const { world, shops, run, nothingRuns, rows, broken } = await createScenario(days);
    await run(hourMs);
    const start = world.time.now();
    await nothingRuns(days * dayMs);
    for (const shop of shops) {
      world.rms.control.addOrders(shop.code, { count: 400, at: { from: start, to: world.time.now() } });
    }
    const before = shops.map((shop) => rows(shop).length);
    await run(20 * minuteMs);
    expect(shops.map((shop, index) => rows(shop).length - (before[index] ?? 0))).toEqual(shops.map(() => 400));
    // The scan needs its turns for what changed in between, and a night for edits.
    await run(26 * hourMs);
    expect(broken()).toEqual([]);
  });

  it('a gap of more days than the mall looks back loses a span, and names it', async () => {
    const { world, shops, run, nothingRuns } = await createScenario(3);
    await run(hourMs);
    const [shop] = shops;
    if (!shop) throw new Error('The world has no shop.');
    const cursor = world.store.shopsByKey.get(shop.key)?.cursor;
    await nothingRuns(800 * dayMs);
    await run(5 * minuteMs);
    const lost = world.store.shopsByKey.get(shop.key)?.lostSpan;
    expect(lost?.from).toBe(cursor);
    expect(world.time.now() - (lost?.to ?? 0)).toBeLessThan(731 * dayMs);
    expect(world.time.now() - (lost?.to ?? 0)).toBeGreaterThan(729 * dayMs);
  });
});

describe('a backlog of more orders than one search can list', () => {
  it('a backlog of 50,000 is imported to its end, at little more than the least number of calls', async () => {
    const count = 50_000;
    // 2,000 orders a minute, with one to spare.
    const minutes = count / 2_000 + 1;
    // Without fresh processes, each of which costs some of the minutes.
    const { world, shops, run, runPolls, nothingRuns, rows } = await createScenario(5, {
      ...{ shops: 1, ordersPerShop: 3, freshChance: 0 },
    });
    const [shop] = shops;
    if (!shop) throw new Error('The world has no shop.');
    await run(5 * minuteMs);
    const start = world.time.now();
    await nothingRuns(2 * dayMs);
    world.rms.control.addOrders(shop.code, { count, at: { from: start, to: world.time.now() } });
    const before = { rows: rows(shop).length, calls: callsOf(world) };
    await runPolls(minutes * minuteMs);
    expect(rows(shop).length - before.rows).toBe(count);
    const least = Math.ceil(count / 1_000) + Math.ceil(count / 100);
    expect(callsOf(world) - before.calls).toBeLessThan(least * 1.05 + minutes);
  });
});

function callsOf(world: Awaited<ReturnType<typeof createScenario>>['world']): number {
  const [shop] = world.rms.control.books().shops;
  return (shop?.calls.searchOrder ?? 0) + (shop?.calls.getOrder ?? 0);
}
