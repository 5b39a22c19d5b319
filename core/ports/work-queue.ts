import type { ShopKey } from '../merchants/shop.ts';

/** Tells workers where to look. A message names a shop and never state, so it may be lost, doubled, late or out of order. */
export interface WorkQueue {
  /**
   * Sends one message a shop, to come now or after `afterMs` milliseconds (at most 15 minutes). Throws `queue.failing` when some
   * could not be sent: the sweep will send them again.
   */
  look(shops: readonly ShopKey[], afterMs?: number): Promise<void>;
}
