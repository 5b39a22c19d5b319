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

/** Delay after which a glance is dropped, since the next minute run is near. */
const lateMaxMs = 20 * secondMs;

/** Gap before the shard's next glance. */
const marginMs = secondMs;

/** A shop further behind has more to import than a glance has calls. */
const behindMaxMs = 10 * minuteMs;

/** Lag for hinted glances, whose shops have their cursors written rarely. */
const hintedBehindMaxMs = 30 * minuteMs;

const callsOfHinted = 3;

/** Overlap before the cursor at malls that list whole orders, few a page. Orders shown later are the poll's. */
const shownLateMs = 10 * secondMs;

/** A mall that failed a call within this time gets no glance. */
const failedWithinMs = minuteMs;

/** Maximum shops per message; a call sends three messages. */
const shopsOfMessage = 1_000;

/** Time over which the shards' glances are spread. */
const spreadMs = 12 * secondMs;

/** A run without a share of the rate: glances have their own. */
export type GlanceContext = Omit<RunContext<StockPorts>, 'share'>;

export type GlanceResult =
  | { readonly kind: 'dropped'; readonly why: 'late' | 'polled-now' | 'seen' }
  | {
      readonly kind: 'seen';
      readonly imported: number;
      readonly visited: number;
      readonly failed: number;
    };

/** Lease of a shard's minute run while it visits glanced shops. */
export const inHandLease = (shard: number, shards: number): string => `glance#${shard}/${shards}`;

/** Returns the shops that sell. A lost message costs nothing: the next minute run sees the same orders. */
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

/** False for glances at malls that allow few listings, and at shops with more to import than a glance has calls. */
function mayGlance({ malls }: Pick<StockPorts, 'malls'>, shop: Shop, now: EpochMs): boolean {
  const isKnown = malls.names.includes(shop.mall) && listingsOf(malls, shop.mall) === undefined;
  return isKnown && now - shop.cursor < behindMaxMs && callsOfGlance(shop.callsPerSecond) > 0;
}

/** False for hinted glances at malls that allow many listings, or at shops far behind. */
function mayLook({ malls }: Pick<StockPorts, 'malls'>, shop: Shop, now: EpochMs): boolean {
  return listingsOf(malls, shop.mall) !== undefined && now - shop.cursor < hintedBehindMaxMs;
}

/**
 * Imports new orders of selling shops between two minute runs, writing only a lease if nothing is new. Leaves alone shops in the minute
 * run's hands, and malls that just failed or are coming back; at each mall one shop is asked before the others. Failures are left to the
 * minute run.
 */
export async function glanceAt(context: GlanceContext, glance: Glance): Promise<GlanceResult> {
  const { ports, settings, runId } = context;
  const { shard, shards, at, atOnce } = glance;
  const now = ports.clock.now();
  if (now - at > lateMaxMs) return { kind: 'dropped', why: 'late' };
  const { isHinted = false } = glance;
  // Shops listed rarely are hardly ever in their minute run's hands.
  const isPolled = !isHinted && (await ports.leases.isHeld(inHandLease(shard, shards), now));
  if (isPolled) return { kind: 'dropped', why: 'polled-now' };
  const end = now + glanceEveryMs - marginMs;
  // Keeps the lease, so that a second delivery finds it taken.
  const until = Math.max(at + glanceEveryMs - marginMs, now + marginMs);
  const lease = await ports.leases.take(`${inHandLease(shard, shards)}#${glance.shops[0]}`, runId, now, until);
  if (lease === null) return { kind: 'dropped', why: 'seen' };

  const may = isHinted ? mayLook : mayGlance;
  // Shops that sell most come first.
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
    // The minute run writes an idle shop's cursor. A single failure suffices to leave a mall alone.
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

/** Malls that failed any run's import call within the last minute. */
async function failingOf({ health }: StockPorts, malls: readonly MallName[], now: EpochMs): Promise<MallName[]> {
  const failing = await mapLimited(malls, malls.length, async (mall) => {
    const evidence = await health.since(mall, 'import', now - failedWithinMs);
    return evidence.some(({ failed }) => failed > 0) ? [mall] : [];
  });
  return failing.flat();
}

/** Lists a shop only if its mark changed, and never from quota reserved for minute runs. */
async function glanceInto(run: ImportSession<StockPorts>, tally: ImportTally): Promise<void> {
  const { cache, shop } = run;
  if (!run.mayGlance()) return;
  const mark = await run.lastChange();
  if (mark !== null && mark === cache.glanced.get(shop.key)) return;
  const { caughtUp } = await importShop(mark === null ? run : fromCursor(run), tally);
  if (caughtUp && mark !== null) cache.glanced.set(shop.key, mark);
}

/** Lists without the usual overlap, whose pages exceed a glance's calls, and so learns nothing of late orders. */
function fromCursor(run: ImportSession<StockPorts>): ImportSession<StockPorts> {
  return { ...run, settled: () => run.shop.cursor - shownLateMs, settle: () => undefined };
}
