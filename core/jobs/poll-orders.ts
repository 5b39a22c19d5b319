import { emptyTally, type ImportTally, importShop } from '../import/index.ts';
import {
  type EpochMs,
  eachLimited,
  errorName,
  isMallTrouble,
  isNear,
  isRefusing,
  measured,
  TsunagiError,
} from '../kernel/index.ts';
import { holdingPause, pausesOf, pendingOf, pendingTryDue, type Shop, type ShopKey } from '../model/index.ts';
import type { Log, Ports, StockPorts } from '../ports/index.ts';
import {
  callsBesideGlances,
  type ImportSession,
  keepWaits,
  listingsOf,
  noVisits,
  type RunContext,
  shopsOfSchedule,
  type VisitReport,
  visitShops,
} from '../session/index.ts';
import { expiryReadingsMax, isExpiryDue, promotePending, readExpiry } from '../tenants/index.ts';
import { inHandLease, sendGlances } from './glance.ts';
import { pollLease } from './standing-causes.ts';

/** Ports of a poll, which also tries waiting keys. */
export type PollPorts = StockPorts & Pick<Ports, 'vault'>;

export interface PollReport extends VisitReport {
  imported: number;
  missing: number;
  quarantined: number;
  behind: number;
  /** Calls to malls, also of failed visits. */
  calls: number;
  /** Calls beyond each visit's first. */
  callsBeyond: number;
  /** Orders that these calls returned, at least one per visit with any, so that fruitless calls count. */
  callsBeyondFor: number;
}

/** `held`: another run has the shard. */
export type PollResult = { readonly kind: 'polled'; readonly report: PollReport } | { readonly kind: 'held' };

/**
 * Polls a schedule's shops, the furthest behind first, and last those that just failed, enough of which would end the visits to their mall.
 * Sends the minute's glances before. The lease only saves work, and remembers the last good end: without a failure of ours, and with some
 * mall heard (`pollsStand`). It names the number of schedules, so that changing that number blocks no run.
 *
 * @param tell gets the result by shop, even if the poll throws; an internal failure with one shop is thrown after all visits
 */
export async function pollShard(
  context: RunContext<PollPorts>,
  shard: number,
  shards: number,
  tell: (report: PollReport) => void = () => undefined,
): Promise<PollResult> {
  const { ports, budget } = context;
  const lease = pollLease(shard, shards);
  const now = ports.clock.now();
  const free = await ports.leases.take(lease, context.runId, now, now + budget.remainingMs());
  if (free === null) return { kind: 'held' };
  let endedWellAt = free.left;
  try {
    const ofShard = await shopsOfSchedule(context, shard, shards);
    const glanced = await sendGlances(context, { shard, shards, now }, ofShard);
    const failed = takeFailed(context.cache, ofShard);
    const found = ofShard.sort(inOrderFor(failed, glanced));
    const shops = (await tryPendingKeys(context, found)).filter((shop) => isListingDue(context, shop, now));
    const inHand = await holdGlanced(
      context,
      { shard, shards, now },
      [...glanced].filter((key) => !failed.has(key)),
    );
    const counts = { ...emptyTally(), behind: 0, calls: 0, callsBeyond: 0, callsBeyondFor: 0 };
    let expiriesRead = 0;
    const poll = async (run: ImportSession): Promise<void> => {
      const done = emptyTally();
      const wasRefused = run.shop.importTrouble?.kind === 'refused';
      try {
        const { caughtUp } = await importShop(run, done);
        if (caughtUp) context.cache.inStep.set(run.shop.key, now);
        else counts.behind++;
      } catch (error) {
        // Listed as rarely as a shop in step, to leave the mall's listings to shops that it takes.
        if (wasRefused && isRefusing(error)) context.cache.inStep.set(run.shop.key, now);
        throw error;
      } finally {
        add(counts, done, run.callsMade());
        await inHand.visited(run.shop.key);
      }
      if (expiriesRead >= expiryReadingsMax || !isExpiryDue(run)) return;
      expiriesRead++;
      await readExpiry(run);
    };
    const report = noVisits();
    let isUnheard = false;
    const onLeft = ({ key }: Shop, error: unknown): void => {
      inHand.visited(key).catch(() => undefined);
      isUnheard ||= isMallTrouble(error);
    };
    try {
      const { callsPerRun: calls } = context.settings;
      const beside = { calls: callsBesideGlances(calls), share: 'import-beside-glances' } as const;
      const paceAt = ({ key }: Shop) => (glanced.has(key) ? beside : { calls, share: context.share });
      await visitShops(context, shops, poll, {
        ramp: { shards },
        report,
        notesFailing: true,
        paceAt,
        onLeft,
      });
    } finally {
      await inHand.release();
      tell({ ...report, ...counts });
      await keepWaits(context);
    }
    if (report.visited > 0 || !isUnheard) endedWellAt = ports.clock.now();
    return { kind: 'polled', report: { ...report, ...counts } };
  } finally {
    await ports.leases.release(lease, context.runId, endedWellAt);
  }
}

