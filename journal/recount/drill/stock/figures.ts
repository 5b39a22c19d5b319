import type { LevelEntry } from '../../../entry.ts';
import { writtenAt } from '../../shelf.ts';
import { type DrillDay, holdsAll } from '../day.ts';
import { type ListingRow, nameOf, type SetPart } from './collect.ts';
import { type Ledger, openLedger, type Step } from './ledger.ts';

/** The `stock` of a drill, and the names behind what should be none. */
export interface StockCount {
  readonly figures: {
    readonly listings: number;
    readonly diverged: number;
    readonly staleAfterNewer: number;
    readonly pushes: number;
    readonly pushesPerListingWhileHeld: number;
    readonly oversoldTrue: number;
    readonly oversoldReported: number;
    readonly oversoldByOwnPushes: number;
    readonly lastConvergedMinutesAfterEnd: number | null;
  };
  readonly findings: readonly string[];
}

/** A listing with what happened to it. */
interface Shelf {
  readonly listing: ListingRow;
  readonly levels: readonly LevelEntry[];
  readonly sets: readonly SetPart[];
  readonly steps: readonly Step[];
}

/** Every worker has read a pause this long after it was written; a call that began this long before its end may still be in progress. */
const heardMs = 10_000;
const underWayMs = 30_000;

