import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultWorkSettings } from '../session/index.ts';

/** Settings of stock pushes. Every value has a default that suits production. */
export const defaultSyncSettings = {
  ...defaultWorkSettings,
  skusAtOnce: 100,
  merchantsAtOnce: 8,
  /** How long a claim lasts. No call starts with less than `callReserveMs` of it left, so two workers never call for one listing. */
  claimMs: 3 * minuteMs,
  /** How long the import of a shop's new orders counts as fresh. */
  freshForMs: 20 * secondMs,
  /** What the import before a push may take: its calls, and its time. */
  importCalls: 25,
  importMs: 75 * secondMs,
  /** How often the mall is asked whether a batch has ended, and after how long it counts as a call with an open end. */
  batchAskMs: minuteMs,
  batchMaxMs: 2 * hourMs,
  /** The mall has no such item once so many readings in a row left it out, over so long. */
  missedMin: 3,
  missedForMs: 5 * minuteMs,
  /** If the mall was unhealthy within this time, levels are read back after setting them. */
  troubledForMs: hourMs,
  /**
   * How soon a listing that should show more is tried again while its shop's orders cannot be imported: after as long as it has waited, within
   * these bounds. The first run that finds the import back takes all that wait.
   */
  raiseWaitMs: minuteMs,
  raiseWaitMaxMs: 10 * minuteMs,
  /** During that wait the mall is read only this often: its level falls by sales, and rises only by a person or a cancel. */
  raiseReadMs: 30 * minuteMs,
  /** A listing that the mall refuses is tried again after as long as it has been refused, within these bounds. */
  refusedRetryMs: hourMs,
  refusedRetryMaxMs: dayMs,
  /** The sweep leaves a dirty SKU to the message that names it for this long. */
  sweepGraceMs: 2 * minuteMs,
  /** Dirty SKUs of one bucket that one sweep names, the longest dirty first. */
  dirtyAtOnce: 1_000,
  /** Listings are compared with the mall from this hour in Japan on, spread over two hours by shop, and until that one. */
  driftHour: 3,
  driftUntilHour: 8,
  driftPage: 400,
  /** What differs is looked at again after this long: an order shows in the mall's listing only when its second is over. */
  driftAgainMs: 10 * secondMs,
  /** SKUs whose old entries are summed at once, in the same night. */
  foldsAtOnce: 8,
  /** What happens to a listing whose mall shows another level. */
  stockDrift: 'heal' as StockDrift,
};

export type SyncSettings = Readonly<typeof defaultSyncSettings>;

/** `heal`: a wrong level is corrected. `ask`: it is only reported, and a person decides. */
export type StockDrift = 'heal' | 'ask';
