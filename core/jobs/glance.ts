import { emptyTally, type ImportTally, importShop } from '../import/index.ts';
import { type EpochMs, mapLimited, minuteMs, secondMs } from '../kernel/index.ts';
import type { MallName, Shop, ShopKey } from '../model/index.ts';
import { budgetUntil, type Glance, type StockPorts } from '../ports/index.ts';
import {
  callsOfGlance,
  glanceAtOnceShare,
  glanceEveryMs,
  type ImportSession,
  isSent,
  listingsOf,
  type RunContext,
  type VisitOptions,
  visitShops,
} from '../session/index.ts';

/** A glance that comes later than this is dropped: the next minute run is near. */
const lateMaxMs = 20 * secondMs;

/** So long before the next glance of its shard one is over. */
const marginMs = secondMs;

/** A shop further behind is the minute run's: it has more to import than a glance has calls. */
const behindMaxMs = 10 * minuteMs;

/** The same where a message asked for it: a shop that is listed rarely has its cursor written rarely. */
const hintedBehindMaxMs = 30 * minuteMs;

/** A listing, and what changed. */
const callsOfHinted = 3;

/** A mall that tells what changed last lists whole orders, few a page: it is listed from so long before the cursor. What it shows later is the poll's. */
const shownLateMs = 10 * secondMs;

/** A mall that failed a call within this long gets no glance. */
const failedWithinMs = minuteMs;

/** Shops that one message names; three of them are sent in one call. */
const shopsOfMessage = 1_000;

/** Over so long the glances of all shards are spread, so that a mall does not have them at once. */
const spreadMs = 12 * secondMs;

/** Context of a glance: a run without a share of the rate, which a glance has of its own. */
export type GlanceContext = Omit<RunContext<StockPorts>, 'share'>;

/** What a glance did, or why it was dropped. */
export type GlanceResult =
  | { readonly kind: 'dropped'; readonly why: 'late' | 'polled-now' | 'seen' }
  | {
      readonly kind: 'seen';
      readonly imported: number;
      readonly visited: number;
      readonly failed: number;
    };

/** The lease of the minute run of a shard, while it visits shops that are glanced at. */
export const inHandLease = (shard: number, shards: number): string => `glance#${shard}/${shards}`;

/**
 * Sends the glances of the minute that begins now, at those of a shard's shops that sell, and returns these. A message that cannot be sent is no
 * loss: the next minute run sees the same orders.
 */
export async function sendGlances(
  { ports, cache, settings }: Pick<RunContext<StockPorts>, 'ports' | 'cache' | 'settings'>,
  { shard, shards, now }: { readonly shard: number; readonly shards: number; readonly now: EpochMs },
  ofShard: readonly Shop[],
): Promise<ReadonlySet<ShopKey>> {
  const able = ofShard.filter((shop) => mayGlance(ports, shop, now));
  const atOnce = Math.max(1, Math.floor(settings.shopsAtOnce * glanceAtOnceShare));
  const warm = cache.warm.among(able, settings.warmPercent).map(({ key }) => key);
  await isSent(ports.log, 'glance.message-lost', { shard, shops: warm.length }, async () => {
    for (let from = 0; from < warm.length; from += shopsOfMessage) {
      const shops = warm.slice(from, from + shopsOfMessage);
      const times = [1, 2, 3].map((time) => Math.round(now + time * glanceEveryMs + (shard / shards) * spreadMs));
      await ports.stockQueue.glance(times.map((at) => ({ shard, shards, at, atOnce, shops })));
    }
  });
  return new Set(warm);
}

/** False for a shop of a mall that allows few listings, and for one with more to import than a glance has calls. */
function mayGlance({ malls }: Pick<StockPorts, 'malls'>, shop: Shop, now: EpochMs): boolean {
  const isKnown = malls.names.includes(shop.mall) && listingsOf(malls, shop.mall) === undefined;
  return isKnown && now - shop.cursor < behindMaxMs && callsOfGlance(shop.callsPerSecond) > 0;
}

/** The same of a glance that a message asked for. */
function mayLook({ malls }: Pick<StockPorts, 'malls'>, shop: Shop, now: EpochMs): boolean {
  return listingsOf(malls, shop.mall) !== undefined && now - shop.cursor < hintedBehindMaxMs;
}

/**
 * Imports what shops that sell have new, between two runs of a minute. Where nothing is new it writes its lease and nothing else. It never
 * disturbs: shops that the minute run has in hand, a mall that failed a call just now, and one that comes back are left alone; at each
 * mall one shop is asked before all others. Whatever fails is left to the minute run.
 */
