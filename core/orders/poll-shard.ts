import { readExpiryWhenDue } from '../merchants/read-expiry.ts';
import type { Shop } from '../merchants/shop.ts';
import { importShop } from './import-shop.ts';
import type { ShopRun } from './run.ts';
import { shopsOfSchedule } from './shops-of-schedule.ts';
import { tryPendingKeys } from './try-pending-keys.ts';
import { type Round, type RoundReport, visitShops } from './visit-shops.ts';

/** What one poll of a shard did. */
export interface PollReport extends RoundReport {
  imported: number;
  missing: number;
  quarantined: number;
  /** Shops that the run's time or calls did not suffice for. */
  behind: number;
}

/** A poll that found nothing: another run holds the shard. */
export type PollResult = { readonly kind: 'polled'; readonly report: PollReport } | { readonly kind: 'held' };

/**
 * Polls all shops of one of `shards` schedules once, the furthest behind first. The lease only saves work: two runs over the
 * same shops store every order once all the same. It names the number of schedules too. So, while that number changes, a run
 * for fewer shops never holds up one for more.
 */
export async function pollShard(round: Round, shard: number, shards: number): Promise<PollResult> {
  const { ports, budget } = round;
  const lease = `poll-orders#${shard}/${shards}`;
  const now = ports.clock.now();
  const free = await ports.leases.take(lease, round.writer, now, now + budget.remainingMs());
  if (free === null) return { kind: 'held' };
  try {
    const found = (await shopsOfSchedule(round, shard, shards)).sort(furthestBehindFirst);
    const shops = await tryPendingKeys(round, found);
    const counts = { imported: 0, missing: 0, quarantined: 0, behind: 0 };
    const poll = async (run: ShopRun): Promise<void> => {
      const done = await importShop(run);
      counts.imported += done.imported;
      counts.missing += done.missing;
      counts.quarantined += done.quarantined;
      if (!done.caughtUp) counts.behind++;
      await readExpiryWhenDue(run);
    };
    const report = await visitShops(round, shops, poll, { ramp: { shards } });
    return { kind: 'polled', report: { ...report, ...counts } };
  } finally {
    await ports.leases.release(lease, round.writer);
  }
}

function furthestBehindFirst(a: Shop, b: Shop): number {
  return a.cursor - b.cursor;
}

/** An idle poll logs nothing: true when a run did anything worth a line. */
export function isWorthALine(report: PollReport): boolean {
  const { imported, missing, quarantined, failed, behind } = report;
  return imported + missing + quarantined + failed + behind > 0;
}
