import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import type { Capability, HealthState } from '../../core/model/health.ts';
import type { Desk } from '../../local/desk/desk.ts';
import type { MallExchange } from '../../local/desk/desk-mall.ts';
import { openShops } from '../../local/desk/open-shops.ts';
import type { DeskRms } from '../local/fixture/malls.ts';
import { openStockedDesk, type StockedDesk } from '../local/fixture/stocked-desk.ts';
import { until } from '../local/fixture/until.ts';

const shops = 6;
let stocked: StockedDesk;
let desk: Desk;
let mall: DeskRms;

beforeAll(async () => {
  stocked = await openStockedDesk({ shops, speed: 20 });
  ({ desk, mall } = stocked);
  await openShops(desk.ports, [mall]);
  desk.cloud.startSchedules();
});
afterAll(() => stocked.close());

const now = (): number => desk.clock.now();
const placed = (): number => mall.control.summary().shops.reduce((sum, { orders }) => sum + orders, 0);

async function stored(): Promise<number> {
  const counts = await Promise.all(
    mall.control.shops().map(async ({ shopUrl }) => {
      const page = await desk.ports.orders.range(`rms#${shopUrl}`, '0', '9', undefined);
      return page.rows.length;
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

async function state(capability: Capability): Promise<HealthState> {
  const { healths } = await desk.ports.pauses.standing();
  return healths.find((health) => health.capability === capability)?.state ?? { kind: 'healthy' };
}

/** Calls that bring orders in: probes search for one row, confirm an order that does not exist, or read stock that does not exist. */
function workersCallsSince(moment: number): MallExchange[] {
  const isWorkers = ({ request: { path, body } }: MallExchange): boolean =>
    path.includes('getOrder') || (path.includes('searchOrder') && !body.includes('"requestRecordsAmount":1,'));
  return stocked.exchanges.filter((exchange) => exchange.at > moment && isWorkers(exchange));
}

/** Runs of health-probe that began in a span. */
const probeRunsSince = (from: number, to: number): number =>
  stocked.runs.filter(
    ({ functionName, startedAtMs }) => functionName.endsWith('health-probe') && startedAtMs > from && startedAtMs <= to,
  ).length;

const pass = (ms: number): Promise<void> => {
  const end = now() + ms;
  return until(`${ms} ms of the desk`, () => now() >= end).then(() => {});
};

describe('an outage on the desk, with the functions as they are deployed', () => {
  it('an outage on the desk is found, held and recovered from without intervention', async () => {
    await until('the import of the backlog', async () => (await stored()) >= shops * 50);
    expect((await state('import')).kind).toBe('healthy');

    mall.act('break', { kind: 'server-error-json' });
    const brokenAt = now();
    const down = await until('the outage', async () => {
      const seen = await state('import');
      return seen.kind === 'down' && seen;
    });
    // Counted in runs, which do not depend on how busy the machine is: the first that fails, the second, and one that was under way.
    expect(probeRunsSince(brokenAt, down.detectedAt)).toBeLessThanOrEqual(4);
    const heldAt = now();
    // What was under way has ended by then. How soon workers must stop is asserted in virtual time: test/runs/core/outage/workers.test.ts.
    await until('two minutes without a call of a worker', () => workersCallsSince(now() - 2 * minuteMs).length === 0);
    const quietSince = now();
    const incident = await until('the incident', () => desk.ports.incidents.latest('rms'));
    expect(incident).toMatchObject({ stage: { kind: 'open' }, reopened: 0 });

    for (const { shopUrl } of mall.control.shops()) mall.act('add-orders', { shopUrl, count: 3 });
    const before = await stored();
    await pass(3 * minuteMs);
    await until('twenty calls of probes', () => stocked.exchanges.filter(({ at }) => at > heldAt).length > 20);
    expect(workersCallsSince(quietSince)).toEqual([]);
    expect(await stored()).toBe(before);

    mall.act('mend', {});
    const mendedAt = now();
    await until('an end of the outage', async () => (await state('import')).kind !== 'down');
    expect(probeRunsSince(mendedAt, now())).toBeLessThanOrEqual(4);
    await until('the first order after the outage', async () => (await stored()) > before);

    for (const { shopUrl } of mall.control.shops()) mall.act('arrivals', { shopUrl, perHour: null });
    await until('all orders', async () => (await stored()) === placed());
    await until('a healthy mall', async () => (await state('import')).kind === 'healthy');
    expect(await desk.ports.incidents.list('rms', 5)).toHaveLength(1);
    expect((await desk.ports.pauses.standing()).pauses).toEqual([]);
  });
});
