import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { defaultImportSettings } from '../../core/session/import-settings.ts';
import { expiryReadingsMax } from '../../core/tenants/keys.ts';
import { measureScale, measureScans, type ScaleFigures } from '../../proving/worlds/scale/measure.ts';
import { createScaleWorld } from '../../proving/worlds/scale/world.ts';

describe('a shard of 5,000 shops', () => {
  let figures: ScaleFigures;
  beforeAll(async () => {
    figures = await measureScale(5_000, 1);
  });

  it('is polled within its minute, every shop once, even when every shop has an order', () => {
    expect(figures.minutes.map(({ imported }) => imported)).toEqual([0, 0, 1_000, 5_000]);
    for (const minute of figures.minutes) {
      expect(minute, minute.minute).toMatchObject({ notVisitedOnce: 0, failed: 0 });
      expect(minute.secondsMax, minute.minute).toBeLessThan(60);
      expect(minute.mallCallsAtOnceMax, minute.minute).toBeLessThanOrEqual(defaultImportSettings.shopsAtOnce);
    }
  });

  it('costs an idle minute one call to the mall a shop, four calls to the tables in all, and none to KMS', () => {
    const idle = figures.minutes[1];
    expect(idle).toMatchObject({ mallCalls: 5_000, callsOfOneShopMax: 1 });
    expect(idle?.tableCalls).toEqual({
      'leases.take': 1,
      'shops.inShard': 1,
      'pauses.standing': 1,
      'leases.release': 1,
    });
    expect(figures.minutes.map(({ kmsCallsMax }) => kmsCallsMax)).toEqual([1, 1, 1, 1]);
  });
});

describe('the shops of a shard', () => {
  it('are visited the furthest behind first', async () => {
    const world = await createScaleWorld({ shops: 1_000, shards: 1 });
    const [run] = await world.poll();
    const cursors = run?.visited.map(({ cursor }) => cursor) ?? [];
    expect(cursors).toHaveLength(1_000);
    expect(cursors).toEqual([...cursors].sort((a, b) => a - b));
  });

  it('that a slow mall left no time for come first in the next run, before any shop comes twice', async () => {
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

  it('are asked when their keys end a hundred a minute, so that the day of a deployment delays no order', async () => {
    const world = await createScaleWorld({ shops: 1_000, shards: 1, keysUnread: true });
    const read = () => world.shops().filter(({ credential }) => credential.expiresAt !== undefined).length;
    for (const minute of [1, 2, 3]) {
      const [run] = await world.poll();
      expect(run?.report).toMatchObject({ visited: 1_000, failed: 0 });
      expect(run?.seconds).toBeLessThan(60);
      expect(read()).toBe(minute * expiryReadingsMax);
    }
  });

  it('are scanned within the fifteen minutes in which each should be', async () => {
    const figures = await measureScans(4_750, []);
    expect(figures).toEqual({ shops: 4_750, callsPerShop: 4, scannedInTime: 4_750, minutesForAll: 10 });
  });
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
