import { eachLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';

/** Listings that are made due together. */
const page = 400;
const writesAtOnce = 32;

/**
 * Makes every listing of a merchant's shops due, because the merchant has stock with us from now on: what moved before was brought
 * to nobody. Safe to repeat: a listing that shows what it should is settled without a call. The sweep names the shops.
 */
export async function turnStockOn(
  { shops, listings, clock }: Pick<Ports, 'shops' | 'listings' | 'clock'>,
  merchant: string,
): Promise<void> {
  for (const shop of (await shops.all()).filter((one) => one.merchant === merchant)) {
    for (let after: string | null = null, isFirst = true; isFirst || after !== null; isFirst = false) {
      const found = await listings.ofShop(shop.key, after, page);
      await eachLimited(found.listings, writesAtOnce, (listing) => listings.markDue(listing, clock.now()));
      after = found.after;
    }
  }
}
