import { hourMs, minuteMs, secondMs } from '../kernel/index.ts';

export const defaultWorkSettings = {
  shopsAtOnce: 25,
  writesAtOnce: 32,
  /** Time that run and claims must have left for a call: turn, time-out, writes. */
  callReserveMs: 45 * secondMs,
  /** Wait before reading after a call without outcome that could not be read back. */
  unknownWaitMs: 5 * minuteMs,
  /** Looks after the last such call, which may be applied long after we gave up. */
  lookAgainMs: [15 * minuteMs, 2 * hourMs] as readonly number[],
  /** First wait after a failure; doubles up to `retryWaitMaxMs`, with up to a quarter of jitter. */
  retryWaitMs: 30 * secondMs,
  // Short, since ended outages wait for it, too; while a mall is down its pause holds everything.
  retryWaitMaxMs: 5 * minuteMs,
  /** Delay of the index for new rows. */
  indexLagMs: 2 * secondMs,
  /** Time ahead in which due work gets its own message (SQS's longest delay) instead of waiting for the sweep. */
  wakeWithinMs: 15 * minuteMs,
};

export type WorkSettings = Readonly<typeof defaultWorkSettings>;
