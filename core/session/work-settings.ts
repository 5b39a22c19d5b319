import { hourMs, minuteMs, secondMs } from '../kernel/index.ts';

/** Settings of the work on what a mall is to be told: changes of statuses, and levels of stock. */
export interface WorkSettings {
  /** Shops worked on at once by one run. */
  readonly shopsAtOnce: number;
  /** Reads and writes of rows at once, for one shop or merchant. */
  readonly writesAtOnce: number;
  /** No mall call starts with less than this left of the run, or of its claims: time for its turn, its time-out, the writes after it. */
  readonly callReserveMs: number;
  /** After a call with an open end that could not be read back: how long to wait before the mall is looked at. */
  readonly unknownWaitMs: number;
  /** How long after the last call with an open end the mall is looked at again: a call can be applied long after we gave it up. */
  readonly lookAgainMs: readonly number[];
  /** First wait after a failure; doubles up to `retryWaitMaxMs`, with up to a quarter of jitter. */
  readonly retryWaitMs: number;
  readonly retryWaitMaxMs: number;
  /** A shop refused for its key is tried again this often: RMS refuses a fresh key for some minutes. */
  readonly keyRetryMs: number;
  /** How long the index may take to show a row that was just written: a run that finds nothing looks once more after it. */
  readonly indexLagMs: number;
  /** A run makes no further call to a shop after so many in a row were not answered. */
  readonly failuresInARowMax: number;
  /** What is due within this time gets a message of its own, and does not wait for the sweep. */
  readonly wakeWithinMs: number;
}

export const defaultWorkSettings: WorkSettings = {
  shopsAtOnce: 25,
  writesAtOnce: 32,
  callReserveMs: 45 * secondMs,
  unknownWaitMs: 5 * minuteMs,
  lookAgainMs: [15 * minuteMs, 2 * hourMs],
  retryWaitMs: 30 * secondMs,
  // Short, since it is waited for after an outage, too: while the mall is down its pause holds everything, and nothing is tried.
  retryWaitMaxMs: 5 * minuteMs,
  keyRetryMs: 10 * minuteMs,
  indexLagMs: 2 * secondMs,
  failuresInARowMax: 2,
  // The longest delay that SQS gives a message.
  wakeWithinMs: 15 * minuteMs,
};
