import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';
import { defaultWorkSettings, type WorkSettings } from '../session/index.ts';

/** Settings of stock pushes. Every value has a default that suits production. */
export interface SyncSettings extends WorkSettings {
  /** SKUs that are computed and spread at once. */
  readonly skusAtOnce: number;
  /** Merchants whose SKUs are spread at once by one run. */
  readonly merchantsAtOnce: number;
  /**
   * How long a claimed listing is left alone. Longer than a call with its turn may take: no call starts with less than
   * `callReserveMs` left of the claim, so no worker calls the mall for a listing that another worker may claim.
   */
  readonly claimMs: number;
  /** How long the import of a shop's new orders counts as fresh. */
  readonly freshForMs: number;
  /** What the import of a shop's new orders may take before a push: its calls, and its time. */
  readonly importCalls: number;
  readonly importMs: number;
  /** How often the mall is asked whether a batch has ended, and after how long it counts as a call with an open end. */
  readonly batchAskMs: number;
  readonly batchMaxMs: number;
  /** The mall has no such item once so many readings in a row left it out, over so long. */
  readonly missedMin: number;
  readonly missedForMs: number;
  /** A mall that was not healthy within this is not believed that it has set what it says: it is read back. */
  readonly troubledForMs: number;
  /**
   * A listing that should show more, while its shop's orders cannot be imported, is tried again after this, then after as long as it
   * has waited, and at last this often: nothing that a try finds out may be acted on before the import is back. The first run that
   * finds the import back takes all that wait of the shop.
   */
  readonly raiseWaitMs: number;
  readonly raiseWaitMaxMs: number;
  /** During that wait the mall is read only this often: its level falls by sales, and rises only by a person or a cancel. */
  readonly raiseReadMs: number;
  /** A listing that the mall refuses by name is tried again so long after: as long as it has been refused, within these bounds. */
  readonly refusedRetryMs: number;
  readonly refusedRetryMaxMs: number;
  /** The sweep leaves a dirty SKU to the message that names it for this long. */
  readonly sweepGraceMs: number;
  /** Dirty SKUs of one bucket that one sweep names, the longest dirty first. */
  readonly dirtyAtOnce: number;
  /** A shop's listings are compared with the mall from this hour in Japan on, spread over two hours by shop, and until that one. */
  readonly driftHour: number;
  readonly driftUntilHour: number;
  /** Listings that are compared at once. */
  readonly driftPage: number;
  /** What differs is looked at again after this long: an order shows in the mall's listing only when its second is over. */
  readonly driftAgainMs: number;
  /** SKUs whose old entries are summed at once, in the same night. */
  readonly foldsAtOnce: number;
  /** What happens to a listing whose mall shows another level: it is corrected, or left to a person. */
  readonly stockDrift: StockDrift;
}

/** `heal`: a wrong level is corrected. `ask`: it is only reported, and a person decides. */
export type StockDrift = 'heal' | 'ask';

export const defaultSyncSettings: SyncSettings = {
  ...defaultWorkSettings,
  skusAtOnce: 100,
  merchantsAtOnce: 8,
  claimMs: 3 * minuteMs,
  freshForMs: 20 * secondMs,
  importCalls: 25,
  importMs: 75 * secondMs,
  batchAskMs: minuteMs,
  batchMaxMs: 2 * hourMs,
  missedMin: 3,
  missedForMs: 5 * minuteMs,
  troubledForMs: hourMs,
  raiseWaitMs: minuteMs,
  raiseWaitMaxMs: 10 * minuteMs,
  raiseReadMs: 30 * minuteMs,
  refusedRetryMs: hourMs,
  refusedRetryMaxMs: dayMs,
  sweepGraceMs: 2 * minuteMs,
  dirtyAtOnce: 1_000,
  driftHour: 3,
  driftUntilHour: 8,
  driftPage: 400,
  driftAgainMs: 10 * secondMs,
  foldsAtOnce: 8,
  stockDrift: 'heal',
};
