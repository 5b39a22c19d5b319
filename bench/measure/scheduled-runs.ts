import type { Shop } from '../../core/merchants/shop.ts';
import { createRms, serve } from '../../simulator/rms/index.ts';
import { unitsRead, unitsWritten } from '../cloud/record.ts';
import { openWorld } from '../cloud/world.ts';
import type { Bundles } from '../function/bundles.ts';
import type { FunctionProcess } from '../function/function-process.ts';

/** What one run of a scheduled function costs when nothing happens. */
export interface ScheduledRun {
  readonly everyMinutes: number;
  /** True when each shard has a schedule of its own. */
  readonly aShard: boolean;
  readonly memoryMiB: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly mallCalls: number;
  readonly cpuMs: number;
}

/** What some work costs for a shop to which nothing has happened. */
export interface ShopWork {
  readonly mallCalls: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/** All scheduled functions, and what the second of them does for shops. */
export interface ScheduledRuns {
  readonly runs: Readonly<Record<string, ScheduledRun>>;
  readonly scan: ShopWork;
  readonly nightly: ShopWork;
}

const shops = 20;

/** What the stack starts once for each shard; the others it starts once for all (`lib/tsunagi-stack.ts`). */
const startedForEachShard = new Set(['poll-orders', 'reconcile']);

/**
 * Runs every scheduled function in an installation to which nothing happens; the second run of each is counted. In the first run
 * of reconcile every shop is due for its scan and for the work of the night, in the second for nothing, in a third for its scan.
 */
export async function measureScheduledRuns(bundles: Bundles): Promise<ScheduledRuns> {
  let mallCalls = 0;
  const rms = createRms({ now: Date.now, seed: 5, settings: { transport: { connection: 'keep-alive' } } });
  const mall = await serve(rms, { port: 0, onExchange: () => mallCalls++ });
  const world = await openWorld({ mallUrl: mall.url, bundle: bundles.named('poll-orders'), ample: false });
  const { record } = world.services;
  const runOnce = async (fn: FunctionProcess, event: object) => {
    record.clear();
    mallCalls = 0;
    const { cpuMs } = await fn.run(event);
    return { readUnits: unitsRead(record.requests), writeUnits: unitsWritten(record.requests), mallCalls, cpuMs };
  };
  try {
    const added: Shop[] = [];
    for (let index = 0; index < shops; index++) {
      const shopUrl = `shop-${index}`;
      added.push(await world.addShop(shopUrl, rms.control.addShop({ shopUrl })));
    }
    const runs: Record<string, ScheduledRun> = {};
    let [scan, nightly]: [ShopWork | null, ShopWork | null] = [null, null];
    for (const { schedule, ...bundle } of bundles.all) {
      if (schedule === null) continue;
      const fn = await world.start({ ...bundle, schedule });
      const first = await runOnce(fn, schedule.event);
      const idle = await runOnce(fn, schedule.event);
      const aShard = startedForEachShard.has(bundle.name);
      runs[bundle.name] = { everyMinutes: schedule.everyMinutes, aShard, memoryMiB: bundle.memoryMiB, ...idle };
      if (bundle.name !== 'reconcile') continue;
      for (const shop of added) await world.ports.shops.recordScan(shop, 0);
      const scanned = await runOnce(fn, schedule.event);
      scan = shopWork(scanned, idle);
      nightly = shopWork(first, scanned);
    }
    if (scan === null || nightly === null) throw new Error('There is no function reconcile.');
    return { runs, scan, nightly };
  } finally {
    await world.stop();
    await mall.stop();
  }
}

/** What was done for a shop in one run and not in another. */
function shopWork(run: ShopWork, without: ShopWork): ShopWork {
  const aShop = (name: keyof ShopWork): number => Math.max(0, run[name] - without[name]) / shops;
  return { mallCalls: aShop('mallCalls'), readUnits: aShop('readUnits'), writeUnits: aShop('writeUnits') };
}
