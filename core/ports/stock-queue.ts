import type { WorkQueue } from './work-queue.ts';

/** Tells the workers of stock where to look: at a shop's listings, or at SKUs whose level may have changed. */
export interface StockQueue extends WorkQueue {
  /**
   * Names SKUs of a merchant that were marked dirty, many in one message; `from` is the shop whose orders moved them, or the merchant
   * where nobody knows which, so that its messages do not keep those of others waiting. Throws `queue.failing` when some could not be sent: the sweep finds them.
   */
  spread(from: string, merchant: string, skus: readonly string[]): Promise<void>;
}