export function countStock(day: DrillDay): StockCount {
  const { stock } = day;
  const ledger = openLedger(stock);
  const keeping = new Set(day.merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  const shelves = stock.listings
    .filter(({ linked, merchant }) => linked && keeping.has(merchant))
    .map((listing): Shelf => {
      const name = nameOf(listing.shop, listing.item);
      return {
        listing,
        levels: stock.levels.get(name) ?? [],
        sets: stock.sets.get(name) ?? [],
        steps: ledger.steps(listing),
      };
    });
  const findings: string[] = [];
  let [diverged, stale, most, putBack] = [0, 0, 0, 0];
  let converged = day.settings.to;
  const pauses = pausesOfStock(day);
  for (const shelf of shelves) {
    const { shop, item } = shelf.listing;
    const [wanted, shown] = [ledger.levelInTheEnd(shelf.listing), shelf.levels.at(-1)?.level ?? null];
    if (wanted !== null && wanted !== shown) {
      diverged += 1;
      findings.push(`${item} of ${shop} shows ${shown}, and should show ${wanted}`);
    }
    if (isStale(shelf)) {
      stale += 1;
      findings.push(`${item} of ${shop} was set to an older level after a newer one`);
    }
    putBack += orderedOfWhatWasPutBack(shelf, ledger);
    if (!shop.startsWith('rms#')) continue;
    for (const pause of pauses) most = Math.max(most, pushedFor(shelf, pause));
    if (!isRefused(day, shop)) converged = Math.max(converged, convergence(shelf, day.settings.to));
  }
  const truly = oversoldSkus(ledger);
  for (const name of truly)
    if (!stock.oversold.has(name)) findings.push(`${name.replace('\n', ' ')} is oversold, and is not noted`);
  for (const name of stock.oversold)
    if (!truly.has(name)) findings.push(`${name.replace('\n', ' ')} is noted as oversold, and is not`);
  return {
    figures: {
      listings: shelves.length,
      diverged,
      staleAfterNewer: stale,
      pushes: [...stock.sets.values()].reduce((sum, sets) => sum + sets.length, 0),
      pushesPerListingWhileHeld: most,
      oversoldTrue: truly.size,
      oversoldReported: stock.oversold.size,
      oversoldByOwnPushes: putBack,
      lastConvergedMinutesAfterEnd: Number.isFinite(converged)
        ? Math.round((converged - day.settings.to) / 6_000) / 10
        : null,
    },
    findings,
  };
}

function oversoldSkus(ledger: Ledger): Set<string> {
  return new Set(
    ledger.skus.flatMap(({ merchant, sku }) =>
      (ledger.freeInTheEnd(merchant, sku) ?? 0) < 0 ? [nameOf(merchant, sku)] : [],
    ),
  );
}

function isRefused({ settings: { keyless, to } }: DrillDay, shop: string): boolean {
  return keyless.some((span) => span.shop === shop && span.from <= to && to < span.to);
}

interface Pause {
  readonly from: number;
  readonly to: number;
  /** When the next one was written. */
  readonly next: number;
}

function pausesOfStock({ healths, settings }: DrillDay): Pause[] {
  const spans: { readonly from: number; to: number }[] = [];
  let open: { readonly from: number; to: number } | null = null;
  for (const { at, state } of healths.filter(({ capability }) => capability === 'stock')) {
    if (open !== null) open.to = at;
    open = holdsAll(state) ? { from: at, to: Number.POSITIVE_INFINITY } : null;
    if (open !== null) spans.push(open);
  }
  if (settings.planned.includes('stock')) spans.push({ from: settings.from, to: settings.to });
  return spans.map((span, index) => ({ ...span, next: spans[index + 1]?.from ?? Number.POSITIVE_INFINITY }));
}

/** Levels that the mall took from the writing of a pause on, until something changed after it was lifted. */
function pushedFor({ sets, steps, levels }: Shelf, { from, to, next }: Pause): number {
  let changed = next;
  for (const { at } of steps) if (at > to - underWayMs) changed = Math.min(changed, at);
  for (const { at, by } of levels) if (by !== 'call' && at > to - underWayMs) changed = Math.min(changed, at);
  const until = Math.max(to, changed);
  return sets.filter(({ began }) => began > from + heardMs && began < until).length;
}

function isStale({ levels, sets, steps }: Shelf): boolean {
  let last: LevelEntry | null = null;
  for (const entry of levels) if (entry.by === 'call') last = entry;
  if (last === null || last.askedAt === null) return false;
  let saidUntil = Number.NEGATIVE_INFINITY;
  for (const [index, { at, level }] of steps.entries()) {
    if (at <= last.askedAt && level === last.level) saidUntil = steps[index + 1]?.at ?? Number.POSITIVE_INFINITY;
  }
  for (const { began, arrived, level } of sets) {
    if (arrived < last.at && level !== last.level && began > saidUntil) return true;
  }
  return false;
}

/** When the mall first showed what the ledger had said at the end, or says by then; the end where it had before. */
function convergence({ levels, steps }: Shelf, end: number): number {
  let [since, wanted] = [Number.NEGATIVE_INFINITY, null as number | null];
  let before: number | null | undefined;
  for (const { at, level } of steps) {
    if (at > end) break;
    if (level !== before) [since, wanted] = [at, level];
    before = level;
  }
  if (wanted === null) return end;
  const moments = [...new Set([since, ...levels.map(({ at }) => at), ...steps.map(({ at }) => at)])];
  moments.sort((a, b) => a - b);
  let [shown, level, step] = [null as number | null, 0, 0];
  for (const moment of moments) {
    for (let next = levels[level]; next && next.at <= moment; next = levels[++level]) shown = next.level;
    for (let next = steps[step]; next && next.at <= moment; next = steps[++step]) wanted = next.level;
    if (moment >= since && shown === wanted) return Math.max(moment, end);
  }
  return Number.POSITIVE_INFINITY;
}

/** Orders that a mall took out of pieces that one of our calls had put back: sold there before, and not known to it. */
function orderedOfWhatWasPutBack({ listing, levels, steps }: Shelf, ledger: Ledger): number {
  const { merchant, sku, shop } = listing;
  const free = ledger.freeInTheEnd(merchant, sku);
  if (free === null || free >= 0) return 0;
  const orders = ledger.linesOf(merchant, sku);
  const own = orders.filter((line) => line.shop === shop && line.sku === sku && line.trail.length > 0);
  own.sort((a, b) => a.orderedAt - b.orderedAt);
  const calls: (LevelEntry & { readonly before: number })[] = [];
  for (const [index, entry] of levels.entries()) {
    if (entry.by === 'call') calls.push({ ...entry, before: levels[index - 1]?.level ?? 0 });
  }
  let count = 0;
  for (const [index, { at, askedAt, level, before }] of calls.entries()) {
    const next = calls[index + 1]?.at ?? Number.POSITIVE_INFINITY;
    const asked = askedAt ?? at;
    let [unknown, said] = [0, 0];
    for (const { orderedAt, trail } of own) {
      const [first] = trail;
      if (first !== undefined && orderedAt <= at && writtenAt(first) > asked) unknown += first[1];
    }
    for (const step of steps) if (step.at <= asked) said = step.level ?? 0;
    const right = Math.max(before, said - unknown);
    if (unknown === 0 || right >= (level ?? 0)) continue;
    let taken = 0;
    for (const { orderedAt, trail } of own) {
      if (orderedAt <= at || orderedAt > next) continue;
      // Where nothing is left of what it set, a buyer who ordered all the same did not do so for the call.
      const isLeft = taken < (level ?? 0);
      taken += trail[0]?.[1] ?? 0;
      if (isLeft && taken > right) count += 1;
    }
  }
  return count;
}