/** False for a shop recently in step at a mall that allows few listings. A process without memory lists. */
function isListingDue({ ports, cache }: RunContext<PollPorts>, { key, mall }: Shop, now: EpochMs): boolean {
  const listings = listingsOf(ports.malls, mall);
  return listings === undefined || !isNear(cache.inStep.get(key), now, listings.everyMs);
}

function add(counts: Omit<PollReport, keyof VisitReport>, done: ImportTally, calls: number): void {
  counts.imported += done.imported;
  counts.missing += done.missing;
  counts.quarantined += done.quarantined;
  counts.calls += calls;
  if (calls <= 1) return;
  counts.callsBeyond += calls - 1;
  counts.callsBeyondFor += Math.max(1, done.imported);
}

/** Takes the shops that just failed, each once, so that the next run orders them by cursor again. */
function takeFailed({ failed }: RunContext['cache'], shops: readonly Shop[]): ReadonlySet<ShopKey> {
  return new Set(shops.flatMap(({ key }) => (failed.delete(key) ? [key] : [])));
}

/** Glanced shops come first, few and hardly behind, so that the next glance finds them done. */
function inOrderFor(failed: ReadonlySet<ShopKey>, glanced: ReadonlySet<ShopKey>): (a: Shop, b: Shop) => number {
  const place = ({ key }: Shop) => (failed.has(key) ? 2 : glanced.has(key) ? 0 : 1);
  return (a, b) => place(a) - place(b) || a.cursor - b.cursor;
}

/** Keeps glances off their shops until this run has visited them or ends. */
async function holdGlanced(
  { ports, budget, runId }: Pick<RunContext<PollPorts>, 'ports' | 'budget' | 'runId'>,
  { shard, shards, now }: { readonly shard: number; readonly shards: number; readonly now: EpochMs },
  glanced: readonly ShopKey[],
) {
  const left = new Set(glanced);
  const lease = inHandLease(shard, shards);
  // A lease that cannot be released ends with the run's time.
  const release = async (): Promise<void> => {
    try {
      await ports.leases.release(lease, runId);
    } catch (error) {
      if (!(error instanceof TsunagiError)) throw error;
    }
  };
  if (left.size > 0) await ports.leases.take(lease, runId, now, now + budget.remainingMs());
  return {
    visited: async (shop: ShopKey) => {
      if (left.delete(shop) && left.size === 0) await release();
    },
    release: async () => {
      if (left.size > 0) await release();
    },
  };
}

/** Share from which the processor, not the mall, limits a run. */
const cpuBoundFrom = 0.8;

/**
 * Logs a poll that did something, and warns of a backlog due to CPU, which more memory or shards would shorten.
 *
 * @param cpuShare used part of the processor share, 0 to 1
 */
export function logPollResult(log: Log, shard: number, report: PollReport, cpuShare = 0): void {
  const { callsBeyond, callsBeyondFor, ...counts } = report;
  const { imported, missing, quarantined, failed, behind } = counts;
  if (imported + missing + quarantined + failed + behind + callsBeyond === 0) return;
  if (behind > 0 && cpuShare >= cpuBoundFrom) {
    log.warn('poll.cpu-bound', { shard, behind, imported, cpuShare: Math.round(cpuShare * 100) / 100 });
  }
  log.info('poll.done', {
    shard,
    ...counts,
    ...measured('poll.done', {
      OrdersUnread: missing + quarantined,
      OrdersListed: imported + missing + quarantined,
      CallsPerOrder: callsBeyond === 0 ? null : Math.round((100 * callsBeyond) / callsBeyondFor) / 100,
    }),
  });
}

/**
 * Tries waiting keys before the visits, since a dead key pauses its shop; other pauses hold this, too. A failing try is logged and affects
 * no other. Returns the shops in the same order.
 */
export async function tryPendingKeys(context: RunContext<PollPorts>, shops: readonly Shop[]): Promise<readonly Shop[]> {
  const { ports, settings, cache, budget } = context;
  const now = ports.clock.now();
  const due = shops.filter((shop) => {
    const pending = pendingOf(shop);
    return pending !== null && pendingTryDue(pending, cache.pendingTried.get(shop.key) ?? null, now);
  });
  if (due.length === 0) return shops;
  const pauses = pausesOf(await cache.standing.read(ports.pauses), now);
  const others = pauses.filter(({ cause }) => cause !== 'credentials');
  const promoted = new Map<ShopKey, Shop>();
  await eachLimited(due, settings.shopsAtOnce, async (shop) => {
    if (budget.remainingMs() <= settings.callReserveMs || holdingPause(others, shop, now) !== null) return;
    cache.pendingTried.set(shop.key, now);
    try {
      const promotion = await promotePending(ports, shop, cache.pacer, pauses);
      if (promotion.kind === 'promoted') promoted.set(shop.key, promotion.shop);
    } catch (error) {
      // Every shop is visited, with the key it has.
      ports.log.error('key.try-broke', { shop: shop.key, ...nameOf(error) });
    }
  });
  return shops.map((shop) => promoted.get(shop.key) ?? shop);
}

/** A foreign error's message may quote a key. */
function nameOf(error: unknown): { readonly code: string } | { readonly error: string } {
  if (error instanceof TsunagiError) return { code: error.code };
  return { error: errorName(error) };
}
