import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** What is free to be sold of a SKU at one moment, by the ledger. */
export interface SkuLevel {
  readonly sku: string;
  /**
   * Pieces that are free: counted and received, less what order lines hold. Negative when oversold. Null while nobody has
   * counted it, or one of its parts: then no mall is told anything.
   * Of a set: how many can be made of what is free of its parts, their buffers kept back, and never negative.
   */
  readonly free: number | null;
  /** 確保在庫 of the SKU itself. */
  readonly buffer: number;
  /**
   * What it was reckoned from: the marks of its own row and of every row that had a say. Two readings with one
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
