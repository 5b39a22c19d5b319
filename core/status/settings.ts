import { dayMs, hourMs, minuteMs, secondMs } from '../kernel/index.ts';

/** Settings of pushes. Every value has a default that suits production. */
export interface StatusSettings {
  /** Orders of one shop that a worker claims at once: one call’s worth. */
  readonly claimMax: number;
  /**
   * How long a claimed row is left alone. Longer than a worker may run and its last call may take together: else two workers
   * would make the same call.
   */
  readonly leaseMs: number;
  /** No mall call starts with less than this left of the run. */
  readonly callReserveMs: number;
  /**
   * After an unknown outcome: how often the mall is looked at, and how long after the first call it is asked again if nothing is seen. That wait
   * doubles with each call up to `unknownWaitMaxMs`: a mall that carries out calls late would carry out all of them.
   */
  readonly unknownWaitMs: number;
  readonly unknownWaitMaxMs: number;
  /** How long after the last unknown outcome a done push is looked at again: a call can be applied long after we gave it up. */
  readonly lookAgainMs: readonly number[];
  /** First wait after a failure; doubles up to `retryWaitMaxMs`, with up to a quarter of jitter. */
  readonly retryWaitMs: number;
  readonly retryWaitMaxMs: number;
  /** First wait for the mall to process an order; doubles up to `mallWaitMaxMs`. */
  readonly mallWaitMs: number;
  readonly mallWaitMaxMs: number;
  /** An order that the mall does not show is unknown after so many turns without it, over so long; a stored one only if it is not listed either. */
  readonly missedMin: number;
  readonly missedForMs: number;
  /** A push that waits for the mall for longer than this has failed: RMS cancels an unconfirmed order after 14 days. */
  readonly mallWaitTotalMs: number;
  /** Calls after which a change that the mall accepts and does not show counts as refused. */
  readonly unseenTriesMax: number;
  /** A shop refused for its key is tried again this often: RMS refuses a fresh key for some minutes. */
  readonly keyRetryMs: number;
  /** How long the index may take to show a row that was just written: a run that finds nothing looks once more after it. */
  readonly indexLagMs: number;
  /** A run makes no further call to a shop after so many in a row were not answered. */
  readonly failuresInARowMax: number;
  /** A push that is due within this time gets a message of its own, and does not wait for the sweep. */
  readonly wakeWithinMs: number;
  /** Shops worked on at once by one run. */
  readonly shopsAtOnce: number;
  /** Orders of one shop written at once. */
  readonly writesAtOnce: number;
}

export const defaultStatusSettings: StatusSettings = {
  claimMax: 100,
  leaseMs: 6 * minuteMs,
  callReserveMs: 45 * secondMs,
  unknownWaitMs: 5 * minuteMs,
  unknownWaitMaxMs: 40 * minuteMs,
  lookAgainMs: [15 * minuteMs, 2 * hourMs],
  retryWaitMs: 30 * secondMs,
  // Short, since it is waited for after an outage, too: while the mall is down its pause holds everything, and nothing is tried.
  retryWaitMaxMs: 5 * minuteMs,
  mallWaitMs: 2 * minuteMs,
  mallWaitMaxMs: hourMs,
  missedMin: 3,
  missedForMs: 10 * minuteMs,
  mallWaitTotalMs: 14 * dayMs,
  unseenTriesMax: 5,
  keyRetryMs: 10 * minuteMs,
  indexLagMs: 2 * secondMs,
  failuresInARowMax: 2,
  // The longest delay that SQS gives a message.
  wakeWithinMs: 15 * minuteMs,
  shopsAtOnce: 25,
  writesAtOnce: 32,
};

/** How long after the last of `calls` with an unknown outcome the mall is asked again. */
export function openWaitMs(
  calls: number,
  { unknownWaitMs, unknownWaitMaxMs }: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs'>,
): number {
  return Math.min(unknownWaitMs * 2 ** Math.max(0, calls - 1), unknownWaitMaxMs);
}
