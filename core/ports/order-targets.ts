import type { EpochMs } from '../kernel/index.ts';
import type { OrderTarget, ShopKey } from '../model/index.ts';
import type { OrderKey } from './orders.ts';
import type { DueShop } from './pushes.ts';

/**
 * Requests: one row per order. Every write is one conditional item, safe to repeat. A row is in the index of due rows while any part is
 * due, even while claimed.
 */
export interface OrderTargets {
  /** Reads one row, strongly consistent. */
  get(key: OrderKey): Promise<OrderTarget | null>;
  put(target: OrderTarget): Promise<'stored' | 'changed'>;
  /**
   * Unclaimed due rows, the most overdue first. Found by an index that may lag, then read strongly: a new row may be missing, none is
   * outdated.
   */
  due(shop: ShopKey, until: EpochMs, limit: number): Promise<OrderTarget[]>;
  /** Reads rows unordered; may lag. One query reads everything between the first and last number, so ask for orders placed in sequence. */
  ofOrders(shop: ShopKey, orderNumbers: readonly string[]): Promise<OrderTarget[]>;
  /** Rows with an unfinished request by due time, claimed ones included; may lag. */
  undone(shop: ShopKey, limit: number): Promise<OrderTarget[]>;
  /** Standing failures since a moment, the oldest first; may lag. */
  failed(shop: ShopKey, since: EpochMs, limit: number): Promise<OrderTarget[]>;
  /** One small read per shop; may lag. */
  failedShops(bucket: number): Promise<ShopKey[]>;
  /** Held by a pause and confirmed since a moment, to count what an outage held. May lag; absent while due. */
  freed(shop: ShopKey, since: EpochMs, limit: number): Promise<OrderTarget[]>;
  /** One small read per shop; may lag. */
  dueSince(bucket: number, until: EpochMs): Promise<DueShop[]>;
}
