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

export type ClaimPlace = { readonly sku: string; readonly entry: string };

export type LedgerEntry =
  | { readonly kind: 'claim'; readonly claim: StandingClaim }
  | { readonly kind: 'movement'; readonly movement: Movement };

export type SkuFacts = Partial<Pick<SkuRow, 'buffer' | 'recipes' | 'inSets'>>;

interface DirtySku {
  readonly merchant: string;
  readonly sku: string;
}

export interface OversoldSku {
  readonly sku: string;
  readonly since: EpochMs;
  /** 商品名, cut short. Absent if no order had it, and in rows of an unfinished 0.2.0. */
  readonly itemName?: string;
}

/** The stock ledger. No method scans but `page`. Every write is one conditional item, safe to repeat. */
export interface StockLedger {
  /** Writes a claim, unless a newer one is stored, which is then returned. `before`: what the claim held until then, or null. */
  putClaim(
    claim: Claim,
  ): Promise<{ outcome: 'written'; before: number | null } | { outcome: 'refused'; standing: Claim }>;
  /** Reads claims strongly consistent; absent ones are left out. */
  claims(keys: readonly ClaimKey[]): Promise<StandingClaim[]>;
  /** Reads the whole table by page, unordered: for commands only, never on a scheduled path. */
  page(after: ClaimPlace | undefined): Promise<{ claims: StandingClaim[]; after: ClaimPlace | undefined }>;
  /**
   * Has a SKU's listings looked at. `deep`: the change may lie below a checkpoint's boundary (`mayBeFolded`), or is a count; raises the
   * epoch in the same write.
   */
  markDirty(merchant: string, sku: string, at: EpochMs, deep?: 'deep'): Promise<void>;
  /** Writes a movement, unless one with its key is stored, which is then returned. A repeat is `written`. */
  putMovement(movement: Movement): Promise<{ outcome: 'written' } | { outcome: 'standing'; standing: Movement }>;
  /** Reads rows strongly consistent, in the order asked for; an empty row for an unknown SKU. */
  skuRows(merchant: string, skus: readonly string[]): Promise<SkuRow[]>;
  /** Entries by moment, from `from` if given; strongly consistent. */
  entries(merchant: string, sku: string, from?: EpochMs): Promise<LedgerEntry[]>;
  /** Marks the SKU dirty and deep; safe to repeat. `inSets` only grows. */
  changeSku(merchant: string, sku: string, facts: SkuFacts, at: EpochMs): Promise<void>;
  /** Dirty since before `until`, the longest first; may lag. */
  dirtySkus(bucket: number, until: EpochMs, limit: number): Promise<DirtySku[]>;
  clean(merchant: string, sku: string, mark: number): Promise<'cleaned' | 'marked-again'>;
  /** Stores a checkpoint, unless the epoch has changed. */
  keepCheckpoint(merchant: string, sku: string, epoch: number, checkpoint: Checkpoint): Promise<'kept' | 'changed'>;
  /**
   * Notes since when a SKU is oversold (null: no longer); writes only changes.
   *
   * @param itemName name in orders, cut short (`shortItemName`)
   */
  noteOversold(merchant: string, sku: string, since: EpochMs | null, itemName?: string): Promise<void>;
  /** The longest first; may lag. */
  oversoldSkus(merchant: string): Promise<OversoldSku[]>;
}

/**
 * Every write is one conditional item, safe to repeat. A row is in the due index while it has a `dueAt`, `lookAgainAt` or claim; claiming
 * does not move it.
 */
export interface ListingStore {
  put(listing: Listing): Promise<'stored' | 'changed'>;
  /** Reads listings strongly consistent; absent ones are left out. */
  rows(keys: readonly ListingKey[]): Promise<Listing[]>;
  /** May lag. */
  ofSkus(merchant: string, skus: readonly string[]): Promise<Listing[]>;
  ofShop(
    shop: ShopKey,
    after: string | null,
    limit: number,
  ): Promise<{ readonly listings: Listing[]; readonly after: string | null }>;
  /**
   * Makes a listing due at `at`, unless already due by then and unclaimed; a claimed one gets a new version. Workers read the ledger after
   * claiming, so an earlier change is in their push.
   */
  markDue(key: ListingKey, at: EpochMs): Promise<void>;
  /**
   * Listings not claimed at `now` (default `until`), the most overdue first. Found by an index that may lag, then read strongly: a new row
   * may be missing, none is outdated.
   */
  due(shop: ShopKey, until: EpochMs, limit: number, now?: EpochMs): Promise<Listing[]>;
  /** Shops with a listing due, or due when claimed. One small read per shop; may lag. */
  dueShops(bucket: number, until: EpochMs): Promise<ShopKey[]>;
  remove(key: ListingKey): Promise<void>;
}

export interface Drift {
  readonly shop: ShopKey;
  /** Day in Japan. */
  readonly night: string;
  /** Last item compared; null before the first. */
  readonly after: string | null;
  readonly finished: boolean;
  readonly at: EpochMs;
  readonly compared: number;
  readonly differing: number;
  /** Listings that the mall lacks. */
  readonly absent: number;
  /** Items of some; absent in rows from before 0.2.0 was finished. */
  readonly absentItems?: readonly string[];
  /** Listings that sell nothing whatever their level (在庫クローズ); may overlap `differing`. */
  readonly closed: number;
  /** Items of some. */
  readonly closedItems: readonly string[];
  /** Closed listings that no earlier night reported; one closed on purpose counts in `closed` only. */
  readonly newlyClosed: number;
  /** Examples that differ: the level shown (null: without limit) and the level due. */
  readonly examples: readonly DriftExample[];
}

export interface DriftExample {
  readonly item: string;
  readonly shows: number | null;
  readonly wanted: number;
}

/** Results of nightly comparisons, kept for ninety days. */
export interface DriftStore {
  of(night: string): Promise<Drift[]>;
  get(night: string, shop: ShopKey): Promise<Drift | null>;
  put(drift: Drift): Promise<void>;
}
