import type { PauseCause } from '../pause/pause.ts';
import type { EpochMs } from '../units.ts';
import { listingFingerprint } from './fingerprint.ts';
import type { Listing } from './listing.ts';
import type { SkuLevel } from './sku-level.ts';

/** Whether a listing shows what it should, and what stands in the way where it does not. */
export type ListingStanding =
  /** The mall has taken what it should show. */
  | { readonly kind: 'shown' }
  | { readonly kind: 'not-linked' }
  /** Nobody has counted what it sells: the mall is told nothing. */
  | { readonly kind: 'not-counted' }
  /** The mall has no such item: a person has to act. */
  | { readonly kind: 'orphan'; readonly since: EpochMs }
  /** The mall refuses it by name: a person has to act. */
  | { readonly kind: 'refused'; readonly since: EpochMs; readonly code: string; readonly words: string }
  /** The mall shows something else than it was told, and a person has to say what is right. */
  | { readonly kind: 'differs'; readonly since: EpochMs; readonly shows: number | null }
  /** The mall sells none of it, whatever level it shows (在庫クローズ): a person has to open it there. */
  | { readonly kind: 'closed'; readonly since: EpochMs }
  | { readonly kind: 'held'; readonly since: EpochMs; readonly cause: PauseCause }
  /** It should show more, and its shop's orders cannot be imported just now. */
  | { readonly kind: 'raise-held'; readonly since: EpochMs }
  | { readonly kind: 'retrying'; readonly since: EpochMs; readonly code: string; readonly tries: number }
  /** A call for it has an open end; the mall is looked at again. */
  | { readonly kind: 'open'; readonly since: EpochMs }
  /** A worker is at it. */
  | { readonly kind: 'under-way'; readonly since: EpochMs }
  /** It waits for a worker. */
  | { readonly kind: 'due'; readonly since: EpochMs }
  /** What it sells has moved, and that is not brought to it yet. */
  | { readonly kind: 'moved'; readonly since: EpochMs | null };

/** Kinds that do not go on by themselves. */
export const needsAPerson: readonly ListingStanding['kind'][] = ['orphan', 'refused', 'differs', 'closed'];

/**
 * How a listing stands by its row alone; null where the row says nothing is to be done. What needs a person comes first, then what
 * keeps it, then what is under way. A closed item is told its level like any other, so that it is closed comes last.
 */
export function standingByRow(listing: Listing): ListingStanding | null {
  const { linked, orphanSince, wait, drift, unknownAt, claim, dueAt, closedSince } = listing;
  if (!linked) return { kind: 'not-linked' };
  if (orphanSince !== undefined) return { kind: 'orphan', since: orphanSince };
  if (wait !== undefined) return wait;
  if (drift !== undefined) return { kind: 'differs', since: drift.at, shows: drift.level };
  if (unknownAt !== undefined) return { kind: 'open', since: unknownAt };
  if (claim !== undefined) return { kind: 'under-way', since: dueAt ?? claim.until };
  if (dueAt !== undefined) return { kind: 'due', since: dueAt };
  return closedSince === undefined ? null : { kind: 'closed', since: closedSince };
}

/** How a listing stands, by its row and the level of what it sells; `dirtySince` is that of the SKU's own row. */
export function standingOf(listing: Listing, level: SkuLevel, dirtySince?: EpochMs): ListingStanding {
  if (listing.linked && level.free === null && listing.orphanSince === undefined) return { kind: 'not-counted' };
  const byRow = standingByRow(listing);
  if (byRow !== null) return byRow;
  if (listing.acked?.fingerprint === listingFingerprint(listing, level)) return { kind: 'shown' };
  return { kind: 'moved', since: dirtySince ?? null };
}

/** True where a listing does not show yet what it should. One that is not linked, or not counted, is told nothing by intent. */
export function isUnreflected({ kind }: ListingStanding): boolean {
  return kind !== 'shown' && kind !== 'not-linked' && kind !== 'not-counted';
}
