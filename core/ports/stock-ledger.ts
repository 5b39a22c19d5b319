import type { Claim, ClaimKey } from '../stock/claim.ts';
import type { EpochMs } from '../units.ts';

/** A place in the ledger that a page ended at. */
export type ClaimPlace = { readonly sku: string; readonly entry: string };

/** The stock ledger, as far as imports write it. */
export interface StockLedger {
  /**
   * Writes a claim unless a newer one stands: then that one is returned and nothing is written.
   * A repeat of our own write is `written`.
   */
  putClaim(claim: Claim): Promise<{ outcome: 'written' } | { outcome: 'refused'; standing: Claim }>;
  /** Claims as they stand now, strongly consistent; absent ones are left out. */
  claims(keys: readonly ClaimKey[]): Promise<Claim[]>;
  /**
   * All claims there are, a page at a time, in no particular order; `after` is what the page before gave back. Reads the whole
   * table: for people's commands, never on a scheduled path.
   */
  page(after: ClaimPlace | undefined): Promise<{ claims: Claim[]; after: ClaimPlace | undefined }>;
  /** Notes that a SKU's level may have changed, so that every listing of it is looked at. */
  markDirty(merchant: string, sku: string, at: EpochMs): Promise<void>;
}
