import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** A part of a set product (セット商品), and how many pieces of it one set needs. */
export interface Part {
  readonly sku: string;
  readonly needed: number;
}

/** What a set consists of, for orders placed from this moment on. Orders placed before keep what they drew. */
export interface Recipe {
  readonly from: EpochMs;
  /** Empty: from this moment on it is no set any more. */
  readonly parts: readonly Part[];
}

/**
 * The sum of the entries of a SKU below `boundary`, so that they need not be read each time. Good for as long as the epochs
 * of all SKUs it was summed from are the ones in `epochs`.
 */
export interface Checkpoint {
  readonly boundary: EpochMs;
  /** What entries below the boundary give, the count in force included where it lies below. */
  readonly carried: number;
  /** True when the count in force lies below the boundary. False: it lies above, or there is none. */
  readonly counted: boolean;
  /** The epoch of the SKU itself and of each set that contains it, as read before the entries were. */
  readonly epochs: Readonly<Record<string, number>>;
}

/** A SKU's own row in the ledger. A SKU of which nothing was written has the empty one (`bareSku`). */
export interface SkuRow {
  readonly merchant: string;
  readonly sku: string;
  /** How often its level may have changed: each change of the ledger is followed by one more. Part of every fingerprint. */
  readonly mark: number;
  /** Since when a change waits to be spread to its listings; absent if none does. */
  readonly dirtySince?: EpochMs;
  /** Rises with every write that may be below a checkpoint's boundary, and with every count. */
  readonly epoch: number;
  /** 確保在庫: pieces that are kept back from every mall. */
  readonly buffer: number;
  /** The sets that contain it, or once did. */
  readonly inSets: readonly string[];
  /** What it consists of, by moment, the oldest first; empty when it is no set. */
  readonly recipes: readonly Recipe[];
  readonly checkpoint?: Checkpoint;
  /** Since when fewer pieces are free than none; absent when none is oversold. */
  readonly oversoldSince?: EpochMs;
}

/** The row of a SKU of which nothing was written yet. */
export function bareSku(merchant: string, sku: string): SkuRow {
  return { merchant, sku, mark: 0, epoch: 0, buffer: 0, inSets: [], recipes: [] };
}

/**
 * What a set consists of for the next order: pieces needed by SKU; null when it is no set. Its last recipe counts, so a
 * recipe is written down when it begins and not before.
 */
export function presentParts({ recipes }: Pick<SkuRow, 'recipes'>): ReadonlyMap<string, number> | null {
  const recipe = recipes.at(-1);
  if (recipe === undefined || recipe.parts.length === 0) return null;
  return new Map(recipe.parts.map(({ sku }) => [sku, neededOf(recipe, sku)]));
}

/** Every SKU that a set consists of or ever did: orders keep what they drew. */
export function everyPart({ recipes }: Pick<SkuRow, 'recipes'>): string[] {
  return [...new Set(recipes.flatMap(({ parts }) => parts.map(({ sku }) => sku)))];
}

/**
 * Pieces of `sku` that one piece of `sold` draws when it was ordered at `orderedAt`: by the recipe of that moment; 1 of the SKU
 * itself when it was no set then.
 */
export function drawnOf(sold: Pick<SkuRow, 'sku' | 'recipes'>, sku: string, orderedAt: EpochMs): number {
  const recipe = sold.recipes.findLast(({ from }) => from <= orderedAt);
  if (recipe === undefined || recipe.parts.length === 0) return sold.sku === sku ? 1 : 0;
  return neededOf(recipe, sku);
}

function neededOf({ parts }: Recipe, sku: string): number {
  return parts.reduce((sum, part) => (part.sku === sku ? sum + part.needed : sum), 0);
}

/** What is free to be sold of a SKU at one moment, by the ledger. */
export interface SkuLevel {
  readonly sku: string;
  /**
   * Pieces that are free: counted and received, less what order lines hold. Negative when oversold. Null while it, or
   * one of its parts, was never counted: then no level is sent to any mall.
   * Of a set: how many can be made of what is free of its parts, their buffers kept back, and never negative.
   */
  readonly free: number | null;
  /** 確保在庫 of the SKU itself. */
  readonly buffer: number;
  /**
   * What it was computed from: the marks of its own row and of every row involved. Two readings with one
   * fingerprint gave one level; the same level may have two.
   */
  readonly fingerprint: string;
}

/** An order line for which there are not enough pieces. */
export interface OversoldLine {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly lineId: string;
  /** What the line sells: the oversold SKU, or a set that contains it. */
  readonly sku: string;
  /** What the line holds, of what it sells. */
  readonly quantity: number;
  /** Pieces of the oversold SKU that it cannot get. */
  readonly lacking: number;
  readonly orderedAt: EpochMs;
}

