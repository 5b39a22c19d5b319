import { dayMs, type EpochMs, wholeSecond } from '../kernel/index.ts';
import {
  type Listing,
  type ListingChange,
  type ListingKey,
  type ListingTerms,
  type ListingWait,
  nextListing,
  type SkuLevel,
} from '../model/index.ts';
import type { ListingStore, Ports, StockReading } from '../ports/index.ts';
import { writeOver } from '../session/index.ts';
import { listingFingerprint } from './ledger.ts';
import { closedChange } from './settle-listing.ts';

export type ListingFinding =
  | { readonly kind: 'well' }
  | { readonly kind: 'orphan' }
  /** 無限大: sold without limit, so without stock at the mall. */
  | { readonly kind: 'unlimited' }
  /** 在庫クローズ (sold out by hand or by a cancel), an unpublished page, or an item code not on sale. */
  | { readonly kind: 'closed' | 'unpublished'; readonly level: number | null }
  /** `waits`: a push is under way. */
  | { readonly kind: 'differs' | 'waits'; readonly shows: number; readonly wanted: number };

/** Finding for a listing; `wanted` null: no level is to be sent. */
export function findingOf(reading: StockReading, wanted: number | null, standing: ListingStanding): ListingFinding {
  if (reading.kind === 'absent') return { kind: 'orphan' };
  const { level, closed, published } = reading;
  if (level === null) return { kind: 'unlimited' };
  if (closed) return { kind: 'closed', level };
  if (!published) return { kind: 'unpublished', level };
  if (wanted === null || level === wanted) return { kind: 'well' };
  const isForPerson = standing.kind === 'differs' || standing.kind === 'orphan' || standing.kind === 'closed';
  return { kind: isUnreflected(standing) && !isForPerson ? 'waits' : 'differs', shows: level, wanted };
}

/** Age of a sighting from which it is written again. */
const seenWithinMs = dayMs;

/** The change of a row after a reading, or null. A missing listing that is back is sent anew. */
export function seenChange(standing: Listing, reading: StockReading, now: EpochMs): ListingChange | null {
  const { orphanSince, verifiedAt, linked } = standing;
  if (reading.kind === 'absent') return null;
  const closed = closedChange(standing, reading, now);
  if (orphanSince !== undefined)
    return { orphanSince: null, verifiedAt: now, ...(linked ? { dueAt: now } : {}), ...closed };
  const isOld = verifiedAt === undefined || now - verifiedAt >= seenWithinMs;
  return isOld || Object.keys(closed).length > 0 ? { ...(isOld && { verifiedAt: now }), ...closed } : null;
}

export type ListingStanding =
  | { readonly kind: 'shown' }
  | { readonly kind: 'not-linked' }
  | { readonly kind: 'not-counted' }
  /** A person must act: no such item, or closed whatever its level (在庫クローズ). */
  | { readonly kind: 'orphan' | 'closed'; readonly since: EpochMs }
  | ListingWait
  /** The mall shows another level than was sent, for a person to decide. */
  | { readonly kind: 'differs'; readonly since: EpochMs; readonly shows: number | null }
  /** `open`: a call has no outcome yet, and the mall is looked at again. `due`: waits for a worker. */
  | { readonly kind: 'open' | 'due'; readonly since: EpochMs }
  | { readonly kind: 'under-way'; readonly since: EpochMs; readonly inBatch?: true }
  /** Its SKU moved, not yet spread to it. */
  | { readonly kind: 'moved'; readonly since: EpochMs | null };

/**
 * The state by the row alone, or null. What needs a person comes first, then holds, then work under way; `closed` last, since closed items
 * get levels like any other.
 */
export function standingByRow(listing: Listing): ListingStanding | null {
  const { linked, orphanSince, wait, drift, unknownAt, claim, dueAt, closedSince } = listing;
  if (!linked) return { kind: 'not-linked' };
  if (orphanSince !== undefined) return { kind: 'orphan', since: orphanSince };
  if (wait !== undefined) return wait;
  if (drift !== undefined) return { kind: 'differs', since: drift.at, shows: drift.level };
  if (unknownAt !== undefined) return { kind: 'open', since: unknownAt };
  if (claim?.batch) return { kind: 'under-way', since: claim.batch.since, inBatch: true };
  if (claim !== undefined) return { kind: 'under-way', since: dueAt ?? claim.until };
  if (dueAt !== undefined) return { kind: 'due', since: dueAt };
  return closedSince === undefined ? null : { kind: 'closed', since: closedSince };
}

/** State by row and level; `dirtySince` is the SKU's. */
export function standingOf(listing: Listing, level: SkuLevel, dirtySince?: EpochMs): ListingStanding {
  if (listing.linked && level.free === null && listing.orphanSince === undefined) return { kind: 'not-counted' };
  const byRow = standingByRow(listing);
  if (byRow !== null) return byRow;
  if (listing.acked?.fingerprint === listingFingerprint(listing, level)) return { kind: 'shown' };
  return { kind: 'moved', since: dirtySince ?? null };
}

/** Listings that are not linked or not counted have no level by intent. */
export function isUnreflected({ kind }: ListingStanding): boolean {
  return kind !== 'shown' && kind !== 'not-linked' && kind !== 'not-counted';
}

export type LeftOut =
  /** Counted by a person, or made of parts, which are counted. */
  | { readonly kind: 'counted' | 'set' }
  /** 無限大, no such item, or no answer. */
  | { readonly kind: 'unlimited' | 'absent' | 'unread'; readonly items: readonly string[] }
  | { readonly kind: 'unequal'; readonly levels: readonly { readonly item: string; readonly level: number }[] };

