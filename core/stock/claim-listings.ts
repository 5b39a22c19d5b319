import { mapLimited } from '../pacing/limited.ts';
import type { ListingStore } from '../ports/listings.ts';
import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';
import { type ListingChange, nextListing } from './next-listing.ts';
import type { SyncSettings } from './sync-settings.ts';

/**
 * Claims due listings for a run (what somebody is at is not due), each by a conditional write, so that of two runs one has the listing. The claim takes `dueAt`
 * away: whoever makes the listing due afterwards is seen by it, and the change they wrote before is read after it. Whoever dies
 * loses its claims when their time is over.
 */
export async function claimListings(
  {
    ports,
    settings,
    writer,
  }: {
    readonly ports: { readonly listings: Pick<ListingStore, 'put'>; readonly clock: { now(): EpochMs } };
    readonly settings: Pick<SyncSettings, 'claimMs' | 'writesAtOnce'>;
    readonly writer: string;
  },
  due: readonly Listing[],
): Promise<Listing[]> {
  const claimed = await mapLimited(due, settings.writesAtOnce, async (listing) => {
    const now = ports.clock.now();
    const claim = { run: writer, until: now + settings.claimMs };
    const row = nextListing(listing, writer, { claim, dueAt: null, lookAgainAt: null, ...afterClaim(listing, now) });
    return (await ports.listings.put(row)) === 'stored' ? row : null;
  });
  return claimed.filter((listing) => listing !== null);
}

/**
 * What a claim that ran out leaves behind. It was a dead run's, or one's whose clock is wrong, and may have called the mall until
 * its end: that counts as a call with an open end.
 */
export function afterClaim(
  { claim, unknownAt }: Pick<Listing, 'claim' | 'unknownAt'>,
  now: EpochMs,
): Pick<ListingChange, 'unknownAt'> {
  return claim === undefined ? {} : { unknownAt: Math.max(Math.min(claim.until, now), unknownAt ?? 0) };
}
