import type { StockReading } from '../ports/stock-door.ts';
import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';

/** What a listing should show, by the ledger as it was read after the claim. */
export interface Wanted {
  /** Null while nobody has counted what it sells: the mall is told nothing. */
  readonly level: number | null;
  readonly fingerprint: string;
}

/** What is to be done about a claimed listing. */
export type ListingDecision =
  /** Its level at the mall is none of our business now: it is not linked, or nothing is known to tell. */
  | { readonly kind: 'leave' }
  /** The mall has taken this already, and no call has an open end. */
  | { readonly kind: 'settled' }
  /** The mall has to be read before anything else is done. */
  | { readonly kind: 'read' }
  | { readonly kind: 'absent' }
  /** The mall shows what it should, by a reading. */
  | { readonly kind: 'shown' }
  /** It should show more, and nobody knows what the mall has sold meanwhile. */
  | { readonly kind: 'raise' }
  | { readonly kind: 'set'; readonly level: number; readonly kept?: string };

/**
 * Decides by the ledger, what the mall was told, and what it shows where it was read. Pure.
 *
 * The mall is read first where it wants that, where a call has an open end (what it did is not done again), where the listing
 * has never been seen at the mall (a level for an unknown item would vanish), and where the shop's orders could not be imported:
 * then only what is lower than the mall's present level is set. What waits for that import already is read again only where the last
 * reading is from before `readSince`, or shows more than it should: it may not be raised, whatever a reading says.
 */
export function decideListing(
  listing: Pick<Listing, 'linked' | 'acked' | 'unknownAt' | 'verifiedAt' | 'wait'>,
  wanted: Wanted,
  by: {
    readonly reading: StockReading | null;
    readonly fresh: boolean;
    readonly readFirst: boolean;
    readonly readSince: EpochMs;
  },
): ListingDecision {
  const { level, fingerprint } = wanted;
  if (!listing.linked || level === null) return { kind: 'leave' };
  if (listing.acked?.fingerprint === fingerprint && listing.unknownAt === undefined) return { kind: 'settled' };
  const { reading } = by;
  if (reading === null) {
    if (!by.fresh && listing.unknownAt === undefined && stillShowsLess(listing, level, by.readSince))
      return { kind: 'raise' };
    const isRead = by.readFirst || !by.fresh || listing.unknownAt !== undefined || listing.verifiedAt === undefined;
    return isRead ? { kind: 'read' } : { kind: 'set', level };
  }
  if (reading.kind === 'absent') return { kind: 'absent' };
  if (reading.level === level) return { kind: 'shown' };
  if (!by.fresh && reading.level !== null && reading.level < level) return { kind: 'raise' };
  return { kind: 'set', level, ...(reading.kept === undefined ? {} : { kept: reading.kept }) };
}

/** By its last reading, if that is not too old. */
function stillShowsLess({ wait, verifiedAt }: Pick<Listing, 'wait' | 'verifiedAt'>, level: number, readSince: EpochMs) {
  if (wait?.kind !== 'raise-held' || wait.shown === undefined || verifiedAt === undefined) return false;
  return verifiedAt >= readSince && wait.shown <= level;
}
