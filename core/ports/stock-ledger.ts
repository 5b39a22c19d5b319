import type { Claim, ClaimKey, StandingClaim } from '../stock/claim.ts';
import type { Movement } from '../stock/movement.ts';
import type { Checkpoint, SkuRow } from '../stock/sku-row.ts';
import type { EpochMs } from '../units.ts';

/** A place in the ledger that a page ended at. */
export type ClaimPlace = { readonly sku: string; readonly entry: string };

/** An entry of a SKU's ledger. */
export type LedgerEntry =
  | { readonly kind: 'claim'; readonly claim: StandingClaim }
  | { readonly kind: 'movement'; readonly movement: Movement };

/** What of a SKU's own row people decide. */
export type SkuFacts = Partial<Pick<SkuRow, 'buffer' | 'recipes' | 'inSets'>>;

/** A SKU that waits for its listings to be told, and the mark that stood when it was listed. */
export interface DirtySku {
  readonly merchant: string;
  readonly sku: string;
}

/** A SKU that is noted as oversold. */
export interface OversoldSku {
  readonly sku: string;
  readonly since: EpochMs;
  /** 商品名, cut short. Absent where no order told it when it was noted, and in rows written before 0.2.0 was finished. */
  readonly itemName?: string;
}

/** The stock ledger. No method scans but `page`; every write is one conditional item that is safe to repeat. */
export interface StockLedger {
  /**
   * Writes a claim unless a newer one stands: then that one is returned and nothing is written.
   * A repeat of our own write is `written`.
   */
  putClaim(claim: Claim): Promise<{ outcome: 'written' } | { outcome: 'refused'; standing: Claim }>;
  /** Claims as they stand now, strongly consistent; absent ones are left out. */
  claims(keys: readonly ClaimKey[]): Promise<StandingClaim[]>;
  /**
   * All claims there are, a page at a time, in no particular order; `after` is what the page before gave back. Reads the whole
   * table: for people's commands, never on a scheduled path.
   */
  page(after: ClaimPlace | undefined): Promise<{ claims: StandingClaim[]; after: ClaimPlace | undefined }>;
  /**
   * Notes that a SKU's level may have changed, so that every listing of it is looked at. `deep`: the change may lie below a
   * checkpoint's boundary (`mayBeFolded`), or is a count; the epoch counts up in the same write.
   */
  markDirty(merchant: string, sku: string, at: EpochMs, deep?: 'deep'): Promise<void>;
  /** Writes a movement unless one of this key stands, which is given back then. A repeat of the same movement is `written`. */
  putMovement(movement: Movement): Promise<{ outcome: 'written' } | { outcome: 'standing'; standing: Movement }>;
  /** Own rows of SKUs, strongly consistent, in the order asked for; the empty row for one that nobody has written of. */
  skuRows(merchant: string, skus: readonly string[]): Promise<SkuRow[]>;
  /** Entries of a SKU from a moment on, by moment, strongly consistent; all of them without one. */
  entries(merchant: string, sku: string, from?: EpochMs): Promise<LedgerEntry[]>;
  /** Changes what people decide of a SKU, and marks it dirty and deep; safe to repeat. `inSets` only ever grows. */
  changeSku(merchant: string, sku: string, facts: SkuFacts, at: EpochMs): Promise<void>;
  /** SKUs of a bucket that have been dirty since before `until`, the longest first; may lag. */
  dirtySkus(bucket: number, until: EpochMs, limit: number): Promise<DirtySku[]>;
  /** Clears the dirty mark if it is still this one: a later change keeps it. */
  clean(merchant: string, sku: string, mark: number): Promise<'cleaned' | 'marked-again'>;
  /** Keeps a checkpoint unless the row's epoch is another by now. */
  keepCheckpoint(merchant: string, sku: string, epoch: number, checkpoint: Checkpoint): Promise<'kept' | 'changed'>;
  /**
   * Notes since when a SKU is oversold, or that it is not; nothing is written when it says so already.
   *
   * @param itemName what orders call it, cut short (`shortItemName`)
   */
  noteOversold(merchant: string, sku: string, since: EpochMs | null, itemName?: string): Promise<void>;
  /** A merchant's oversold SKUs, the longest oversold first; may lag. */
  oversoldSkus(merchant: string): Promise<OversoldSku[]>;
}
