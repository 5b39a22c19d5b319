import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import { openShops } from '../../local/desk/open-shops.ts';
import { openStockedDesk, type StockedDesk } from '../local/fixture/stocked-desk.ts';
import { until } from '../local/fixture/until.ts';

let stocked: StockedDesk;
beforeAll(async () => {
  stocked = await openStockedDesk({ shops: 3, speed: 20 });
  await openShops(stocked.desk.ports, [stocked.mall]);
  stocked.desk.cloud.startSchedules();
});
afterAll(() => stocked.close());

const runNode = promisify(execFile);

/** A command of a person in another terminal: what it prints, and what it says beside. */
function ops(...words: string[]): Promise<{ stdout: string; stderr: string }> {
  return runNode(process.execPath, ['bin/ops.ts', ...words, '--data', stocked.folder]);
}

const codes = (): string[] => stocked.mall.control.shops().map(({ shopUrl }) => shopUrl);
const now = (): number => stocked.desk.clock.now();

/** Three more orders in each shop; their numbers. */
function ordersArrive(): string[] {
  const before = new Set(placed());
  for (const shopUrl of codes()) stocked.mall.act('add-orders', { shopUrl, count: 3 });
  return placed().filter((orderNumber) => !before.has(orderNumber));
}

/** Every order of the mall's books. */
function placed(): string[] {
  return stocked.mall.control.books().shops.flatMap(({ orders }) => orders.map(({ orderNumber }) => orderNumber));
}

/** Every order that is stored, as often as it is. */
async function stored(): Promise<string[]> {
  const pages = codes().map(async (code) => {
    const { rows } = await stocked.desk.ports.orders.range(`rms#${code}`, '0', '9', undefined);
    return rows.map(({ orderNumber }) => orderNumber);
  });
  return (await Promise.all(pages)).flat();
}

/** Which of these orders were announced as new, as often as they were. The same thing told again has the same id, and counts once. */
function announced(orderNumbers: readonly string[]): string[] {
  const wanted = new Set(orderNumbers);
  const heard = stocked.events.flatMap(({ detail, 'detail-type': type }) => {
    const { orderNumber = '', id } = detail as { orderNumber?: string; id?: string };
    return type === 'OrderImported' && wanted.has(orderNumber) ? [[id, orderNumber] as const] : [];
  });
  return [...new Map(heard).values()].sort();
}

/** Calls that bring orders in: probes search for one row. */
function workersCallsSince(moment: number): number {
  const isWorkers = ({ path, body }: { path: string; body: string }): boolean =>
    path.includes('getOrder') || (path.includes('searchOrder') && !body.includes('"requestRecordsAmount":1,'));
  return stocked.exchanges.filter(({ at, request }) => at > moment && isWorkers(request)).length;
}

const isAfter = (moment: number): Promise<unknown> => until('the time to pass', () => now() > moment);

describe('a mall that a person pauses and resumes', () => {
  it('after a pause by a person, every order of the span is imported once, by any worker', async () => {
    await until('the backlog', async () => (await stored()).length >= 150);
    for (const shopUrl of codes()) stocked.mall.act('arrivals', { shopUrl, perHour: null });
    await until('all orders so far', async () => (await stored()).length === placed().length);

    const note = '棚卸しのため';
    expect((await ops('pause', '--mall', 'rms', '--note', note)).stdout).toContain('ops resume --mall rms');
    const pausedAt = now();
    // What was under way has ended by then. How soon workers must stop is asserted in virtual time: test/runs/core/outage/workers.test.ts.
    await isAfter(pausedAt + 2 * minuteMs);
    await until('two minutes without a call of a worker', () => workersCallsSince(now() - 2 * minuteMs) === 0);
    const quietSince = now();
    const before = (await stored()).length;
    const arrived = ordersArrive();
    await isAfter(quietSince + 3 * minuteMs);
    expect(workersCallsSince(quietSince)).toBe(0);
    expect(await stored()).toHaveLength(before);

    // By hand, for one shop, twice.
    const [shop = ''] = codes();
    const byHand = () => ops('import', '--shop', shop, '--from', '-1h', '--to', 'now', '--json');
    const first = await byHand();
    for (const said of [
      `rms#${shop} is paused by`,
      note,
      'An import by hand runs all the same, and the pause stays.',
    ]) {
      expect(first.stderr).toContain(said);
    }
    expect(JSON.parse(first.stdout)).toMatchObject({ imported: 3, unread: 0 });
    expect(JSON.parse((await byHand()).stdout)).toMatchObject({ imported: 0, unread: 0 });
    expect(await stored()).toHaveLength(before + 3);
    expect((await ops('pauses')).stdout).toContain(note);

    arrived.push(...ordersArrive());
    expect((await ops('resume', '--mall', 'rms')).stdout).toContain('rms');
    await until('all orders', async () => (await stored()).length === placed().length);
    expect((await ops('pauses')).stdout).not.toContain(note);
    // Once the span was read again by the schedule: each poll looks back, and the state scan looks at all.
    const resumedAt = now();
    await until('a scan of every shop after it', async () =>
      (await stocked.desk.ports.shops.all()).every(({ scannedAt }) => scannedAt > resumedAt),
    );

    expect((await stored()).sort()).toEqual(placed().sort());
    expect(announced(arrived)).toEqual([...arrived].sort());
    for (const code of codes()) {
      const { stdout } = await ops(
        'orders',
        'export',
        '--shop',
        code,
        '--from',
        '-1h',
        '--to',
        'now',
        '--format',
        'json',
      );
      const lines = stdout.trim().split('\n');
      const exported = lines.map((line) => (JSON.parse(line) as { orderNumber: string }).orderNumber);
      expect(new Set(exported).size).toBe(exported.length);
      const ofShop = stocked.mall.control.books().shops.find(({ shopUrl }) => shopUrl === code)?.orders ?? [];
      const ofSpan = ofShop.filter(({ orderNumber }) => arrived.includes(orderNumber));
      expect(ofSpan).toHaveLength(6);
      for (const { orderNumber } of ofSpan) expect(exported).toContain(orderNumber);
    }
  });
});
