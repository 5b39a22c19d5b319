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

/** The ports of a poll. It also tries keys that wait. */
export type PollPorts = StockPorts & Pick<Ports, 'vault'>;

/** What one poll of a shard did. */
export interface PollReport extends VisitReport {
  imported: number;
  missing: number;
  quarantined: number;
  /** Shops that the run had no time or calls for. */
  behind: number;
  /** Calls to malls, including those of failed visits. */
  calls: number;
  /** Calls beyond the one that every visit costs. */
  callsBeyond: number;
  /** The orders that these calls returned: of each visit that made any, at least one, so that calls that return nothing count, too. */
  callsBeyondFor: number;
}

/** A poll that found nothing: another run holds the shard. */
export type PollResult = { readonly kind: 'polled'; readonly report: PollReport } | { readonly kind: 'held' };

/**
 * Polls all shops of one of `shards` schedules once, the furthest behind first, and last those that their mall failed just before: enough
 * of them would end the visits to it before any other shop had its turn. The lease only saves work: two runs over the
 * same shops also store every order once. It names the number of schedules too. So, while that number changes, a run
 * for fewer shops never holds up one for more. The lease keeps when a run last ended well: no failure of our own, and some mall heard (`pollsStand`).
 * Before the visits it sends the glances of its minute.
 *
 * @param tell gets the result by shop, also if the poll throws: an internal failure with one shop is thrown after all were visited
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
        // Refused once more, it is listed as rarely as a shop in step: what the mall allows of listings is left to those that it takes.
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

/** False for a shop that was found in step a moment ago, at a mall that allows few listings. A process that does not remember lists. */
function isListingDue({ ports, cache }: RunContext<PollPorts>, { key, mall }: Shop, now: EpochMs): boolean {
  const listings = listingsOf(ports.malls, mall);
  return listings === undefined || !isNear(cache.inStep.get(key), now, listings.everyMs);
}

/** Adds what a visit did, however it ended. */
function add(counts: Omit<PollReport, keyof VisitReport>, done: ImportTally, calls: number): void {
  counts.imported += done.imported;
  counts.missing += done.missing;
  counts.quarantined += done.quarantined;
  counts.calls += calls;
  if (calls <= 1) return;
  counts.callsBeyond += calls - 1;
  counts.callsBeyondFor += Math.max(1, done.imported);
}

/** Those that their mall failed. Each failure counts once: a shop for which the run has no time goes by its cursor again. */
function takeFailed({ failed }: RunContext['cache'], shops: readonly Shop[]): ReadonlySet<ShopKey> {
  return new Set(shops.flatMap(({ key }) => (failed.delete(key) ? [key] : [])));
}

/** Shops that are glanced at are hardly behind, and few: these come first, so that the next glance finds them done with. */
function inOrderFor(failed: ReadonlySet<ShopKey>, glanced: ReadonlySet<ShopKey>): (a: Shop, b: Shop) => number {
  const place = ({ key }: Shop) => (failed.has(key) ? 2 : glanced.has(key) ? 0 : 1);
  return (a, b) => place(a) - place(b) || a.cursor - b.cursor;
}

/** Keeps glances away from the shops they would look at, until this run has visited each of them or ends. */
async function holdGlanced(
  { ports, budget, runId }: Pick<RunContext<PollPorts>, 'ports' | 'budget' | 'runId'>,
  { shard, shards, now }: { readonly shard: number; readonly shards: number; readonly now: EpochMs },
  glanced: readonly ShopKey[],
) {
  const left = new Set(glanced);
  const lease = inHandLease(shard, shards);
  // A lease that cannot be released ends with the time of the run.
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

/** Above this, a run that leaves shops was limited by its processor, and not by the mall. */
const cpuBoundFrom = 0.8;

/**
 * Logs a poll that did something, with its figures. An idle poll logs nothing. Warns of a backlog that is limited by CPU: more memory or more
 * shards would import it sooner.
 *
 * @param cpuShare how much of its share of the processor the run used, from 0 to 1
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
 * Tries the waiting keys before the shops are visited: the key before them may be dead already, and then its shop is paused and
 * not visited. Any other pause holds this, too. A failure with one key is logged, and does not affect the others. Returns the
 * shops as they are afterwards, in the same order. A round in which no key waits costs nothing.
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
      // In any case the shops are visited, each with the key it has.
      ports.log.error('key.try-broke', { shop: shop.key, ...nameOf(error) });
    }
  });
  return shops.map((shop) => promoted.get(shop.key) ?? shop);
}

/** Only the name of a foreign error: its message may quote a key. */
function nameOf(error: unknown): { readonly code: string } | { readonly error: string } {
  if (error instanceof TsunagiError) return { code: error.code };
  return { error: errorName(error) };
}
