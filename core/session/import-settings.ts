import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultStockSettings } from '../model/index.ts';

/** The settings of the import. Every value has a default that suits production. */
export const defaultImportSettings = {
  /** Each listing starts this much before the cursor, for orders the mall shows late. */
  overlapMs: 15 * minuteMs,
  /** An idle shop's cursor is written at most this often: an idle poll writes nothing. */
  cursorRestMs: 5 * minuteMs,
  /** Mall calls one shop may use in one run: at half a call a second they fit into the minute between two runs. */
  callsPerRun: 25,
  /** No mall call starts with less than this left of the run: its turn (6 s), its time-out (20 s), the writes after it. */
  callReserveMs: 32 * secondMs,
  /** Where the mall refused to give orders with their listing, they are asked for again after this long. */
  wholeAgainMs: 30 * minuteMs,
  /** A shard without shops is asked for again after this long, unless it is the schedule's own. */
  emptyShardRestMs: 10 * minuteMs,
  shopsAtOnce: 200,
  /** The share of a shard's shops, in percent, that glances look at every 15 s while they sell; 0: none (`warm-shops.ts`). */
  warmPercent: 10,
  /** Shops scanned at once by one run: between two calls a scan waits three times as long as an import. */
  scansAtOnce: 400,
  /** A run ends when this many shops in a row fail on the mall's side. */
  failuresInARowMax: 20,
  writesAtOnce: 32,
  /** The sweep re-announces what the bus has not accepted after this long. */
  announceGraceMs: 2 * minuteMs,
  /** Personal data are removed this long after the order became final. */
  retentionMs: 180 * dayMs,
  /** Due rows of one bucket that one sweep looks at, the most overdue first. */
  dueAtOnce: 1_000,
  /** A due row that cannot be handled now is looked at again after this long. */
  setAsideMs: 15 * minuteMs,
  /** A run that left an intent is taken for dead after this long: longer than any function may run, by any clock an hour off. */
  intentAbandonedMs: 75 * minuteMs,
  /** First wait before a missing or unreadable order is read again; doubles up to `problemWaitMaxMs`. */
  problemWaitMs: minuteMs,
  problemWaitMaxMs: hourMs,
  scanEveryMs: 15 * minuteMs,
  /** The state scan lists everything placed within this span, whatever its progress, for late appearances. */
  lateSpanMs: 48 * hourMs,
  /** A shop whose cursor lags more than this gets no unknown orders from the scan: the import is on its way there. */
  scanLagMaxMs: 30 * minuteMs,
  /** The nightly re-reading starts at this hour in Japan, spread over the following two hours by shop. */
  rereadHour: 1,
  /** Claims on orders older than this may be summed in a checkpoint already; the same as `StockSettings.foldAfterMs`. */
  foldAfterMs: defaultStockSettings.foldAfterMs,
};

export type ImportSettings = Readonly<typeof defaultImportSettings>;

/** Listings of a whole stage at once: at a quarter of a second each 1,920 a second, and 2,500 with glances. */
const listingsAtOnceMax = 480;

/** The shops that a poll of one of so many shards works at side by side where no parameter says. */
export function standardShopsAtOnce(shards: number): number {
  return Math.min(defaultImportSettings.shopsAtOnce, Math.floor(listingsAtOnceMax / shards));
}

/** A glance looks at this share of the shops that a poll works at side by side. */
export const glanceAtOnceShare = 3 / 4;
