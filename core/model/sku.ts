import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** A part of a set product (セット商品), and the pieces per set. */
export interface Part {
  readonly sku: string;
  readonly needed: number;
}

/** Parts of a set for orders placed from this moment on; earlier orders keep theirs. */
export interface Recipe {
  readonly from: EpochMs;
  /** Empty: no set any more. */
  readonly parts: readonly Part[];
}

/** Sum of entries below `boundary`. Valid while the epochs of all SKUs summed are as in `epochs`. */
export interface Checkpoint {
  readonly boundary: EpochMs;
  /** Sum below the boundary, including a count in force there. */
  readonly carried: number;
  /** True if the count in force lies below the boundary. */
  readonly counted: boolean;
  /** Epochs of the SKU and of each set with it, as read before the entries. */
  readonly epochs: Readonly<Record<string, number>>;
}

export interface SkuRow {
  readonly merchant: string;
  readonly sku: string;
  /** Raised after each change of the ledger; part of every fingerprint. */
  readonly mark: number;
  readonly dirtySince?: EpochMs;
  /** Raised by every count, and by every write that may lie below a checkpoint's boundary. */
  readonly epoch: number;
  /** 確保在庫: pieces withheld from every mall. */
  readonly buffer: number;
  /** Sets that contain the SKU, or did. */
  readonly inSets: readonly string[];
  /** Recipes by moment, the oldest first; empty if no set. */
  readonly recipes: readonly Recipe[];
  readonly checkpoint?: Checkpoint;
  readonly oversoldSince?: EpochMs;
}

export function bareSku(merchant: string, sku: string): SkuRow {
  return { merchant, sku, mark: 0, epoch: 0, buffer: 0, inSets: [], recipes: [] };
}

/** Pieces by SKU for the next order of a set; null if none. The last recipe counts, so write one down when it begins. */
export function presentParts({ recipes }: Pick<SkuRow, 'recipes'>): ReadonlyMap<string, number> | null {
  const recipe = recipes.at(-1);
  if (recipe === undefined || recipe.parts.length === 0) return null;
  return new Map(recipe.parts.map(({ sku }) => [sku, neededOf(recipe, sku)]));
}

/** All SKUs that a set ever consisted of: orders keep what they drew. */
export function everyPart({ recipes }: Pick<SkuRow, 'recipes'>): string[] {
  return [...new Set(recipes.flatMap(({ parts }) => parts.map(({ sku }) => sku)))];
}

/** Pieces of `sku` drawn by one piece of `sold`, by the recipe at `orderedAt`; 1 of itself if no set then. */
export function drawnOf(sold: Pick<SkuRow, 'sku' | 'recipes'>, sku: string, orderedAt: EpochMs): number {
  const recipe = sold.recipes.findLast(({ from }) => from <= orderedAt);
  if (recipe === undefined || recipe.parts.length === 0) return sold.sku === sku ? 1 : 0;
  return neededOf(recipe, sku);
}

function neededOf({ parts }: Recipe, sku: string): number {
  return parts.reduce((sum, part) => (part.sku === sku ? sum + part.needed : sum), 0);
}

/** A SKU's sellable pieces at one moment, by the ledger. */
export interface SkuLevel {
  readonly sku: string;
  /**
   * Counted and received pieces minus those that order lines hold; negative if oversold. Of a set, how many its parts allow beyond their
   * buffers. Null while it, or a part, was never counted: then no level is sent.
   */
  readonly free: number | null;
  readonly buffer: number;
  /** Marks of all rows involved. Equal fingerprints mean equal levels, not vice versa. */
  readonly fingerprint: string;
}

export interface OversoldLine {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly lineId: string;
  /** The oversold SKU, or a set that contains it. */
  readonly sku: string;
  readonly quantity: number;
  readonly lacking: number;
  readonly orderedAt: EpochMs;
}

/** Finds order lines of an oversold SKU that cannot be met. Throws `store.failing`. */
export type OversoldOrders = (merchant: string, sku: string) => Promise<readonly OversoldLine[]>;

