import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs, secondMs } from '../../core/kernel/time.ts';
import { createScenario, type Scenario, startedScenario } from '../../proving/worlds/scenario.ts';

/** What the mall's getOrder was asked, from now on. */
function readingsOf(calls: string[][]): () => number {
  const before = calls.length;
  return () => calls.length - before;
}

async function withCalls(
  seed: number,
  change = {},
): Promise<{ story: Awaited<ReturnType<typeof startedScenario>>; calls: string[][] }> {
  const calls: string[][] = [];
  const story = await startedScenario(seed, change, ({ request }) => {
    if (!request.path.includes('getOrder')) return;
    calls.push((JSON.parse(request.body) as { orderNumberList: string[] }).orderNumberList);
  });
  return { story, calls };
}

const shopRow = ({ world, shops }: Scenario) => world.store.shopsByKey.get(shops[0]?.key ?? 'rms#');

describe('a mall that refuses to hand out any order of a shop', () => {
  it.each([1, 8, 100])(
    'a mall that hands out no order of a shop stops its import, quarantines none of %i orders, and all come once it ends',
    async (count) => {
      const { story, calls } = await withCalls(51);
      const { world, shop, run, row, broken } = story;
      const { control } = world.rms;
      control.break({ kind: 'refusal', operations: ['getOrder'], shopUrl: shop.code });
      const cursor = shopRow(story)?.cursor ?? 0;
      const at = world.time.now();
      const orders = control.addOrders(shop.code, { count, kind: 'plain', at: { from: at - 20 * secondMs, to: at } });
      const readings = readingsOf(calls);
      await run(30 * minuteMs);
      expect(orders.map((order) => row(shop, order))).toEqual(orders.map(() => undefined));
      expect(shopRow(story)?.cursor).toBeLessThan(at);
      expect(shopRow(story)?.cursor).toBeGreaterThanOrEqual(cursor);
      // The batch and a known-good order, in each poll and each scan.
      expect(readings()).toBeLessThanOrEqual(2 * (30 + 6));
      expect(shopRow(story)?.importTrouble).toMatchObject({ kind: 'refused' });
      control.mend();
      await run(3 * minuteMs);
      expect(orders.map((order) => row(shop, order)?.kind)).toEqual(orders.map(() => 'stored'));
      expect(shopRow(story)?.importTrouble).toBeUndefined();
      await run(27 * hourMs);
      expect(broken()).toEqual([]);
    },
  );

  it.each(['wrong-type', 'missing-field', 'broken-json'] as const)(
    'stops it, too, where every order has changed its form (%s)',
    async (how) => {
      const { world, shop, run, row, rows } = await startedScenario(52);
      const { control } = world.rms;
      for (const { orderNumber } of rows(shop)) control.spoilOrder(orderNumber, how);
      const orders = control.addOrders(shop.code, { count: 3, kind: 'plain' });
      for (const order of orders) control.spoilOrder(order, how);
      await run(20 * minuteMs);
      expect(orders.map((order) => row(shop, order))).toEqual([undefined, undefined, undefined]);
      for (const { orderNumber } of rows(shop)) control.mendOrder(orderNumber);
      for (const order of orders) control.mendOrder(order);
      await run(3 * minuteMs);
      expect(orders.map((order) => row(shop, order)?.kind)).toEqual(['stored', 'stored', 'stored']);
    },
  );

  it('an import stops where the mall lists orders and hands out none', async () => {
    const { world, shop, run, row, rows } = await startedScenario(53);
    const { control } = world.rms;
    const orders = control.addOrders(shop.code, { count: 3, kind: 'plain' });
    for (const { orderNumber } of [...rows(shop), ...orders.map((orderNumber) => ({ orderNumber }))]) {
      control.hideOrder(orderNumber);
    }
    await run(20 * minuteMs);
    expect(orders.map((order) => row(shop, order))).toEqual([undefined, undefined, undefined]);
    for (const { orderNumber } of [...rows(shop), ...orders.map((orderNumber) => ({ orderNumber }))]) {
      control.showOrder(orderNumber);
    }
    await run(3 * minuteMs);
    expect(orders.map((order) => row(shop, order)?.kind)).toEqual(['stored', 'stored', 'stored']);
  });

  it('an import stops for a shop that has no order yet, for which there is none to compare with', async () => {
    const story = await createScenario(54, { shops: 1, ordersPerShop: 0 });
    const { world, shops, run, row } = story;
    const [shop] = shops;
    if (shop === undefined) throw new Error('The world has no shop.');
    const { control } = world.rms;
    control.break({ kind: 'refusal', operations: ['getOrder'] });
    const [first = ''] = control.addOrders(shop.code, { count: 1, kind: 'plain' });
    await run(20 * minuteMs);
    expect(row(shop, first)).toBeUndefined();
    expect(shopRow(story)?.importTrouble).toMatchObject({ kind: 'refused' });
    control.mend();
    await run(3 * minuteMs);
    expect(row(shop, first)?.kind).toBe('stored');
  });
});

describe('bad orders of a shop whose other orders are read', () => {
  it.each([1, 8, 40])(
    'bad orders among good ones are quarantined however many there are (%i), at one more reading a run',
    async (count) => {
      const { story, calls } = await withCalls(55);
      const { world, shop, run, row, rows } = story;
      const { control } = world.rms;
      const known = new Set(rows(shop).map(({ orderNumber }) => orderNumber));
      const at = world.time.now();
      const bad = control.addOrders(shop.code, { count, kind: 'plain', at: { from: at - 20 * secondMs, to: at } });
      for (const order of bad) control.spoilOrder(order, 'broken-json');
      const before = calls.length;
      await run(10 * minuteMs);
      expect(bad.map((order) => row(shop, order)?.kind)).toEqual(bad.map(() => 'quarantined'));
      const witnesses = calls
        .slice(before)
        .filter((numbers) => numbers.length === 1 && known.has(numbers[0] as string));
      expect(witnesses.length).toBeLessThanOrEqual(14);
      const [later = ''] = control.addOrders(shop.code, { count: 1, kind: 'plain' });
      await run(3 * minuteMs);
      expect(row(shop, later)?.kind).toBe('stored');
      for (const order of bad) control.mendOrder(order);
      await run(70 * minuteMs);
      expect(bad.map((order) => row(shop, order)?.kind)).toEqual(bad.map(() => 'stored'));
    },
  );
});
