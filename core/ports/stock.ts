import type { EpochMs } from '../kernel/index.ts';
import type {
  Checkpoint,
  Claim,
  ClaimKey,
  Listing,
  ListingKey,
  Movement,
  ShopKey,
  SkuRow,
  StandingClaim,
} from '../model/index.ts';

/** A place in the ledger that a page ended at. */
export type ClaimPlace = { readonly sku: string; readonly entry: string };

/** An entry of a SKU's ledger. */
export type LedgerEntry =
  | { readonly kind: 'claim'; readonly claim: StandingClaim }
  | { readonly kind: 'movement'; readonly movement: Movement };

/** What people set in a SKU's own row. */
export type SkuFacts = Partial<Pick<SkuRow, 'buffer' | 'recipes' | 'inSets'>>;

/** A SKU whose listings are not updated yet, and its mark when it was listed. */
interface DirtySku {
  readonly merchant: string;
  readonly sku: string;
}

/** A SKU that is noted as oversold. */
export interface OversoldSku {
  readonly sku: string;
  readonly since: EpochMs;
  /** 商品名, cut short. Absent if no order had it when it was noted, and in rows of an unfinished 0.2.0. */
  readonly itemName?: string;
}

/** The stock ledger. No method scans but `page`; every write is one conditional item that is safe to repeat. */
export interface StockLedger {
  /**
   * Writes a claim, unless a newer one is stored: then that one is returned and nothing is written.
   * A repeat of our own write is `written`. `before` is what the claim held until then; null where there was none.
   */
  putClaim(
    claim: Claim,
  ): Promise<{ outcome: 'written'; before: number | null } | { outcome: 'refused'; standing: Claim }>;
  /** Claims as they stand now, strongly consistent; absent ones are left out. */
  claims(keys: readonly ClaimKey[]): Promise<StandingClaim[]>;
  /**
   * All claims there are, a page at a time, in no particular order; `after` is what the page before gave back. Reads the whole
   * table: for commands only, never on a scheduled path.
   */
  page(after: ClaimPlace | undefined): Promise<{ claims: StandingClaim[]; after: ClaimPlace | undefined }>;
  /**
   * Notes that a SKU's level may have changed, so that every listing of it is looked at. `deep`: the change may lie below a
   * checkpoint's boundary (`mayBeFolded`), or is a count; the epoch counts up in the same write.
   */
  markDirty(merchant: string, sku: string, at: EpochMs, deep?: 'deep'): Promise<void>;
  /** Writes a movement, unless one of this key is stored, which is then returned. A repeat of the same movement is `written`. */
  putMovement(movement: Movement): Promise<{ outcome: 'written' } | { outcome: 'standing'; standing: Movement }>;
  /** Own rows of SKUs, strongly consistent, in the order asked for; the empty row for one of which nothing was written. */
  skuRows(merchant: string, skus: readonly string[]): Promise<SkuRow[]>;
  /** Entries of a SKU from a moment on, by moment, strongly consistent; all of them without one. */
  entries(merchant: string, sku: string, from?: EpochMs): Promise<LedgerEntry[]>;
  /** Changes what people set for a SKU, and marks it dirty and deep; safe to repeat. `inSets` only ever grows. */
  changeSku(merchant: string, sku: string, facts: SkuFacts, at: EpochMs): Promise<void>;
  /** SKUs of a bucket that have been dirty since before `until`, the longest first; may lag. */
  dirtySkus(bucket: number, until: EpochMs, limit: number): Promise<DirtySku[]>;
  /** Clears the dirty mark if it is still this one: a later change keeps it. */
  clean(merchant: string, sku: string, mark: number): Promise<'cleaned' | 'marked-again'>;
  /** Stores a checkpoint, unless the row's epoch has changed. */
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

/**
 * Rows of listings. No method scans; every write is one conditional item that is safe to repeat. A row stands in the due index
 * while it has a `dueAt`, a `lookAgainAt` or a claim, and a claim leaves it in its place there.
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
   * Makes a listing due at `at`, unless it is due by then already and no worker holds it; one that is claimed gets another version at least. A worker that claims it reads the ledger
   * after the claim, so a change that was written before this is in what it pushes.
   */
  markDue(key: ListingKey, at: EpochMs): Promise<void>;
  /**
   * Listings of a shop that are due, the most overdue first, at most `limit`; none that is claimed at `now` (`until` when absent), however many
   * of those come first. Read strongly consistent after an index that may lag, so a row that was just written can be missing, and no row is
   * outdated.
   */
  due(shop: ShopKey, until: EpochMs, limit: number, now?: EpochMs): Promise<Listing[]>;
  /** Shops of a bucket with a listing that is due, or was when a worker claimed it; one small read for each shop. May lag. */
  dueShops(bucket: number, until: EpochMs): Promise<ShopKey[]>;
  /** Removes a listing, if it exists. */
  remove(key: ListingKey): Promise<void>;
}

/** The progress and the finds of one night's comparison of a shop's listings with its mall. */
export interface Drift {
  readonly shop: ShopKey;
  /** The night, by its day in Japan. */
  readonly night: string;
  /** The item up to which listings were compared; null before the first. */
  readonly after: string | null;
  readonly finished: boolean;
  readonly at: EpochMs;
  /** Listings that the mall was asked for. */
  readonly compared: number;
  readonly differing: number;
  /** Listings that the mall does not have. */
  readonly absent: number;
  /** Some of these, by their items; absent in rows written before 0.2.0 was finished. */
  readonly absentItems?: readonly string[];
  /** Listings of which the mall sells none, whatever level it shows (在庫クローズ): they may be in `differing`, too. */
  readonly closed: number;
  /** Some of these, by their items. */
  readonly closedItems: readonly string[];
  /** Of those that are closed, how many no earlier night has reported. A listing that is left closed on purpose is in `closed` only. */
  readonly newlyClosed: number;
  /** Some of those that differ: what the mall showed, null for without limit, and what it should have shown. */
  readonly examples: readonly DriftExample[];
}

export interface DriftExample {
  readonly item: string;
  readonly shows: number | null;
  readonly wanted: number;
}

/** Results of the nightly comparisons. A row expires after ninety days. */
export interface DriftStore {
  /** All shops of one night. */
  of(night: string): Promise<Drift[]>;
  /** One shop's; null while it has not begun. */
  get(night: string, shop: ShopKey): Promise<Drift | null>;
  /** Stores the progress, replacing earlier progress. */
  put(drift: Drift): Promise<void>;
}
