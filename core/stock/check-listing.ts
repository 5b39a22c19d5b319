import type { StockReading } from '../ports/stock-door.ts';
import { dayMs, type EpochMs } from '../units.ts';
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
  /** It shows another level than it should, and nobody is about to tell it. */
  | { readonly kind: 'differs'; readonly shows: number; readonly wanted: number }
  /** The same, and it is on its way. */
  | { readonly kind: 'waits'; readonly shows: number; readonly wanted: number };

/** What a reading says of a listing that should show `wanted` (null: nothing is to be told) and stands so. */
export function findingOf(reading: StockReading, wanted: number | null, standing: ListingStanding): ListingFinding {
  if (reading.kind === 'absent') return { kind: 'orphan' };
  const { level, closed } = reading;
  if (level === null) return { kind: 'unlimited' };
  if (closed) return { kind: 'closed', level };
  if (wanted === null || level === wanted) return { kind: 'well' };
  const isOnItsWay = isUnreflected(standing) && standing.kind !== 'differs' && standing.kind !== 'orphan';
  return { kind: isOnItsWay ? 'waits' : 'differs', shows: level, wanted };
}

/** A listing that was seen at the mall so lately need not be written again. */
const seenWithinMs = dayMs;

/** What a reading changes in a listing's row; null where nothing is to be written. One that was not there and is again is told anew. */
export function seenChange(standing: Listing, { kind }: StockReading, now: EpochMs): ListingChange | null {
  const { orphanSince, verifiedAt, linked } = standing;
  if (kind === 'absent') return orphanSince === undefined ? { orphanSince: now, acked: null } : null;
  if (orphanSince !== undefined) return { orphanSince: null, verifiedAt: now, ...(linked ? { dueAt: now } : {}) };
  return verifiedAt === undefined || now - verifiedAt >= seenWithinMs ? { verifiedAt: now } : null;
}
