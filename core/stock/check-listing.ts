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

/** What a reading of the mall says about a listing. */
export type ListingFinding =
  | { readonly kind: 'well' }
  /** The mall has no such item. */
  | { readonly kind: 'orphan' }
  /** 無限大: sold without limit, so that stock is not kept of it there. */
  | { readonly kind: 'unlimited' }
  /** 在庫クローズ: sold out by hand or by a cancel, whatever its level; or its page is not published, or its item code is not on sale. */
  | { readonly kind: 'closed' | 'unpublished'; readonly level: number | null }
  /** It shows another level than it should; `waits`: a push is under way. */
  | { readonly kind: 'differs' | 'waits'; readonly shows: number; readonly wanted: number };

/** What a reading says about a listing that should show `wanted` (null: no level is to be sent). */
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

/** A listing that was seen at the mall so lately need not be written again. */
const seenWithinMs = dayMs;

/** What a reading changes in a listing's row; null if nothing. A listing that was missing and is back is sent anew. */
export function seenChange(standing: Listing, reading: StockReading, now: EpochMs): ListingChange | null {
  const { orphanSince, verifiedAt, linked } = standing;
  if (reading.kind === 'absent') return null;
  const closed = closedChange(standing, reading, now);
  if (orphanSince !== undefined)
    return { orphanSince: null, verifiedAt: now, ...(linked ? { dueAt: now } : {}), ...closed };
  const isOld = verifiedAt === undefined || now - verifiedAt >= seenWithinMs;
  return isOld || Object.keys(closed).length > 0 ? { ...(isOld && { verifiedAt: now }), ...closed } : null;
}

/** Whether a listing shows what it should, and if not, why. */
export type ListingStanding =
  /** The mall has taken what it should show. */
  | { readonly kind: 'shown' }
  | { readonly kind: 'not-linked' }
  /** The SKU that it sells is not counted: no level is sent to the mall. */
  | { readonly kind: 'not-counted' }
  /** A person has to act: the mall has no such item, or sells none of it, whatever level it shows (在庫クローズ). */
  | { readonly kind: 'orphan' | 'closed'; readonly since: EpochMs }
  | ListingWait
  /** The mall shows another level than was sent, and a person has to decide which is right. */
  | { readonly kind: 'differs'; readonly since: EpochMs; readonly shows: number | null }
  /** A call for it has an open end, and the mall is looked at again; or it waits for a worker. */
  | { readonly kind: 'open' | 'due'; readonly since: EpochMs }
  /** A worker is at it; or the mall, which works a batch through by itself. */
  | { readonly kind: 'under-way'; readonly since: EpochMs; readonly inBatch?: true }
  /** Its SKU has moved, and the change is not spread to it yet. */
  | { readonly kind: 'moved'; readonly since: EpochMs | null };

/**
 * The state of a listing by its row alone; null if the row needs nothing. First what needs a person, then what holds it, then what is under way;
 * `closed` last, since a closed item gets its level like any other.
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

/** The state of a listing, by its row and the level of its SKU; `dirtySince` is that of the SKU's own row. */
export function standingOf(listing: Listing, level: SkuLevel, dirtySince?: EpochMs): ListingStanding {
  if (listing.linked && level.free === null && listing.orphanSince === undefined) return { kind: 'not-counted' };
  const byRow = standingByRow(listing);
  if (byRow !== null) return byRow;
  if (listing.acked?.fingerprint === listingFingerprint(listing, level)) return { kind: 'shown' };
  return { kind: 'moved', since: dirtySince ?? null };
}

/** True where a listing does not show yet what it should. One that is not linked, or not counted, gets no level by intent. */
export function isUnreflected({ kind }: ListingStanding): boolean {
  return kind !== 'shown' && kind !== 'not-linked' && kind !== 'not-counted';
}

/** Why nothing is counted of a SKU by what its mall shows. */
export type LeftOut =
  /** A person has counted it, or it is made of others, which are counted. */
  | { readonly kind: 'counted' | 'set' }
  /** 無限大; the mall has no such item; it did not answer for it. */
  | { readonly kind: 'unlimited' | 'absent' | 'unread'; readonly items: readonly string[] }
  /** Its listings in the shop show different levels: it is unknown which is right. */
  | { readonly kind: 'unequal'; readonly levels: readonly { readonly item: string; readonly level: number }[] };

/** What one SKU is counted by, or why it is not. */
export type FirstCount =
  | { readonly kind: 'count'; readonly sku: string; readonly quantity: number; readonly items: readonly string[] }
  | { readonly kind: 'left-out'; readonly sku: string; readonly why: LeftOut };

/** First counts of a shop's SKUs by what the mall shows of their listings, whatever their terms: the mall is the master. */
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
    // Yahoo shows less than none where it was ordered beyond its stock.
    return { kind: 'count', sku, quantity: Math.max(0, first), items };
  });
}

/**
 * The instant of a count by a level that was read after `mallTime`, the mall's own clock. Orders bear whole seconds: what was ordered within that
 * second is deducted, so that at worst a piece is shown too few until the next count.
 */
export function countInstant(mallTime: EpochMs): EpochMs {
  return wholeSecond(mallTime) - 1;
}

/** What people decide of a listing. */
export interface ListingFacts extends ListingKey, ListingTerms {
  readonly merchant: string;
  readonly sku: string;
}

export type ListingStep = 'add' | 'change' | 'same';

/** The names of the facts that differ from a row. */
export function differingFacts(standing: Listing, facts: ListingFacts): (keyof ListingFacts)[] {
  const decided = ['merchant', 'sku', 'linked', 'buffer', 'cap', 'floor'] as const;
  return decided.filter((name) => standing[name] !== facts[name]);
}

export function listingStep(standing: Listing | null, facts: ListingFacts): ListingStep {
  if (standing === null) return 'add';
  return differingFacts(standing, facts).length === 0 ? 'same' : 'change';
}

/** The row once people decide these facts, due at once. `terms` counts up, so that earlier levels no longer count. A claim stays. */
export function decidedListing(standing: Listing | null, facts: ListingFacts, runId: string, now: EpochMs): Listing {
  const { shop, item, merchant, sku, linked, buffer, cap, floor } = facts;
  const decided = { shop, item, merchant, sku, linked, buffer, cap, floor };
  if (standing === null) return { ...decided, version: 1, writer: runId, terms: 1, ...(linked ? { dueAt: now } : {}) };
  // The level that was sent, waits and a difference that was found concern what the listing sold and showed until now.
  const rest = { ...readFirst(standing), wait: null, drift: null, dueAt: linked ? now : null };
  return nextListing({ ...standing, ...decided, terms: standing.terms + 1 }, runId, rest);
}

/** Rows of listings, one by one. */
export const oneByOne = (listings: Pick<ListingStore, 'rows' | 'put'>) => ({
  get: async (key: ListingKey): Promise<Listing | null> => (await listings.rows([key]))[0] ?? null,
  put: (row: Listing) => listings.put(row),
});

/** Makes a listing what people decided. The same twice writes nothing twice. */
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

/** Changes the state of a listing; `changeOf` returns null if nothing is to be changed. */
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

/** Due at once, as if no level had been sent to the mall: its level is set again in any case. */
export function resent(standing: Listing, now: EpochMs): ListingChange {
  return { ...readFirst(standing), acked: null, drift: null, dueAt: now };
}

/** A level for an item that the mall does not have would vanish: an item that was missing is read first. */
function readFirst({ orphanSince }: Listing): ListingChange {
  return orphanSince === undefined ? {} : { verifiedAt: null };
}
