import type { ShopKey } from '../merchants/shop.ts';
import type { Listing, ListingKey } from '../stock/listing.ts';
import type { EpochMs } from '../units.ts';

/**
 * Rows of listings. No method scans; every write is one conditional item that is safe to repeat. A row stands in the due index
 * while it has a `dueAt`, a `lookAgainAt` or a claim.
 */
export interface ListingStore {
  /** Writes a row over the one whose version is `version - 1` (none for version 1); a repeat of our own write is `stored`. */
  put(listing: Listing): Promise<'stored' | 'changed'>;
  /** Rows as they stand, strongly consistent; absent ones are left out. */
  rows(keys: readonly ListingKey[]): Promise<Listing[]>;
  /** Every listing that sells one of these SKUs of a merchant; may lag. */
  ofSkus(merchant: string, skus: readonly string[]): Promise<Listing[]>;
  /** A shop's listings by item, a page at a time. */
  ofShop(
    shop: ShopKey,
    after: string | null,
    limit: number,
  ): Promise<{ readonly listings: Listing[]; readonly after: string | null }>;
  /**
   * Makes a listing due at `at`, unless it is due by then already and nobody is at it. Whoever claims it reads the ledger after
   * the claim, so a change that was written before this is in what they push.
   */
  markDue(key: ListingKey, at: EpochMs): Promise<void>;
  /**
   * Listings of a shop that are due, the most overdue first, at most `limit`; read strongly consistent after an index that may
   * lag, so a row that was just written may be absent, and none is out of date.
   */
  due(shop: ShopKey, until: EpochMs, limit: number): Promise<Listing[]>;
  /** Shops of a bucket that have a listing which is due; one small read a shop. May lag. */
  dueShops(bucket: number, until: EpochMs): Promise<ShopKey[]>;
  /** How many listings of a shop are due at `until`, and since when the oldest has been; counts up to `limit`. May lag. */
  waiting(
    shop: ShopKey,
    until: EpochMs,
    limit: number,
  ): Promise<{ readonly count: number; readonly oldest: EpochMs | null }>;
  /** Takes a listing away; gone already is fine. */
  remove(key: ListingKey): Promise<void>;
}
