import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';

/**
 * From when on somebody has to look at a listing: when it is due, when the mall is to be read once more, or, while a worker is
 * at it, when its claim is over. Null when nobody has to.
 */
export function listingDueOf({
  dueAt,
  lookAgainAt,
  claim,
}: Pick<Listing, 'dueAt' | 'lookAgainAt' | 'claim'>): EpochMs | null {
  if (claim !== undefined) return claim.until;
  if (dueAt === undefined || lookAgainAt === undefined) return dueAt ?? lookAgainAt ?? null;
  return Math.min(dueAt, lookAgainAt);
}

/**
 * The row as it is once it was made due at `at`; null where it is due by then already and nobody is at it. `writer` is none that
 * writes outcomes, so that nobody takes it for their own write.
 */
export function madeDue(listing: Listing, at: EpochMs): Listing | null {
  const { dueAt, claim } = listing;
  if (claim === undefined && dueAt !== undefined && dueAt <= at) return null;
  return { ...listing, dueAt: Math.min(dueAt ?? at, at), version: listing.version + 1, writer: dueMarkerAt(at) };
}

/**
 * Who wrote a row that was made due, by the moment: of two who make it due at once for different moments, the later one must not
 * take the other's write for a repeat of its own.
 */
export const dueMarkerAt = (at: EpochMs): string => `mark-due@${at}`;