/** The mall's names of the goods (楽天 SkuModel and ItemModel). */
interface SoldItem {
  /** 商品管理番号 */
  readonly manageNumber: string;
  /** SKU管理番号; absent before the shop's SKU migration. */
  readonly variantId?: string | null;
  /** システム連携用SKU番号: a merchant's code for the same goods on every mall. */
  readonly merchantDefinedSkuId?: string | null;
}

/**
 * システム連携用SKU番号 if filled in, the only code common to all malls, else the mall's own key. A single-SKU item repeats its manageNumber as
 * variantId.
 */
export function skuOf(item: SoldItem): string {
  // Some shops fill the field with a space.
  if (item.merchantDefinedSkuId?.trim()) return item.merchantDefinedSkuId;
  if (!item.variantId || item.variantId === item.manageNumber) return item.manageNumber;
  return `${item.manageNumber}/${item.variantId}`;
}

/** Reports about the shelf by people or warehouses. */
export const movementKinds = ['counted', 'received', 'adjusted'] as const;
export type MovementKind = (typeof movementKinds)[number];

/**
 * Written once and never changed. The reporter sets `id`, so that a repeated report is one movement.
 *
 * `counted`: pieces free at `at`, whatever was before. `received`: pieces that came in. `adjusted`: pieces more, or fewer if negative.
 */
export interface Movement {
  readonly merchant: string;
  readonly sku: string;
  /** The instant reported, its place in the ledger. */
  readonly at: EpochMs;
  /** Id unique within SKU and instant: an event's id, or a digest of a file's line. */
  readonly id: string;
  readonly kind: MovementKind;
  /** 0 or more, except for `adjusted`. */
  readonly quantity: number;
  /** Reporter: `ops:tanaka`, `event:wms`, `mall:rms#hanamori`. */
  readonly by: string;
  readonly note: string;
  readonly writtenAt: EpochMs;
}

export const quantityMax = 9_999_999;

export interface StockSettings {
  /**
   * Age from which entries may be summed. Writers (`ImportSettings.foldAfterMs`) and folders must use the same value: lower it only once
   * every writer knows the lower one.
   */
  readonly foldAfterMs: number;
  readonly foldEntriesMin: number;
}

export const defaultStockSettings: StockSettings = {
  // Orders are final after 63 days, so few entries below the boundary still change and void a checkpoint.
  foldAfterMs: 70 * dayMs,
  foldEntriesMin: 200,
};

/** Two clocks an hour wrong in opposite ways, plus an hour between reading a clock and the write. */
const marginMs = 3 * hourMs;

/**
 * True if writing an entry of this moment must mark its SKU `deep`, since a checkpoint's boundary may lie above it. Read `now` **after** the
 * write.
 *
 * Why that is enough, with boundary = now − `foldAfterMs`, for an entry below the boundary of a fold:
 * - Written before the fold's query: in the sum, marked or not.
 * - Written after: the writer's clock was read later than the folder's. Both may be an hour wrong, so the writer's boundary is at most two
 *   hours lower, and the margin lifts it above: the mark is deep, the epoch rises, the sum is void. Until the mark, nobody gets the entry
 *   acknowledged; if its writer dies, the repeat (of a claim by import or intent, of a movement by its reporter) is later, and so deep, too.
 * - A count is always deep. Before its mark, above the boundary: a checkpoint with the count in force is not used (`isContradicted`), any
 *   other is the same for every count above (`checkpointAt`).
 * - A recipe, or a set made later: `changeSku` marks deep in the same write. A part's `inSets` precedes the set's recipe, and a checkpoint
 *   without the epoch of one of the sets is not used.
 * - A fold under way when an epoch rises: `keepCheckpoint` refuses that of the SKU itself; for a set, the checkpoint has the epoch read
 *   before the query.
 */
export function mayBeFolded(at: EpochMs, now: EpochMs, foldAfterMs = defaultStockSettings.foldAfterMs): boolean {
  return at < now - foldAfterMs + marginMs;
}
