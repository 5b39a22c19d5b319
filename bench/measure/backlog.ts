import { hourMs, minuteMs } from '../../core/kernel/index.ts';
import { serve } from '../../simulator/index.ts';
import { createRms } from '../../simulator/rms/index.ts';
import { slowClock } from '../cloud/slow-clock.ts';
import { openWorld } from '../cloud/world.ts';
import type { Bundles } from '../function/bundles.ts';

/** What importing a backlog took. */
export interface Backlog {
  readonly rmsCalls: number;
  /** The fewest calls that could do it: pages of 1,000, reads of 100. */
  readonly floor: number;
  /** CPU of the function's process, all runs together. */
  readonly cpuMs: number;
  /** The most memory the process ever had resident. */
  readonly peakMb: number;
}

const poll = { shard: 0, shards: 1 };
const runsMax = 40;

/**
 * Lets the deployed function import a shop's backlog from the simulated mall over HTTP, run after run, each with the calls that
 * a run may make. The listing that finds nothing more to do counts as well.
 */
export async function measureBacklog(bundles: Bundles, orders: number): Promise<Backlog> {
  const clock = slowClock();
  const rms = createRms({
    now: clock.now,
    seed: 5,
    settings: { transport: { connection: 'keep-alive' }, reading: { missedShare: 0 } },
  });
  const mall = await serve(rms, { port: 0 });
  const bundle = bundles.named('poll-orders');
  const world = await openWorld({ mallUrl: mall.url, bundle, ample: true, clock });
  try {
    const { serviceSecret, licenseKey } = rms.control.addShop({ shopUrl: 'backlog' });
    const [from, to] = [clock.now() - 10 * hourMs, clock.now() - minuteMs];
    rms.control.addOrders('backlog', { count: orders, at: { from, to }, kind: 'random' });
    await world.addShop(
      'backlog',
      { serviceSecret, licenseKey },
      { importFrom: from - minuteMs, cursor: from - minuteMs },
    );
    const fn = await world.start(bundle);
    let [runs, cpuMs, peakMb] = [0, 0, 0];
    while (world.services.ampleOrders() < orders) {
      if (++runs > runsMax) throw new Error(`${runsMax} runs did not import ${orders} orders.`);
      const cost = await fn.run(poll);
      cpuMs += cost.cpuMs;
      peakMb = cost.peakMb;
    }
    const calls = rms.control.books().shops[0]?.calls ?? {};
    const rmsCalls = Object.values(calls).reduce((sum, count) => sum + count, 0);
    const floor = Math.ceil(orders / 1_000) + Math.ceil(orders / 100);
    return { rmsCalls, floor, cpuMs, peakMb };
  } finally {
    await world.stop();
    await mall.stop();
  }
}
