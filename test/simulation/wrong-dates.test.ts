import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { type Scenario, startedScenario } from '../../proving/worlds/scenario.ts';

const in2099 = Date.UTC(2099, 0, 1);

/** How far a shop's cursor lies behind the present, in ms. */
const lagOf = ({ world }: Scenario, { key }: Shop): number =>
  world.time.now() - (world.store.shopsByKey.get(key)?.cursor ?? 0);

const events = ({ world }: Scenario): string[] => world.logs.flatMap(({ lines }) => lines.map(({ event }) => event));

describe('an order dated 2099', () => {
  it('an order dated 2099 does not carry the cursor ahead: orders after it come by the import', async () => {
    const story = await startedScenario(41);
    const { world, shop, runPolls, row } = story;
    const { control } = world.rms;
    const now = world.time.now();
    const [one = '', other = '', wrong = ''] = control.addOrders(shop.code, {
      count: 3,
      kind: 'plain',
      at: { from: now - 20 * secondMs, to: now - 10 * secondMs },
    });
    control.spoilOrder(wrong, 'future-date');
    await runPolls(3 * minuteMs);
    const after = control.addOrders(shop.code, { count: 2, kind: 'plain' });
    await runPolls(3 * minuteMs);
    expect([one, other, wrong, ...after].map((order) => row(shop, order)?.kind)).toEqual(Array(5).fill('stored'));
    expect(lagOf(story, shop)).toBeGreaterThan(0);
    expect(lagOf(story, shop)).toBeLessThan(10 * minuteMs);
    expect(events(story)).toContain('order.date-wrong');
  });

  it('an order dated 2099 is stored under the moment of its first reading, holds its claims, and takes the true date once that is shown', async () => {
    const story = await startedScenario(42);
    const { world, shop, run, row, broken } = story;
    const { control } = world.rms;
    const [wrong = ''] = control.addOrders(shop.code, { count: 1, kind: 'plain' });
    control.spoilOrder(wrong, 'future-date');
    await run(20 * minuteMs);
    const stored = row(shop, wrong);
    expect(stored?.kind === 'stored' && stored.orderedAt).toBeLessThan(world.time.now());
    const claims = [...world.store.claimsById.values()].filter(({ orderNumber }) => orderNumber === wrong);
    expect(claims.length).toBeGreaterThan(0);
    expect(claims.map(({ orderedAt }) => orderedAt)).toEqual(
      claims.map(() => (stored?.kind === 'stored' ? stored.orderedAt : null)),
    );
    control.mendOrder(wrong);
    await run(27 * hourMs);
    expect(row(shop, wrong)).toMatchObject({ kind: 'stored', orderedAt: control.order(wrong)?.orderDatetimeMs });
    expect(broken()).toEqual([]);
  });
});

describe('a mall whose clock is wrong', () => {
  it.each([
    ['73 years ahead', 73 * 365 * dayMs],
    ['two hours ahead', 2 * hourMs],
    ['a day behind', -dayMs],
  ])(
    'a mall whose clock is wrong (%s) does not carry the cursor ahead, nor hold up new orders, scans or nights',
    async (_, clockAheadMs) => {
      const story = await startedScenario(43);
      const { world, shop, run, row, broken } = story;
      const { control } = world.rms;
      control.changeSettings({ transport: { clockAheadMs } });
      await run(20 * minuteMs);
      const orders = control.addOrders(shop.code, { count: 2, kind: 'plain' });
      await run(3 * minuteMs);
      expect(orders.map((order) => row(shop, order)?.kind)).toEqual(['stored', 'stored']);
      expect(lagOf(story, shop)).toBeGreaterThan(0);
      expect(world.store.shopsByKey.get(shop.key)?.lostSpan).toBeUndefined();
      const [cancelled = ''] = orders;
      control.cancelOrder(shop.code, cancelled);
      await run(40 * minuteMs);
      expect(row(shop, cancelled)).toMatchObject({ progress: '900' });
      const reported = world.logs.flatMap(({ lines }) => lines).filter(({ event }) => event === 'mall.clock-wrong');
      expect(reported.length).toBeGreaterThan(0);
      expect(reported.length).toBeLessThanOrEqual(2 * world.logs.length);
      const date = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
      expect(reported[0]?.fields).toMatchObject({ mallTime: date, ourTime: date });
      control.changeSettings({ transport: { clockAheadMs: 0 } });
      await run(28 * hourMs);
      expect(broken()).toEqual([]);
    },
  );
});

describe('a cursor that a release before this one has carried ahead', () => {
  it('a cursor that an earlier release has carried ahead comes back, and what was placed in between comes by the import', async () => {
    const story = await startedScenario(44);
    const { world, shop, nothingRuns, runPolls, row } = story;
    const { control } = world.rms;
    const seen = world.store.shopsByKey.get(shop.key) as Shop;
    world.store.shopsByKey.set(shop.key, { ...seen, cursor: in2099 });
    const missed = control.addOrders(shop.code, { count: 2, kind: 'plain' });
    await nothingRuns(4 * hourMs);
    await runPolls(3 * minuteMs);
    expect(missed.map((order) => row(shop, order)?.kind)).toEqual(['stored', 'stored']);
    expect(lagOf(story, shop)).toBeGreaterThan(0);
    expect(lagOf(story, shop)).toBeLessThan(10 * minuteMs);
    expect(events(story).filter((event) => event === 'import.cursor-ahead')).toHaveLength(1);
  });

  it('a cursor carried ahead does not leave the shop without scans where its last scan bears the same date', async () => {
    const { world, shop, run, row, rows } = await startedScenario(45);
    const open = rows(shop).find((one) => one.kind === 'stored' && one.progress === '100');
    const seen = world.store.shopsByKey.get(shop.key) as Shop;
    world.store.shopsByKey.set(shop.key, { ...seen, scannedAt: in2099, scanPlace: `1-late@${in2099}` });
    world.rms.control.cancelOrder(shop.code, open?.orderNumber ?? '');
    await run(20 * minuteMs);
    expect(row(shop, open?.orderNumber ?? '')).toMatchObject({ progress: '900' });
  });
});