export type FirstCount =
  | { readonly kind: 'count'; readonly sku: string; readonly quantity: number; readonly items: readonly string[] }
  | { readonly kind: 'left-out'; readonly sku: string; readonly why: LeftOut };

/** Counts by the mall's levels, whatever the listings' terms. */
export function firstCounts(
  listings: readonly Listing[],
  readings: ReadonlyMap<string, StockReading>,
  known: { readonly isSet: (sku: string) => boolean; readonly isCounted: (sku: string) => boolean },
): FirstCount[] {
  return [...Map.groupBy(listings, ({ sku }) => sku)].map(([sku, own]): FirstCount => {
    const leftOut = (why: LeftOut): FirstCount => ({ kind: 'left-out', sku, why });
    const items = own.map(({ item }) => item);
    const itemsWhere = (is: (reading: StockReading | undefined) => boolean): string[] =>
      items.filter((item) => is(readings.get(item)));
    if (known.isSet(sku)) return leftOut({ kind: 'set' });
    if (known.isCounted(sku)) return leftOut({ kind: 'counted' });
    const unread = itemsWhere((reading) => reading === undefined);
    if (unread.length > 0) return leftOut({ kind: 'unread', items: unread });
    const absent = itemsWhere((reading) => reading?.kind === 'absent');
    if (absent.length > 0) return leftOut({ kind: 'absent', items: absent });
    const unlimited = itemsWhere((reading) => reading?.kind === 'there' && reading.level === null);
    if (unlimited.length > 0) return leftOut({ kind: 'unlimited', items: unlimited });
    const levels = items.flatMap((item) => {
      const reading = readings.get(item);
      return reading?.kind === 'there' && reading.level !== null ? [{ item, level: reading.level }] : [];
    });
    const [{ level: first } = { level: 0 }] = levels;
    if (levels.some(({ level }) => level !== first)) return leftOut({ kind: 'unequal', levels });
    // Yahoo shows a negative level for overselling.
    return { kind: 'count', sku, quantity: Math.max(0, first), items };
  });
}

/**
 * Instant of a count read after `mallTime`. Orders have whole seconds: those of that second are deducted, so that at worst a piece too few
 * is shown.
 */
export function countInstant(mallTime: EpochMs): EpochMs {
  return wholeSecond(mallTime) - 1;
}

export interface ListingFacts extends ListingKey, ListingTerms {
  readonly merchant: string;
  readonly sku: string;
}

export type ListingStep = 'add' | 'change' | 'same';

export function differingFacts(standing: Listing, facts: ListingFacts): (keyof ListingFacts)[] {
  const decided = ['merchant', 'sku', 'linked', 'buffer', 'cap', 'floor'] as const;
  return decided.filter((name) => standing[name] !== facts[name]);
}

export function listingStep(standing: Listing | null, facts: ListingFacts): ListingStep {
  if (standing === null) return 'add';
  return differingFacts(standing, facts).length === 0 ? 'same' : 'change';
}

/** The row with these facts, due at once and still claimed. Raises `terms`, so that earlier levels no longer count. */
export function decidedListing(standing: Listing | null, facts: ListingFacts, runId: string, now: EpochMs): Listing {
  const { shop, item, merchant, sku, linked, buffer, cap, floor } = facts;
  const decided = { shop, item, merchant, sku, linked, buffer, cap, floor };
  if (standing === null) return { ...decided, version: 1, writer: runId, terms: 1, ...(linked ? { dueAt: now } : {}) };
  // Levels, waits and differences concern what the listing sold until now.
  const rest = { ...readFirst(standing), wait: null, drift: null, dueAt: linked ? now : null };
  return nextListing({ ...standing, ...decided, terms: standing.terms + 1 }, runId, rest);
}

export const oneByOne = (listings: Pick<ListingStore, 'rows' | 'put'>) => ({
  get: async (key: ListingKey): Promise<Listing | null> => (await listings.rows([key]))[0] ?? null,
  put: (row: Listing) => listings.put(row),
});

/** Writes people's decision; a repeat writes nothing. */
export async function decideFacts(
  ports: Pick<Ports, 'listings' | 'clock'>,
  facts: ListingFacts,
  runId: string,
): Promise<ListingStep | 'overtaken'> {
  let step: ListingStep = 'same';
  const written = await writeOver(oneByOne(ports.listings), facts, (standing) => {
    step = listingStep(standing, facts);
    return step === 'same' ? null : decidedListing(standing, facts, runId, ports.clock.now());
  });
  return written === 'overtaken' ? written : step;
}

export async function changeStanding(
  ports: Pick<Ports, 'listings'>,
  key: ListingKey,
  runId: string,
  changeOf: (standing: Listing) => ListingChange | null,
): Promise<'changed' | 'same' | 'overtaken'> {
  const written = await writeOver(oneByOne(ports.listings), key, (standing) => {
    const change = standing && changeOf(standing);
    return standing === null || change === null ? null : nextListing(standing, runId, change);
  });
  return typeof written === 'string' ? written : 'changed';
}

/** Makes a listing due as if never sent, so that its level is set in any case. */
export function resent(standing: Listing, now: EpochMs): ListingChange {
  return { ...readFirst(standing), acked: null, drift: null, dueAt: now };
}

/** A level for a missing item would vanish, so that one is read first. */
function readFirst({ orphanSince }: Listing): ListingChange {
  return orphanSince === undefined ? {} : { verifiedAt: null };
}
