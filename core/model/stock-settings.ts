import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';

/** The settings of stock. Every value has a default that suits production. */
export interface StockSettings {
  /**
   * Entries older than this may be summed into a checkpoint. Writers of entries (`ImportSettings.foldAfterMs`) and the process that
   * folds must use the same value: lower it only once every process that writes knows the lower one.
   */
  readonly foldAfterMs: number;
  /** A checkpoint is made where it saves reading at least this many entries. */
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
