import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultStockSettings } from '../model/index.ts';

/** The settings of the import. Every value has a default that suits production. */
export interface ImportSettings {
  /** Each listing starts this much before the cursor, for orders the mall shows late. */
  readonly overlapMs: number;
  /** An idle shop's cursor is written at most this often: an idle poll writes nothing. */
  readonly cursorRestMs: number;
  /**
   * Mall calls one shop may use in one run, so that a shop with a backlog does not starve the others. At half a call a second
   * they fit into the minute between two runs.
   */
  readonly callsPerRun: number;
  /** No mall call starts with less than this left of the run: its turn (6 s), its time-out (20 s), the writes after it. */
  readonly callReserveMs: number;
  /** Where the mall refused to give orders with their listing, they are asked for again after this long. */
  readonly wholeAgainMs: number;
  /** A shard without shops is asked for again after this long, unless it is the schedule's own. */
  readonly emptyShardRestMs: number;
  /** Shops polled at once by one run. */
  readonly shopsAtOnce: number;
  /** The share of a shard's shops, in percent, that glances look at every 15 s while they sell; 0: none (`warm-shops.ts`). */
  readonly warmPercent: number;
  /** Shops scanned at once by one run: more, because between two calls a scan waits three times as long as an import. */
  readonly scansAtOnce: number;
  /** A run ends when this many shops in a row fail on the mall's side. */
  readonly failuresInARowMax: number;
  /** Items of one shop written at once. */
  readonly writesAtOnce: number;
  /** The sweep re-announces what the bus has not accepted after this long. */
  readonly announceGraceMs: number;
  /** Personal data are removed this long after the order became final. */
  readonly retentionMs: number;
  /** Due rows of one bucket that one sweep looks at, the most overdue first. */
  readonly dueAtOnce: number;
  /** A due row that cannot be handled now is looked at again after this long. */
  readonly setAsideMs: number;
  /** A run that left an intent behind is taken for dead after this long; longer than any function may run, by any clock an hour off. */
  readonly intentAbandonedMs: number;
  /** First wait before a missing or unreadable order is read again; doubles up to `problemWaitMaxMs`. */
  readonly problemWaitMs: number;
  readonly problemWaitMaxMs: number;
  /** A shop refused for its key is tried again this often: RMS refuses a fresh key for some minutes. */
  readonly keyRetryMs: number;
  /** The state scan visits each shop this often. */
  readonly scanEveryMs: number;
  /** The state scan lists everything placed within this span, whatever its progress, for late appearances. */
  readonly lateSpanMs: number;
  /** A shop whose cursor lags more than this gets no unknown orders from the scan: the import is on its way there. */
  readonly scanLagMaxMs: number;
  /** The nightly re-reading starts at this hour in Japan, spread over the following two hours by shop. */
  readonly rereadHour: number;
  /** Claims on orders older than this may be summed in a checkpoint already; the same as `StockSettings.foldAfterMs`. */
  readonly foldAfterMs: number;
}

export const defaultImportSettings: ImportSettings = {
  overlapMs: 15 * minuteMs,
  cursorRestMs: 5 * minuteMs,
  callsPerRun: 25,
  callReserveMs: 32 * secondMs,
  wholeAgainMs: 30 * minuteMs,
  emptyShardRestMs: 10 * minuteMs,
  shopsAtOnce: 200,
  warmPercent: 10,
  scansAtOnce: 400,
  failuresInARowMax: 20,
  writesAtOnce: 32,
  announceGraceMs: 2 * minuteMs,
  retentionMs: 180 * dayMs,
  dueAtOnce: 1_000,
  setAsideMs: 15 * minuteMs,
  intentAbandonedMs: 75 * minuteMs,
  problemWaitMs: minuteMs,
  problemWaitMaxMs: hourMs,
  keyRetryMs: 10 * minuteMs,
  scanEveryMs: 15 * minuteMs,
  lateSpanMs: 48 * hourMs,
  scanLagMaxMs: 30 * minuteMs,
  rereadHour: 1,
  foldAfterMs: defaultStockSettings.foldAfterMs,
};

/** Listings of a whole stage at once: at a quarter of a second each they are 1,920 a second, whatever the number of its shops, and 2,500 with glances. */
const listingsAtOnceMax = 480;

/** The shops that a poll of one of so many shards works at side by side where no parameter says. */
export function standardShopsAtOnce(shards: number): number {
  return Math.min(defaultImportSettings.shopsAtOnce, Math.floor(listingsAtOnceMax / shards));
}

/** A glance looks at so many shops side by side, of those that a poll works at. */
export const glanceAtOnceShare = 3 / 4;
