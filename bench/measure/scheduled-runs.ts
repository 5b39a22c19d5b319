import type { Shop } from '../../core/model/index.ts';
import { serve } from '../../simulator/index.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { unitsRead, unitsWritten } from '../cloud/record.ts';
import { openWorld } from '../cloud/world.ts';
import type { Bundle, Bundles } from '../function/bundles.ts';
import type { FunctionProcess } from '../function/function-process.ts';
import { untilNoon } from './noon.ts';

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
  /** From its start to its end, beside a mall that answers at once: what a run waits by itself. */
  readonly seconds: number;
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

type Schedule = NonNullable<Bundle['schedule']>;

const shops = 20;

/** What the stack starts once for each shard; the others it starts once for all (`lib/tsunagi-stack.ts`). */
const startedForEachShard = new Set(['poll-orders', 'reconcile']);

/**
 * Runs every scheduled function in an installation to which nothing happens, at noon in Japan whatever the hour is; the second run
 * of each is counted. In the first run of reconcile every shop is due for its scan and for the work of the night, in the second for
 * nothing, in a third for its scan.
 */
export async function measureScheduledRuns(bundles: Bundles): Promise<ScheduledRuns> {
  // Each in an installation of its own, side by side: a run of health-probe waits between its probes.
  const measured = await Promise.all(
    bundles.all.flatMap((bundle) =>
      bundle.schedule === null ? [] : [measureScheduled(bundles, bundle, bundle.schedule)],
    ),
  );
  const work = measured.find(({ shopWork }) => shopWork !== null)?.shopWork;
  if (!work) throw new Error('There is no function reconcile.');
  return { runs: Object.fromEntries(measured.map(({ name, run }) => [name, run])), ...work };
}

async function measureScheduled(bundles: Bundles, bundle: Bundle, { everyMinutes, event }: Schedule) {
  let mallCalls = 0;
  const aheadMs = untilNoon(Date.now());
  const settings = { transport: { connection: 'keep-alive' }, reading: { missedShare: 0 } } as const;
  const rms = createRms({ now: () => Date.now() + aheadMs, seed: 5, settings });
  const mall = await serve(rms, { port: 0, onExchange: () => mallCalls++ });
  const world = await openWorld({
    mallUrl: mall.url,
    bundle: bundles.named('poll-orders'),
    ample: false,
    environment: { BENCH_AHEAD_MS: String(aheadMs) },
  });
  const { record } = world.services;
  const runOnce = async (fn: FunctionProcess) => {
    record.clear();
    mallCalls = 0;
    const { cpuMs, ms } = await fn.run(event);
    const seconds = Math.round(ms / 10) / 100;
    return {
      readUnits: unitsRead(record.requests),
      writeUnits: unitsWritten(record.requests),
      mallCalls,
      cpuMs,
      seconds,
    };
  };
  try {
    const added: Shop[] = [];
    for (let index = 0; index < shops; index++) {
      const shopUrl = `shop-${index}`;
      added.push(await world.addShop(shopUrl, rms.control.addShop({ shopUrl })));
    }
    const { name, memoryMiB } = bundle;
    const fn = await world.start(bundle);
    const first = await runOnce(fn);
    const idle = await runOnce(fn);
    const run: ScheduledRun = { everyMinutes, aShard: startedForEachShard.has(name), memoryMiB, ...idle };
    if (name !== 'reconcile') return { name, run, shopWork: null };
    for (const shop of added) await world.ports.shops.recordScan(shop, 0);
    const scanned = await runOnce(fn);
    return { name, run, shopWork: { scan: shopWork(scanned, idle), nightly: shopWork(first, scanned) } };
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
