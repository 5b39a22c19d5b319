import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultWorkSettings } from '../session/index.ts';

/** Settings of stock pushes. Every value has a default that suits production. */
export const defaultSyncSettings = {
  ...defaultWorkSettings,
  /** SKUs that are computed and spread at once. */
  skusAtOnce: 100,
  /** Merchants whose SKUs are spread at once by one run. */
  merchantsAtOnce: 8,
  /**
   * How long a claimed listing is left alone. Longer than a call with its turn may take: no call starts with less than
   * `callReserveMs` left of the claim, so no worker calls the mall for a listing that another worker may claim.
   */
  claimMs: 3 * minuteMs,
  /** How long the import of a shop's new orders counts as fresh. */
  freshForMs: 20 * secondMs,
  /** What the import of a shop's new orders may take before a push: its calls, and its time. */
  importCalls: 25,
  importMs: 75 * secondMs,
  /** How often the mall is asked whether a batch has ended, and after how long it counts as a call with an open end. */
  batchAskMs: minuteMs,
  batchMaxMs: 2 * hourMs,
  /** The mall has no such item once so many readings in a row left it out, over so long. */
  missedMin: 3,
  missedForMs: 5 * minuteMs,
  /** A mall that was not healthy within this is not believed that it has set what it says: it is read back. */
  troubledForMs: hourMs,
  /**
   * A listing that should show more, while its shop's orders cannot be imported, is tried again after this, then after as long as it
   * has waited, and at last this often: nothing that a try finds out may be acted on before the import is back. The first run that
   * finds the import back takes all that wait of the shop.
   */
  raiseWaitMs: minuteMs,
  raiseWaitMaxMs: 10 * minuteMs,
  /** During that wait the mall is read only this often: its level falls by sales, and rises only by a person or a cancel. */
  raiseReadMs: 30 * minuteMs,
  /** A listing that the mall refuses by name is tried again so long after: as long as it has been refused, within these bounds. */
  refusedRetryMs: hourMs,
  refusedRetryMaxMs: dayMs,
  /** The sweep leaves a dirty SKU to the message that names it for this long. */
  sweepGraceMs: 2 * minuteMs,
  /** Dirty SKUs of one bucket that one sweep names, the longest dirty first. */
  dirtyAtOnce: 1_000,
  /** A shop's listings are compared with the mall from this hour in Japan on, spread over two hours by shop, and until that one. */
  driftHour: 3,
  driftUntilHour: 8,
  /** Listings that are compared at once. */
  driftPage: 400,
  /** What differs is looked at again after this long: an order shows in the mall's listing only when its second is over. */
  driftAgainMs: 10 * secondMs,
  /** SKUs whose old entries are summed at once, in the same night. */
  foldsAtOnce: 8,
  /** What happens to a listing whose mall shows another level: it is corrected, or left to a person. */
  stockDrift: 'heal' as StockDrift,
};

export type SyncSettings = Readonly<typeof defaultSyncSettings>;

/** `heal`: a wrong level is corrected. `ask`: it is only reported, and a person decides. */
export type StockDrift = 'heal' | 'ask';
