import { describe, expect, it } from 'vitest';
import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Health, HealthState } from '../../core/model/health.ts';
import { decideByHand } from '../../core/model/pause.ts';
import type { Shop } from '../../core/model/shop.ts';
import { pausesOf } from '../../core/model/standing.ts';
import { memoryPorts } from '../../proving/memory/index.ts';
import { createScenario, type Scenario } from '../../proving/worlds/scenario.ts';

/** A world whose mall is down since now, and of which a row before that was deleted behind everybody's back. */
async function inAnOutage(seed: number, change: Parameters<typeof createScenario>[1] = {}) {
  const scenario = await createScenario(seed, { shops: 1, ...change });
  const { world, rows, run } = scenario;
  await run(30 * minuteMs);
  const shop = scenario.shops[0] as Shop;
  const ports = memoryPorts(world.store);
  let version = 0;
  const stands = (state: HealthState) =>
    ports.health.put({ mall: 'rms', capability: 'import', version: ++version, state } satisfies Health);
  const down = world.time.now();
  await stands({ kind: 'down', since: down, detectedAt: down });
  const stored = rows(shop)[0] as { readonly orderNumber: string };
  return { ...scenario, shop, ports, down, stored, recover: () => stands({ kind: 'healthy' }) };
}

/** A person types `ops import`, which queues. */
async function queue({ world, shop, ports, down }: Awaited<ReturnType<typeof inAnOutage>>): Promise<void> {
  const now = world.time.now();
  const decision = decideByHand(pausesOf(await ports.pauses.standing(), now), shop, now);
  expect(decision.kind).toBe('waits');
  await ports.spans.queue({
    shop: shop.key,
    from: Math.max(shop.importFrom, down - 5 * dayMs),
    to: now,
    by: 'hanako',
    at: now,
  });
}

const getOrderCalls = ({ world }: Pick<Scenario, 'world'>): number =>
  world.rms.control.books().shops[0]?.calls.getOrder ?? 0;

describe('a span that is queued in an outage', () => {
  it('a span that is queued in an outage is left alone while the outage lasts, and imported afterwards, once', async () => {
    const scenario = await inAnOutage(41);
    const { world, shop, ports, stored, run, row, recover, broken } = scenario;
    await run(hourMs);
    await queue(scenario);
    await queue(scenario);
    // Long settled and behind the cursor: nothing but the span reads it again soon.
    world.rms.control.editOrder(shop.code, stored.orderNumber, { memo: '急ぎ' });
    const before = row(shop, stored.orderNumber);
    const calls = getOrderCalls(scenario);
    await run(hourMs);
    expect(getOrderCalls(scenario)).toBe(calls);
    expect(await ports.spans.list()).toHaveLength(1);

    await recover();
    await run(10 * minuteMs);
    expect(await ports.spans.list()).toEqual([]);
    expect(row(shop, stored.orderNumber)).not.toEqual(before);
    const imported = world.logs.flatMap((log) => log.lines.filter(({ event }) => event === 'span.imported'));
    expect(imported).toHaveLength(1);
    expect(broken()).toEqual([]);
  });

  it('a queued span is gone on with by the next run where one does not suffice, and is still imported whole', async () => {
    const scenario = await inAnOutage(42, { readBatch: 2, ordersPerShop: 150 });
    const { ports, run, recover, world } = scenario;
    await queue(scenario);
    const [span] = await ports.spans.list();
    await recover();
    await run(5 * minuteMs);
    const [left] = await ports.spans.list();
    expect(left?.doneTo).toBeGreaterThan(span?.from ?? 0);
    await run(2 * hourMs);
    expect(await ports.spans.list()).toEqual([]);
    expect(world.logs.flatMap((log) => log.lines.filter(({ event }) => event === 'span.imported'))).toHaveLength(1);
  });

  it('a queued span is imported and waits on while the mall counts other orders than it lists', async () => {
    const scenario = await inAnOutage(45);
    const { world, shop, ports, stored, run, row, recover } = scenario;
    await queue(scenario);
    world.rms.control.editOrder(shop.code, stored.orderNumber, { memo: '急ぎ' });
    const before = row(shop, stored.orderNumber);
    world.rms.control.changeSettings({ search: { totalTooHigh: 1 } });
    await recover();
    await run(30 * minuteMs);
    expect(await ports.spans.list()).toHaveLength(1);
    world.rms.control.changeSettings({ search: { totalTooHigh: 0 } });
    await run(10 * minuteMs);
    expect(await ports.spans.list()).toEqual([]);
    expect(row(shop, stored.orderNumber)).not.toEqual(before);
  });

  it('a queued span of a removed shop is taken out', async () => {
    const { world, ports, run, recover, down } = await inAnOutage(43);
    await ports.spans.queue({ shop: 'rms#closed', from: down - hourMs, to: down, by: 'hanako', at: down });
    await recover();
    await run(10 * minuteMs);
    expect(await ports.spans.list()).toEqual([]);
    expect(world.logs.flatMap(({ lines }) => lines).map(({ event }) => event)).toContain('span.orphaned');
  });

  it('a queued span waits for a person, too, who has paused the shop', async () => {
    const scenario = await inAnOutage(44);
    const { ports, shop, run, recover, down } = scenario;
    await queue(scenario);
    await ports.pauses.set({ cause: 'manual', scope: shop.key, since: down, by: 'taro', note: '棚卸し' });
    await recover();
    await run(20 * minuteMs);
    expect(await ports.spans.list()).toHaveLength(1);
    await ports.pauses.lift({ cause: 'manual', scope: shop.key });
    await run(10 * minuteMs);
    expect(await ports.spans.list()).toEqual([]);
  });
});
