import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import counts from '../../bench/cost/counts.json' with { type: 'json' };
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { expiryReadingsMax } from '../../core/tenants/keys.ts';
import { measureScale, measureScans, type ScaleFigures } from '../../proving/worlds/scale/measure.ts';
import { isOverdue, measureReports } from '../../proving/worlds/scale/reports.ts';
import { shopsPerShard } from '../../proving/worlds/scale/shops-per-shard.ts';
import { cpuMs } from '../../proving/worlds/scale/stub-mall.ts';
import { createScaleWorld } from '../../proving/worlds/scale/world.ts';

describe('a full shard', () => {
  let figures: ScaleFigures;
  beforeAll(async () => {
    figures = await measureScale(shopsPerShard, 1);
  });

  it('a full shard is polled within its minute, every shop once, even when every shop has an order', () => {
    expect(figures.minutes.map(({ imported }) => imported)).toEqual([0, 0, shopsPerShard / 5, shopsPerShard]);
    for (const minute of figures.minutes) {
      expect(minute, minute.minute).toMatchObject({ notVisitedOnce: 0, failed: 0 });
      expect(minute.secondsMax, minute.minute).toBeLessThan(60);
      expect(minute.mallCallsAtOnceMax, minute.minute).toBeLessThanOrEqual(defaultImportSettings.shopsAtOnce);
    }
  });

  it('an idle minute of a full shard costs one call to the mall a shop, six calls to the tables in all, and none to KMS', () => {
    const idle = figures.minutes[1];
    expect(idle).toMatchObject({ mallCalls: shopsPerShard, callsOfOneShopMax: 1 });
    expect(idle?.tableCalls).toEqual({
      'leases.take': 1,
      'shops.inShard': 1,
      // Every ten seconds.
      'pauses.standing': 3,
      'leases.release': 1,
    });
    expect(figures.minutes.map(({ kmsCallsMax }) => kmsCallsMax)).toEqual([1, 1, 1, 1]);
  });
});

describe('the shops of a shard', () => {
  it('shops of a shard are visited the furthest behind first', async () => {
    const world = await createScaleWorld({ shops: 1_000, shards: 1 });
    const [run] = await world.poll();
    const cursors = run?.visited.map(({ cursor }) => cursor) ?? [];
    expect(cursors).toHaveLength(1_000);
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
  });

  it('shops that a slow mall left no time for come first in the next run, before any shop comes twice', async () => {
    const world = await createScaleWorld({
      shops: 1_000,
      shards: 1,
      callMs: [19_000, 20_000],
      settings: { cursorRestMs: 0 },
    });
    const [first] = await world.poll();
    const [second] = await world.poll();
    const visited = new Set(first?.visited.map(({ key }) => key));
    const left = world.shops().filter(({ key }) => !visited.has(key));
    expect(left.length).toBeGreaterThan(100);
    expect(first?.report).toMatchObject({ visited: visited.size, failed: 0, cutShort: false });
    const next = second?.visited.slice(0, left.length).map(({ key }) => key);
    expect(next?.sort()).toEqual(left.map(({ key }) => key).sort());
  });

  it('shops are asked when their keys end a hundred a minute, so that the day of a deployment delays no order', async () => {
    const world = await createScaleWorld({ shops: 1_000, shards: 1, keysUnread: true });
    const read = () => world.shops().filter(({ credential }) => credential.expiresAt !== undefined).length;
    for (const minute of [1, 2, 3]) {
      const [run] = await world.poll();
      expect(run?.report).toMatchObject({ visited: 1_000, failed: 0 });
      expect(run?.seconds).toBeLessThan(60);
      expect(read()).toBe(minute * expiryReadingsMax);
    }
  });

  it('shops of a shard are scanned within the fifteen minutes in which each should be', async () => {
    const figures = await measureScans(shopsPerShard, []);
    expect(figures).toMatchObject({ callsPerShop: 4, scannedInTime: shopsPerShard });
  });
});

describe('shops that report their shipments in one evening', () => {
  it('shops that report their shipments in one evening are done with it as the evening ends, a fifth of a shard in a fifth of the time', async () => {
    const figures = await measureReports({ shops: shopsPerShard / 5, shards: 1, hours: 3 / 5 });
    expect(figures).toMatchObject({ confirmed: (shopsPerShard / 5) * 20, overdueMinutes: 0 });
    expect(figures.lateMinutes).toBeLessThanOrEqual(2);
  });

  it('shipments of one evening are late where the runs at once do not grow with the shards, by what the formula says', async () => {
    // Ten runs for twenty shards are one for two of them; of these, a sixth of the shops in a sixth of the time.
    const figures = await measureReports({ shops: (2 * shopsPerShard) / 6, shards: 1 / 10, hours: 3 / 6 });
    expect(figures.runsMax).toBe(1);
    expect(figures.lateMinutes).toBeGreaterThanOrEqual(10);
    expect(Math.abs(figures.lateMinutes - figures.lateMinutesByFormula)).toBeLessThanOrEqual(2);
    expect(isOverdue({ overdueMinutes: 14 })).toBe(false);
    expect(isOverdue({ overdueMinutes: 15 })).toBe(true);
  });
});

it('calls and orders of an evening take of a core what the bench recorded of them, give or take a quarter', () => {
  const recorded = { call: counts.call.cpuMsClosed, order: counts.order.cpuMs };
  for (const of of ['call', 'order'] as const) {
    expect(cpuMs[of] / recorded[of], of).toBeGreaterThan(3 / 4);
    expect(cpuMs[of] / recorded[of], of).toBeLessThan(5 / 4);
  }
});

it('a process keeps less than a kilobyte of a shop between two runs', async () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const heap = (): number => {
    collectGarbage();
    return process.memoryUsage().heapUsed;
  };
  const shops = 10_000;
  const world = await createScaleWorld({ shops, shards: 1 });
  const before = heap();
  await world.poll();
  world.mall.takeLoad();
  expect((heap() - before) / shops).toBeLessThan(1_024);
});
