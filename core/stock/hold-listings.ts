import { eachLimited } from '../pacing/limited.ts';
import type { PauseCause } from '../pause/pause.ts';
import type { EpochMs } from '../units.ts';
import { afterClaim } from './claim-listings.ts';
import type { Listing, ListingWait } from './listing.ts';
import { nextListing } from './next-listing.ts';
import type { StockRound } from './stock-run.ts';

/** Rows that one run looks at to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/**
 * Writes into the due listings of a shop that a pause holds them, each once, and that they are due: whoever asks why nothing
 * happens is told. No call is made. Returns how many were written.
 */
export async function holdListings(round: StockRound, shop: Listing['shop'], cause: PauseCause): Promise<number> {
  const { ports, settings, writer } = round;
  const now = ports.clock.now();
  const due = await ports.listings.due(shop, now, heldAtOnce);
  const fresh = due.filter((listing) => listing.wait?.kind !== 'held' && isHoldable(listing, now));
  let held = 0;
  await eachLimited(fresh, settings.writesAtOnce, async (listing) => {
    const row = nextListing(listing, writer, {
      wait: heldWait(cause, now),
      claim: null,
      ...afterClaim(listing, now),
      // What a dead run had claimed is due again.
      ...(listing.dueAt === undefined ? { dueAt: now } : {}),
    });
    if ((await ports.listings.put(row)) === 'stored') held++;
  });
  return held;
}

/** What only waits for a later look waits for nothing else. A claim that is due is over. */
function isHoldable(listing: Listing, now: EpochMs): boolean {
  return listing.claim !== undefined || (listing.dueAt !== undefined && listing.dueAt <= now);
}

export function heldWait(cause: PauseCause, since: EpochMs): ListingWait {
  return { kind: 'held', cause, since };
}
