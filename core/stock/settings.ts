import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultWorkSettings } from '../session/index.ts';

/** Settings of stock pushes. Defaults suit production. */
export const defaultSyncSettings = {
  ...defaultWorkSettings,
  skusAtOnce: 100,
  merchantsAtOnce: 8,
  /** Duration of a claim. Calls need `callReserveMs` of it left, so that two workers never call for one listing. */
  claimMs: 3 * minuteMs,
  /** Age up to which an import of new orders is fresh. */
  freshForMs: 20 * secondMs,
  importCalls: 25,
  importMs: 75 * secondMs,
  /** Interval of asking about a batch, and age at which it counts as a call without outcome. */
  batchAskMs: minuteMs,
  batchMaxMs: 2 * hourMs,
  /** Readings in a row without the item, and their time span, after which the mall has no such item. */
  missedMin: 3,
  missedForMs: 5 * minuteMs,
  /** If the mall was unhealthy within this time, levels are read back after setting them. */
  troubledForMs: hourMs,
  /**
   * Bounds of the wait of a listing to be raised while orders cannot be imported: as long as it has waited. The first run with the import
   * back takes all.
   */
  raiseWaitMs: minuteMs,
  raiseWaitMaxMs: 10 * minuteMs,
  /** Interval of reading during that wait: levels fall by sales, and rise only by people or cancels. */
  raiseReadMs: 30 * minuteMs,
  /** Bounds of the wait of a refused listing: as long as it has been refused. */
  refusedRetryMs: hourMs,
  refusedRetryMaxMs: dayMs,
  /** Time for which the sweep leaves a dirty SKU to its message. */
  sweepGraceMs: 2 * minuteMs,
  dirtyAtOnce: 1_000,
  /** Hours in Japan of the nightly comparison, spread over two hours by shop. */
  driftHour: 3,
  driftUntilHour: 8,
  driftPage: 400,
  /** Wait before differences are read again: orders appear in the mall's listing once their second is over. */
  driftAgainMs: 10 * secondMs,
  foldsAtOnce: 8,
  stockDrift: 'heal' as StockDrift,
};

export type SyncSettings = Readonly<typeof defaultSyncSettings>;

/** `heal`: a wrong level is corrected. `ask`: reported, for a person to decide. */
export type StockDrift = 'heal' | 'ask';
