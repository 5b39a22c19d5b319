import type { EpochMs } from '../kernel/index.ts';
import type { OrderTarget, ShopKey } from '../model/index.ts';
import type { OrderKey } from './orders.ts';
import type { DueShop } from './pushes.ts';

/**
 * What was asked of orders: one row an order. No method scans; every write is one conditional item that is safe to repeat. A row stands in the
 * index of due rows while something of it is due at some moment, also while a worker has it.
 */
export interface OrderTargets {
  /** One row, strongly consistent. */
  get(key: OrderKey): Promise<OrderTarget | null>;
  /** Writes a row over the one whose version is one less, none where that is 0; a repeat of our own write is `stored`. */
  put(target: OrderTarget): Promise<'stored' | 'changed'>;
  /**
   * Rows of a shop that are due and that no worker has, the most overdue first, at most `limit`; read strongly consistent after an index that may
   * lag, so a row that was just written can be missing, and no row is outdated.
   */
  due(shop: ShopKey, until: EpochMs, limit: number): Promise<OrderTarget[]>;
  /**
   * Rows of these orders, in no particular order; may lag. Reads whatever lies between the first of the numbers and the last by one query: for
   * orders that were placed one after the other, and whose numbers are in the order of their days.
   */
  ofOrders(shop: ShopKey, orderNumbers: readonly string[]): Promise<OrderTarget[]>;
  /** Rows of a shop with a request that has not ended, by when they are due, also those that a worker has; may lag. */
  undone(shop: ShopKey, limit: number): Promise<OrderTarget[]>;
  /** Rows of a shop with a request that failed since a moment and stands so, the oldest failure first; may lag. */
  failed(shop: ShopKey, since: EpochMs, limit: number): Promise<OrderTarget[]>;
  /** Shops of a bucket with a row that has failed; one small read for each shop. May lag. */
  failedShops(bucket: number): Promise<ShopKey[]>;
  /**
   * Rows of a shop with a request that a pause had held and that was confirmed since a moment, so that what an outage held can be counted when it is
   * over. May lag; a row is absent while it is due.
   */
  freed(shop: ShopKey, since: EpochMs, limit: number): Promise<OrderTarget[]>;
  /** Shops of a bucket with a due row, and since when the most overdue of each is; one small read for each shop. May lag. */
  dueSince(bucket: number, until: EpochMs): Promise<DueShop[]>;
}
