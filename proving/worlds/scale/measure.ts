import { minuteMs } from '../../../core/kernel/time.ts';
import { defaultImportSettings } from '../../../core/session/import-settings.ts';
import type { MallLoad } from './stub-mall.ts';
import { type MerchantUnits, merchantUnits, readUnitsOf } from './table-load.ts';
import { createScaleWorld, type ShardRun } from './world.ts';

/** A shop that is well used has open orders in all of these. */
export const busyProgress = ['100', '300', '500', '600', '700'];

/** One minute of all shards, in figures. */
interface MinuteFigures {
  readonly minute: string;
  /** Shops that were visited other than once. */
  readonly notVisitedOnce: number;
  readonly imported: number;
  readonly failed: number;
  /** Of the slowest shard. */
  readonly secondsMax: number;
  readonly mallCalls: number;
  /** Most calls to one shop. */
  readonly callsOfOneShopMax: number;
  readonly mallCallsPerSecondMax: number;
  readonly mallCallsAtOnceMax: number;
  /** Calls to the tables, by port and method. */
  readonly tableCalls: Readonly<Record<string, number>>;
  /** KMS calls of one process, since it began. */
  readonly kmsCallsMax: number;
}

export interface ScaleFigures {
  readonly shops: number;
  readonly shards: number;
  /** Read request units a minute that listing the shops costs, all shards together. */
  readonly readUnitsPerMinute: number;
  /** What a look through the merchants of the shops costs, each of whom has one. */
  readonly merchants: MerchantUnits;
  readonly minutes: readonly MinuteFigures[];
}

/** Lets all shards poll all shops for some minutes: fresh processes, an idle minute, one in five with an order, all with one. */
export async function measureScale(shops: number, shards: number): Promise<ScaleFigures> {
  const world = await createScaleWorld({ shops, shards });
  const all = world.shops();
  const minutes: MinuteFigures[] = [];
  const ordersOf = [
    { minute: 'fresh processes', every: 0 },
    { minute: 'no shop has an order', every: 0 },
    { minute: 'one shop in five has an order', every: 5 },
    { minute: 'every shop has an order', every: 1 },
  ];
  for (const { minute, every } of ordersOf) {
    // As many of each shard.
    const isNth = (index: number): boolean => every > 0 && Math.floor(index / shards) % every === 0;
    for (const [index, shop] of all.entries()) if (isNth(index)) world.mall.placeOrder(shop);
    // An order of the present second is not listed yet.
    await world.time.runUntil(world.time.now() + 5_000);
    world.tableCalls.clear();
    const runs = await world.poll();
    minutes.push(
      figuresOf(minute, runs, world.mall.takeLoad(), world.tableCalls, Math.max(...world.kmsCalls()), shops),
    );
  }
  const perShard = Map.groupBy(all, ({ shard }) => shard);
  const readUnitsPerMinute = [...perShard.values()].reduce((sum, there) => sum + readUnitsOf(there), 0);
  return { shops, shards, readUnitsPerMinute, merchants: merchantUnits(shops), minutes };
}

function figuresOf(
  minute: string,
  runs: readonly ShardRun[],
  load: MallLoad,
  tableCalls: ReadonlyMap<string, number>,
  kmsCallsMax: number,
  shops: number,
): MinuteFigures {
  const visits = new Map<string, number>();
  for (const { visited } of runs) for (const { key } of visited) visits.set(key, (visits.get(key) ?? 0) + 1);
  const once = [...visits.values()].filter((count) => count === 1).length;
  const sum = (of: (run: ShardRun) => number): number => runs.reduce((total, run) => total + of(run), 0);
  return {
    minute,
    notVisitedOnce: shops - once,
    imported: sum(({ report }) => report?.imported ?? 0),
    failed: sum(({ report }) => report?.failed ?? 0),
    secondsMax: Math.round(Math.max(...runs.map(({ seconds }) => seconds)) * 10) / 10,
    mallCalls: load.calls,
    callsOfOneShopMax: Math.max(0, ...load.callsOf.values()),
    mallCallsPerSecondMax: load.perSecondMax,
    mallCallsAtOnceMax: load.atOnceMax,
    tableCalls: Object.fromEntries([...tableCalls].sort(([a], [b]) => (a < b ? -1 : 1))),
    kmsCallsMax,
  };
}

/** How the state scans of one shard go. */
export interface ScanFigures {
  readonly shops: number;
  readonly callsPerShop: number;
  /** Shops whose scan was finished within the fifteen minutes in which each should be. */
  readonly scannedInTime: number;
  /** Minutes until every shop had been scanned once. */
  readonly minutesForAll: number;
}

/**
 * Lets one shard scan its shops. `progress` are the values in which each shop has an open order: the scan lists each of them,
 * with 100, 800 and 900 in any case, and once everything of the last two days.
 */
export async function measureScans(shops: number, progress: readonly string[]): Promise<ScanFigures> {
  const world = await createScaleWorld({ shops, shards: 1 });
  for (const shop of world.shops()) for (const value of progress) world.mall.placeOrder(shop, value);
  await world.time.runUntil(world.time.now() + 5_000);
  await world.poll();
  // As many minutes as a scan's turn takes to come.
  await world.time.runUntil(world.time.now() + defaultImportSettings.scanEveryMs);
  world.mall.takeLoad();
  const begun = world.time.now();
  const scanned = (): number => world.shops().filter(({ scannedAt }) => scannedAt >= begun).length;
  let scannedInTime = 0;
  while (scanned() < shops) {
    await world.reconcile();
    if (world.time.now() - begun <= defaultImportSettings.scanEveryMs) scannedInTime = scanned();
  }
  const callsPerShop = Math.max(...world.mall.takeLoad().callsOf.values());
  return { shops, callsPerShop, scannedInTime, minutesForAll: (world.time.now() - begun) / minuteMs };
}

/** The figures for people. */
export function scaleLines(
  { shops, shards, readUnitsPerMinute, merchants, minutes }: ScaleFigures,
  scans: ScanFigures,
): string[] {
  return [
    `${shops} shops in ${shards} shards; listing them costs ${readUnitsPerMinute} read units a minute`,
    `looking through the merchants of these shops costs all shards together ${merchants.ofShards} read units, from ${shops} partitions; ` +
      `if each shard read all merchants ${shards * merchants.ofList}, ${merchants.ofList} each, from one`,
    ...minutes.map(
      ({ minute, secondsMax, mallCalls, mallCallsPerSecondMax, mallCallsAtOnceMax, notVisitedOnce, tableCalls }) =>
        `${minute}: ${secondsMax} s, ${mallCalls} calls to the mall (${mallCallsPerSecondMax} in one second, ${mallCallsAtOnceMax} at once), ` +
        `${Object.values(tableCalls).reduce((sum, count) => sum + count, 0)} to the tables, ${notVisitedOnce} shops not visited once`,
    ),
    `scans of one shard's ${scans.shops} shops, ${scans.callsPerShop} calls each: ${scans.scannedInTime} within 15 minutes, all within ${scans.minutesForAll}`,
  ];
}
