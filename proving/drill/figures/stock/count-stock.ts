import { minuteMs, secondMs } from '../../../../core/kernel/time.ts';
import { standingAgeMaxMs } from '../../../../core/session/gate.ts';
import type { DayFacts } from '../../facts.ts';
import { pausesOf } from '../pauses.ts';
import { putBack, type Shelf } from './put-back.ts';
import { type Reckoning, reckonStock } from './reckoning.ts';

/** What became of the stock of merchants who keep it with us. */
export interface StockFigures {
  readonly listings: number;
  readonly diverged: number;
  readonly staleAfterNewer: number;
  readonly pushes: number;
  readonly pushesPerListingWhileHeld: number;
  readonly oversoldTrue: number;
  readonly oversoldReported: number;
  readonly oversoldByOwnPushes: number;
  readonly lastConvergedMinutesAfterEnd: number | null;
}

/** What was written down this long before a pause was lifted may still be on its way to the listings. */
const underWayMs = 30 * secondMs;

/** Counts a day's stock. */
export function countStock(day: DayFacts): StockFigures {
  const { stock } = day;
  const reckoning = reckonStock(stock);
  const shelves = shelvesOf(day, reckoning);
  return {
    listings: shelves.length,
    diverged: shelves.filter((shelf) => isDiverged(shelf, reckoning)).length,
    staleAfterNewer: shelves.filter(endsStale).length,
    pushes: stock.sets.reduce((sum, { isTaken, levels }) => sum + (isTaken ? levels.size : 0), 0),
    pushesPerListingWhileHeld: shelves.reduce((most, shelf) => Math.max(most, mostWhileHeld(day, shelf)), 0),
    oversoldTrue: oversoldOf(day, reckoning).length,
    oversoldReported: stock.oversold.length,
    oversoldByOwnPushes: shelves.reduce((sum, shelf) => sum + putBack(day, shelf, reckoning), 0),
    lastConvergedMinutesAfterEnd: lastConverged(day, shelves),
  };
}

/** SKUs of which more is ordered at the end than there is. */
export function oversoldOf(
  { stock }: DayFacts,
  reckoning: Reckoning,
): { merchant: string; sku: string; lacking: number }[] {
  return stock.goods.flatMap(({ merchant, sku }) => {
    const free = reckoning.free(merchant, sku);
    return free !== null && free < 0 ? [{ merchant, sku, lacking: -free }] : [];
  });
}

const shelfId = ({ shop, item }: { readonly shop: string; readonly item: string }): string => `${shop}\n${item}`;

export function shelvesOf({ stock }: DayFacts, reckoning: Reckoning): Shelf[] {
  const levels = Map.groupBy(stock.levels, shelfId);
  const pushes = Map.groupBy(
    stock.sets.flatMap(({ shop, levels: set, startedAt, at, isTaken }) =>
      [...set].map(([item, level]) => ({ shop, item, startedAt, at, level, isTaken })),
    ),
    shelfId,
  );
  return stock.listings
    .filter(({ linked }) => linked)
    .map((listing) => ({
      listing,
      levels: levels.get(shelfId(listing)) ?? [],
      pushes: pushes.get(shelfId(listing)) ?? [],
      said: reckoning.said(listing),
    }));
}

function isDiverged({ listing, levels }: Shelf, reckoning: Reckoning): boolean {
  const level = reckoning.level(listing);
  return level !== null && levels.at(-1)?.level !== level;
}

/**
 * Whether the call that the mall carried out last brought an older state than one that it had taken before: the ledger had stopped
 * saying that level when the other call began, which brought another.
 */
function endsStale({ levels, pushes, said }: Shelf): boolean {
  const last = levels.findLast(({ by }) => by === 'call');
  if (last?.askedAt == null) return false;
  const askedAt = last.askedAt;
  const saying = said.findLastIndex(({ at, level }) => at <= askedAt && level === last.level);
  const saidUntil = saying === -1 ? Number.NEGATIVE_INFINITY : (said[saying + 1]?.at ?? Number.POSITIVE_INFINITY);
  return pushes.some(
    ({ isTaken, at, startedAt, level }) => isTaken && at < last.at && level !== last.level && startedAt > saidUntil,
  );
}

/** Of each pause that held a listing: what was pushed from its writing on, until something changed after it was lifted. */
export function mostWhileHeld(day: DayFacts, { listing, levels, pushes, said }: Shelf): number {
  if (!listing.shop.startsWith('rms#')) return 0;
  const pauses = pausesOf(day, 'stock');
  const counts = pauses.map(({ from, to }, index) => {
    const changes = [...said, ...levels.filter(({ by }) => by !== 'call')].filter(({ at }) => at > to - underWayMs);
    const changedAt = Math.min(Number.POSITIVE_INFINITY, ...changes.map(({ at }) => at));
    const until = Math.min(changedAt, pauses[index + 1]?.from ?? Number.POSITIVE_INFINITY);
    const since = from + standingAgeMaxMs;
    return pushes.filter(({ isTaken, startedAt }) => isTaken && startedAt > since && startedAt < Math.max(until, to))
      .length;
  });
  return Math.max(0, ...counts);
}

/** Null where a listing never did. Shops whose key the mall refuses at the end wait for their merchants. */
function lastConverged({ script: { to }, keyless }: DayFacts, shelves: readonly Shelf[]): number | null {
  const isRefused = (shop: string): boolean =>
    keyless.some((span) => span.shop === shop && span.from <= to && span.to > to);
  const waited = shelves.filter(({ listing: { shop } }) => shop.startsWith('rms#') && !isRefused(shop));
  const last = waited.reduce((latest, shelf) => Math.max(latest, convergedAt(shelf, to)), to);
  return Number.isFinite(last) ? Math.round(((last - to) / minuteMs) * 10) / 10 : null;
}

/**
 * The first moment from the end on at which the mall had shown what the ledger said then or last before it. What the mall gives back
 * by itself, and no client can know of yet, is not waited for.
 */
export function convergedAt({ levels, said }: Shelf, end: number): number {
  const changes = said.filter(({ at, level }, index) => at <= end && level !== said[index - 1]?.level);
  const since = changes.at(-1);
  if (since === undefined || since.level === null) return end;
  let wanted: number | null = since.level;
  let shown = levels.findLast(({ at }) => at <= since.at)?.level ?? null;
  if (shown === wanted) return end;
  const later = [
    ...levels.filter(({ at }) => at > since.at).map(({ at, level }) => ({ at, level, isShown: true })),
    ...said.filter(({ at }) => at > since.at).map(({ at, level }) => ({ at, level, isShown: false })),
  ].sort((a, b) => a.at - b.at);
  for (const { at, level, isShown } of later) {
    if (isShown) shown = level;
    else wanted = level;
    if (shown === wanted) return Math.max(at, end);
  }
  return Number.POSITIVE_INFINITY;
}
