import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultStockSettings } from '../model/index.ts';

/** Settings of the import. Defaults suit production. */
export const defaultImportSettings = {
  /** Overlap of listings, for orders shown late. */
  overlapMs: 15 * minuteMs,
  /** Shortest time between writes of an idle cursor. */
  cursorRestMs: 5 * minuteMs,
  /** Calls per shop and run: at half a call a second they fit into the minute between runs. */
  callsPerRun: 25,
  /** Time that a run must have left for a call: turn (6 s), time-out (20 s), writes. */
  callReserveMs: 32 * secondMs,
  /** Wait before whole orders are asked for again after a refusal. */
  wholeAgainMs: 30 * minuteMs,
  /** Wait before an empty shard is read again, unless the schedule's own. */
  emptyShardRestMs: 10 * minuteMs,
  shopsAtOnce: 200,
  /** Percentage of a shard's shops that glances look at every 15 s while selling; 0: none (`warm-shops.ts`). */
  warmPercent: 10,
  scansAtOnce: 400,
  failuresInARowMax: 20,
  writesAtOnce: 32,
  /** Wait before unaccepted news is announced again. */
  announceGraceMs: 2 * minuteMs,
  /** Retention of personal data after an order became final. */
  retentionMs: 180 * dayMs,
  dueAtOnce: 1_000,
  setAsideMs: 15 * minuteMs,
  /** Age at which an intent's run is dead: longer than any function runs, by any clock an hour off. */
  intentAbandonedMs: 75 * minuteMs,
  /** First wait before a problem order is read again; doubles up to `problemWaitMaxMs`. */
  problemWaitMs: minuteMs,
  problemWaitMaxMs: hourMs,
  scanEveryMs: 15 * minuteMs,
  /** Span that the state scan lists whatever the progress, for late orders. */
  lateSpanMs: 48 * hourMs,
  /** Lag from which scans leave unknown orders to the import. */
  scanLagMaxMs: 30 * minuteMs,
  /** Hour in Japan of the nightly re-reading, spread over two hours by shop. */
  rereadHour: 1,
  /** Age from which claims may be in a checkpoint; equals `StockSettings.foldAfterMs`. */
  foldAfterMs: defaultStockSettings.foldAfterMs,
};

export type ImportSettings = Readonly<typeof defaultImportSettings>;

/** Parallel listings of a stage: 1,920 a second at a quarter of a second each, 2,500 with glances. */
const listingsAtOnceMax = 480;

export function standardShopsAtOnce(shards: number): number {
  return Math.min(defaultImportSettings.shopsAtOnce, Math.floor(listingsAtOnceMax / shards));
}

export const glanceAtOnceShare = 3 / 4;
