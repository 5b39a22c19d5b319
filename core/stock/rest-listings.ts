import type { ShopKey } from '../merchants/shop.ts';
import { eachLimited } from '../pacing/limited.ts';
import { nextListing } from './next-listing.ts';
import type { StockRound } from './stock-run.ts';

/** Due rows that one run puts to rest; the next message goes on. */
const atOnce = 1_000;

/**
 * Takes what is due from the listings of a shop that is gone, or whose merchant has no stock with us. The rows stay: whoever switches
 * stock on makes them due again. Returns how many were put to rest.
 */
export async function restListings(round: StockRound, shop: ShopKey): Promise<number> {
  const { ports, settings, writer } = round;
  const due = await ports.listings.due(shop, ports.clock.now(), atOnce);
  let rested = 0;
  await eachLimited(due, settings.writesAtOnce, async (listing) => {
    const nothing = { dueAt: null, lookAgainAt: null, unknownAt: null, claim: null, wait: null, acked: null };
    if ((await ports.listings.put(nextListing(listing, writer, nothing))) === 'stored') rested++;
  });
  return rested;
}