export async function glanceAt(context: GlanceContext, glance: Glance): Promise<GlanceResult> {
  const { ports, settings, runId } = context;
  const { shard, shards, at, atOnce } = glance;
  const now = ports.clock.now();
  if (now - at > lateMaxMs) return { kind: 'dropped', why: 'late' };
  const { isHinted = false } = glance;
  // A shop that is listed rarely is hardly ever in the hands of its minute run.
  const isPolled = !isHinted && (await ports.leases.isHeld(inHandLease(shard, shards), now));
  if (isPolled) return { kind: 'dropped', why: 'polled-now' };
  const end = now + glanceEveryMs - marginMs;
  // The lease is not released, so that a second delivery of the message finds it taken.
  const until = Math.max(at + glanceEveryMs - marginMs, now + marginMs);
  const lease = await ports.leases.take(`${inHandLease(shard, shards)}#${glance.shops[0]}`, runId, now, until);
  if (lease === null) return { kind: 'dropped', why: 'seen' };

  const may = isHinted ? mayLook : mayGlance;
  // Those that sell most come first.
  const rank = new Map(glance.shops.map((key, index) => [key, index]));
  const named = (await ports.shops.those(glance.shops))
    .filter((shop) => may(ports, shop, now))
    .sort((one, other) => (rank.get(one.key) ?? 0) - (rank.get(other.key) ?? 0));
  const malls = [...new Set(named.map(({ mall }) => mall))];
  const failing = new Set(await failingOf(ports, malls, now));
  const shops = named.filter(({ mall }) => !failing.has(mall));
  const tally = emptyTally();
  const round = {
    ...context,
    share: 'glance' as const,
    budget: budgetUntil(ports.clock, Math.min(end + settings.callReserveMs, now + context.budget.remainingMs())),
    // An idle shop's cursor rests until the minute run writes it. One failure is enough to leave a mall alone.
    settings: { ...settings, shopsAtOnce: atOnce, cursorRestMs: Number.POSITIVE_INFINITY, failuresInARowMax: 1 },
  };
  const visit = (run: ImportSession<StockPorts>) => glanceInto(run, tally);
  const options: VisitOptions = {
    paceAt: ({ callsPerSecond }) => ({
      calls: isHinted ? callsOfHinted : callsOfGlance(callsPerSecond),
      share: round.share,
    }),
    ...(isHinted && { canWait: 'longest' }),
  };
  const first = malls.flatMap((mall) => shops.find((shop) => shop.mall === mall) ?? []);
  const { failed } = context.cache;
  for (const { key } of first) failed.delete(key);
  const tried = await visitShops(round, first, visit, options);
  const silent = new Set(first.flatMap(({ key, mall }) => (failed.has(key) ? [mall] : [])));
  const rest = shops.filter((shop) => !first.includes(shop) && !silent.has(shop.mall));
  const others = await visitShops(round, rest, visit, options);
  return {
    kind: 'seen',
    imported: tally.imported,
    visited: tried.visited + others.visited,
    failed: tried.failed + others.failed,
  };
}

/** Finds the malls of which some run's call for the import failed within the last minute. */
async function failingOf({ health }: StockPorts, malls: readonly MallName[], now: EpochMs): Promise<MallName[]> {
  const failing = await mapLimited(malls, malls.length, async (mall) => {
    const evidence = await health.since(mall, 'import', now - failedWithinMs);
    return evidence.some(({ failed }) => failed > 0) ? [mall] : [];
  });
  return failing.flat();
}

/** Lists a shop only where its mark has changed, and not at all where what is left of a quota is for the runs of the minute. */
async function glanceInto(run: ImportSession<StockPorts>, tally: ImportTally): Promise<void> {
  const { cache, shop } = run;
  if (!run.mayGlance()) return;
  const mark = await run.lastChange();
  if (mark !== null && mark === cache.glanced.get(shop.key)) return;
  const { caughtUp } = await importShop(mark === null ? run : fromCursor(run), tally);
  if (caughtUp && mark !== null) cache.glanced.set(shop.key, mark);
}

/** Lists without the overlap, of which a busy shop has more pages than a glance has calls; so nothing is known of what is shown late. */
function fromCursor(run: ImportSession<StockPorts>): ImportSession<StockPorts> {
  return { ...run, settled: () => run.shop.cursor - shownLateMs, settle: () => undefined };
}