/** Finds the order lines of an oversold SKU that cannot be met. Throws `store.failing`. */
export type OversoldOrders = (merchant: string, sku: string) => Promise<readonly OversoldLine[]>;

/** The mall's names of what a line sells (楽天 SkuModel and ItemModel). */
interface SoldItem {
  /** 商品管理番号 */
  readonly manageNumber: string;
  /** SKU管理番号; absent on orders placed before the shop's SKU migration. */
  readonly variantId?: string | null;
  /** システム連携用SKU番号: the code merchants give the same goods on every mall. */
  readonly merchantDefinedSkuId?: string | null;
}

/**
 * The merchant's SKU that a line draws from. システム連携用SKU番号 where the merchant filled it in, because it is the
 * one code that is the same on all malls; else the mall's own key. A single-SKU item repeats its manageNumber as variantId.
 */
export function skuOf(item: SoldItem): string {
  // Blank as well as empty: some shops fill the field with a space.
  if (item.merchantDefinedSkuId?.trim()) return item.merchantDefinedSkuId;
  if (!item.variantId || item.variantId === item.manageNumber) return item.manageNumber;
  return `${item.manageNumber}/${item.variantId}`;
}

/** What a person or their warehouse says of the shelf. */
export const movementKinds = ['counted', 'received', 'adjusted'] as const;
export type MovementKind = (typeof movementKinds)[number];

/**
 * A movement that people reported, as stored in the ledger. Written once and never changed: the reporter sets `id`, so
 * the same report twice is one movement.
 *
 * `counted`: so many pieces were free to be sold at `at`, whatever was ordered or moved before. `received`: so many came in.
 * `adjusted`: so many more, or fewer when negative.
 */
export interface Movement {
  readonly merchant: string;
  readonly sku: string;
  /** The instant it speaks of, which places it in the ledger. */
  readonly at: EpochMs;
  /** Unique for the merchant's SKU and instant: an event's id, or a digest of the line of a file. */
  readonly id: string;
  readonly kind: MovementKind;
  /** Pieces: 0 or more, except for `adjusted`. */
  readonly quantity: number;
  /** Who reported it, `ops:tanaka`, `event:wms`, `mall:rms#hanamori`. */
  readonly by: string;
  readonly note: string;
  /** When it was written down. */
  readonly writtenAt: EpochMs;
}

/** No shelf holds more pieces of anything. */
export const quantityMax = 9_999_999;

/** The settings of stock. Every value has a default that suits production. */
export interface StockSettings {
  /**
   * Entries older than this may be summed into a checkpoint. Writers of entries (`ImportSettings.foldAfterMs`) and the process that
   * folds must use the same value: lower it only once every process that writes knows the lower one.
   */
  readonly foldAfterMs: number;
  /** A checkpoint is made where it saves reading at least this many entries. */
  readonly foldEntriesMin: number;
}

export const defaultStockSettings: StockSettings = {
  // Orders are final after 63 days: few entries below the boundary still change, and each that does costs its checkpoint.
  foldAfterMs: 70 * dayMs,
  foldEntriesMin: 200,
};

/** Two clocks, each an hour wrong the other way, and an hour for what lies between reading a clock and the write. */
const marginMs = 3 * hourMs;

/**
 * True when a write of an entry of this moment must mark its SKU `deep`: some checkpoint's boundary may lie above it. `now` is read
 * **after** the entry was written.
 *
 * Why that is enough, with boundary = now − `foldAfterMs`. Take an entry below the boundary of a fold.
 * - It was written before the fold's query: it is in the sum. Whether its mark came, or its writer died before it, does not matter.
 * - It was written after the query: its writer's clock was read later than the folder's. Both may be an hour wrong, so the writer's
 *   boundary is at most two hours lower, and the margin lifts it above the folder's. So the mark is deep, the epoch goes up, the sum is not used.
 *   Until the mark comes the entry is acknowledged to no caller; a writer that dies before it is repeated (the claim by its import or
 *   its intent, the movement by its reporter), and the repeat, being later, is deep, too. That holds for a first write of an old order
 *   as for a change of it.
 * - A count is marked deep whatever its moment, since it changes what is summed. Above the boundary it is seen before its mark is: a
 *   checkpoint that holds the count in force is not used then (`isContradicted`), another one is the same for every count above (`checkpointAt`).
 * - A recipe, or a set made later: `changeSku` marks deep in the same write. A part's `inSets` is written before the set's recipe, and a
 *   checkpoint without an epoch for one of the sets is not used: it does not sum that set's entries.
 * - A fold under way when an epoch goes up: of its own SKU, `keepCheckpoint` refuses; of a set, the checkpoint bears the epoch that was read before the query.
 */
export function mayBeFolded(at: EpochMs, now: EpochMs, foldAfterMs = defaultStockSettings.foldAfterMs): boolean {
  return at < now - foldAfterMs + marginMs;
}
