import { hourMs, minuteMs, secondMs } from '../kernel/index.ts';

/** Settings of the work on statuses and levels of stock. */
export const defaultWorkSettings = {
  shopsAtOnce: 25,
  writesAtOnce: 32,
  /** No mall call starts with less than this left of the run, or of its claims: its turn, its time-out, the writes after it. */
  callReserveMs: 45 * secondMs,
  /** How long to wait before the mall is read after a call with an open end that could not be read back. */
  unknownWaitMs: 5 * minuteMs,
  /** How long after the last call with an open end the mall is looked at again: a call can be applied long after we gave it up. */
  lookAgainMs: [15 * minuteMs, 2 * hourMs] as readonly number[],
  /** First wait after a failure; doubles up to `retryWaitMaxMs`, with up to a quarter of jitter. */
  retryWaitMs: 30 * secondMs,
  // Short, since an outage waits for it, too: while the mall is down its pause holds everything, and nothing is tried.
  retryWaitMaxMs: 5 * minuteMs,
  /** How long the index may take to show a row that was just written. */
  indexLagMs: 2 * secondMs,
  /** What is due within this time, the longest delay of an SQS message, gets a message of its own, and does not wait for the sweep. */
  wakeWithinMs: 15 * minuteMs,
};

export type WorkSettings = Readonly<typeof defaultWorkSettings>;
