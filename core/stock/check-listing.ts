import type { StockReading } from '../ports/stock-door.ts';
import { dayMs, type EpochMs } from '../units.ts';
import { closedChange } from './closed.ts';
import type { Listing } from './listing.ts';
import { isUnreflected, type ListingStanding } from './listing-standing.ts';
import type { ListingChange } from './next-listing.ts';

/** What a look at the mall says of a listing. */
export type ListingFinding =
  | { readonly kind: 'well' }
  /** The mall has no such item. */
  | { readonly kind: 'orphan' }
  /** 無限大: sold without limit, so that stock is not kept of it there. */
  | { readonly kind: 'unlimited' }
  /** 在庫クローズ: sold out by hand or by a cancel, whatever its level. */
  | { readonly kind: 'closed'; readonly level: number | null }
  /** Its page is not published: so it is before a release, and of an item code that nobody sells and that a level was sent for. */
  | { readonly kind: 'unpublished'; readonly level: number | null }
  /** It shows another level than it should, and nobody is about to tell it. */
  | { readonly kind: 'differs'; readonly shows: number; readonly wanted: number }
  /** The same, and it is on its way. */
  | { readonly kind: 'waits'; readonly shows: number; readonly wanted: number };

/** What a reading says of a listing that should show `wanted` (null: nothing is to be told) and stands so. */
export function findingOf(reading: StockReading, wanted: number | null, standing: ListingStanding): ListingFinding {
  if (reading.kind === 'absent') return { kind: 'orphan' };
  const { level, closed, published } = reading;
  if (level === null) return { kind: 'unlimited' };
  if (closed) return { kind: 'closed', level };
  if (!published) return { kind: 'unpublished', level };
  if (wanted === null || level === wanted) return { kind: 'well' };
  const isOnItsWay = isUnreflected(standing) && !stays.includes(standing.kind);
  return { kind: isOnItsWay ? 'waits' : 'differs', shows: level, wanted };
}

/** What a listing stands as while nobody is about to tell its mall anything. */
const stays: readonly ListingStanding['kind'][] = ['differs', 'orphan', 'closed'];

/** A listing that was seen at the mall so lately need not be written again. */
const seenWithinMs = dayMs;

/** What a reading changes in a listing's row; null where nothing is to be written. One that was not there and is again is told anew. */
export function seenChange(standing: Listing, reading: StockReading, now: EpochMs): ListingChange | null {
  const { orphanSince, verifiedAt, linked } = standing;
  if (reading.kind === 'absent') return orphanSince === undefined ? { orphanSince: now, acked: null } : null;
  const closed = closedChange(standing, reading, now);
  if (orphanSince !== undefined)
    return { orphanSince: null, verifiedAt: now, ...(linked ? { dueAt: now } : {}), ...closed };
  const isOld = verifiedAt === undefined || now - verifiedAt >= seenWithinMs;
  return isOld || Object.keys(closed).length > 0 ? { ...(isOld && { verifiedAt: now }), ...closed } : null;
}
