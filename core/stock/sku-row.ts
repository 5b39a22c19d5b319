import type { EpochMs } from '../units.ts';

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
 * What the entries of a SKU below `boundary` come to, so that they need not be read each time. Good for as long as the epochs
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

/** A SKU's own row in the ledger. A SKU that nobody has written of has the empty one (`bareSku`). */
export interface SkuRow {
  readonly merchant: string;
  readonly sku: string;
  /** How often its level may have changed: each change of the ledger is followed by one more. Part of every fingerprint. */
  readonly mark: number;
  /** Since when a change waits to be brought to its listings; absent when none does. */
  readonly dirtySince?: EpochMs;
  /** Counts up with every write that may lie below a checkpoint's boundary, and with every count. */
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

/** The row of a SKU that nobody has written of yet. */
export function bareSku(merchant: string, sku: string): SkuRow {
  return { merchant, sku, mark: 0, epoch: 0, buffer: 0, inSets: [], recipes: [] };
}
