import { dayMs } from '../units.ts';

/** What stock can be told. Every value has a default that suits production. */
export interface StockSettings {
  /**
   * Entries older than this may be summed into a checkpoint. Writers of entries (`ImportSettings.foldAfterMs`) and whoever folds
   * must go by the same value: lower it only once every process that writes knows the lower one.
   */
  readonly foldAfterMs: number;
  /** A checkpoint is made where it saves reading at least so many entries. */
  readonly foldEntriesMin: number;
  /** Queries of one reading of levels under way at once. */
  readonly readsAtOnce: number;
}

export const defaultStockSettings: StockSettings = {
  // Orders are final after 63 days: few entries below the boundary still change, and each that does costs its checkpoint.
  foldAfterMs: 70 * dayMs,
  foldEntriesMin: 200,
  readsAtOnce: 16,
};
