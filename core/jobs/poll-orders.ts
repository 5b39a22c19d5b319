import { expiryReadingsMax, isExpiryDue, readExpiry } from '../merchants/read-expiry.ts';
import type { Shop } from '../merchants/shop.ts';
import { emptyTally, type ImportTally, importShop } from '../orders/import-shop.ts';
import type { ShopRun } from '../orders/run.ts';
import { shopsOfSchedule } from '../orders/shops-of-schedule.ts';
import { tryPendingKeys } from '../orders/try-pending-keys.ts';
import { emptyRound, type Round, type RoundReport, visitShops } from '../orders/visit-shops.ts';
import type { Log } from '../ports/log.ts';
import { secondMs } from '../units.ts';
import { measured } from '../watch/measured-lines.ts';

/** What one poll of a shard did. */
export interface PollReport extends RoundReport {
  imported: number;
  missing: number;
  quarantined: number;
  /** Shops that the run's time or calls did not suffice for. */
  behind: number;
  /** Calls to malls, those of visits that failed among them. */
  calls: number;
  /** Those of them beyond the one that every visit costs. */
  callsBeyond: number;
  /** The orders that these calls brought in: of each visit that made any, at least one, so that what brings in nothing counts, too. */
  callsBeyondFor: number;
  /** How long ago its mall had shown each new order when it was stored, in ms, of shops that were in step. */
  readonly agesMs: number[];
}

/** A poll that found nothing: another run holds the shard. */
export type PollResult = { readonly kind: 'polled'; readonly report: PollReport } | { readonly kind: 'held' };

/**
 * Polls all shops of one of `shards` schedules once, the furthest behind first. The lease only saves work: two runs over the
 * same shops store every order once all the same. It names the number of schedules too. So, while that number changes, a run
 * for fewer shops never holds up one for more.
 *
 * @param tell hears how the shops fared, of a poll that throws, too: a failure of our own with one shop is thrown once all were visited
 */
export async function pollShard(
  round: Round,
  shard: number,
  shards: number,
  tell: (report: PollReport) => void = () => undefined,
): Promise<PollResult> {
  const { ports, budget } = round;
  const lease = `poll-orders#${shard}/${shards}`;
  const now = ports.clock.now();
  const free = await ports.leases.take(lease, round.writer, now, now + budget.remainingMs());
  if (free === null) return { kind: 'held' };
  try {
    const found = (await shopsOfSchedule(round, shard, shards)).sort(furthestBehindFirst);
    const shops = await tryPendingKeys(round, found);
    const counts = { ...emptyTally(), behind: 0, calls: 0, callsBeyond: 0, callsBeyondFor: 0 };
    let expiriesRead = 0;
    const poll = async (run: ShopRun): Promise<void> => {
      const done = emptyTally();
      try {
        const { caughtUp } = await importShop(run, done);
        if (!caughtUp) counts.behind++;
      } finally {
        add(counts, done, run.callsMade());
      }
      if (expiriesRead >= expiryReadingsMax || !isExpiryDue(run)) return;
      expiriesRead++;
      await readExpiry(run);
    };
    const report = emptyRound();
    try {
      await visitShops(round, shops, poll, { ramp: { shards }, report, notesFailing: true });
    } finally {
      tell({ ...report, ...counts });
    }
    return { kind: 'polled', report: { ...report, ...counts } };
  } finally {
    await ports.leases.release(lease, round.writer);
  }
}

/** Adds what a visit did, however it ended. */
function add(counts: Omit<PollReport, keyof RoundReport>, done: ImportTally, calls: number): void {
  counts.imported += done.imported;
  counts.missing += done.missing;
  counts.quarantined += done.quarantined;
  counts.agesMs.push(...done.agesMs);
  counts.calls += calls;
  if (calls <= 1) return;
  counts.callsBeyond += calls - 1;
  counts.callsBeyondFor += Math.max(1, done.imported);
}

function furthestBehindFirst(a: Shop, b: Shop): number {
  return a.cursor - b.cursor;
}

/** Above it a run that leaves shops behind was held up by its processor, and not by the mall. */
const cpuBoundFrom = 0.8;

/**
 * Writes the line of a poll in which anything was done that is worth one, with its figures. An idle poll writes none. Warns of a backlog
 * that is bound by CPU: more memory or more shards would bring it in sooner.
 *
 * @param cpuShare how much of its share of the processor the run used, from 0 to 1
 */
export function tellOfPoll(log: Log, shard: number, report: PollReport, cpuShare = 0): void {
  const { agesMs, callsBeyond, callsBeyondFor, ...counts } = report;
  const { imported, missing, quarantined, failed, behind } = counts;
  if (imported + missing + quarantined + failed + behind + callsBeyond === 0) return;
  if (behind > 0 && cpuShare >= cpuBoundFrom) {
    log.warn('poll.cpu-bound', { shard, behind, imported, cpuShare: Math.round(cpuShare * 100) / 100 });
  }
  const ages = atMost(figuresMax, agesMs).map((ms) => Math.round(ms / secondMs));
  log.info('poll.done', {
    shard,
    ...counts,
    ...measured('poll.done', {
      OrderAgeSeconds: ages.length === 0 ? null : ages,
      OrdersUnread: missing + quarantined,
      OrdersListed: imported + missing + quarantined,
      CallsPerOrder: callsBeyond === 0 ? null : Math.round((100 * callsBeyond) / callsBeyondFor) / 100,
    }),
  });
}

/** As many values as one line may carry of a figure. */
const figuresMax = 100;

/** Some of the values that are spread like all of them, the highest among them. */
function atMost(count: number, values: readonly number[]): number[] {
  const sorted = [...values].sort((one, other) => one - other);
  if (sorted.length <= count) return sorted;
  return Array.from({ length: count }, (_, index) => sorted[Math.ceil(((index + 1) * sorted.length) / count) - 1] ?? 0);
}
