import { dayMs, hourMs, minuteMs } from '../kernel/index.ts';
import { defaultWorkSettings } from '../session/index.ts';

/** Settings of status changes. Defaults suit production. */
export const defaultStatusSettings = {
  ...defaultWorkSettings,
  /** One call's worth. */
  claimMax: 100,
  /** Longer than a worker and its last call may take, or two would make the same call. */
  claimMs: 6 * minuteMs,
  /** Time from a claim in which calls may begin. */
  callsForMs: 3 * minuteMs,
  /** Longest wait before an unseen change is called again, doubling from `unknownWaitMs`: late calls would all be carried out. */
  unknownWaitMaxMs: 40 * minuteMs,
  /** First wait for the mall to process an order; doubles up to `mallWaitMaxMs`. */
  mallWaitMs: 2 * minuteMs,
  mallWaitMaxMs: hourMs,
  /** Turns, and their time span, without finding an order after which it is unknown; a stored one must also be absent from the listing. */
  missedMin: 3,
  missedForMs: 10 * minuteMs,
  /** Longest wait for the mall before failure: RMS cancels unconfirmed orders after 14 days. */
  mallWaitTotalMs: 14 * dayMs,
  /** Calls after which an accepted but never shown change counts as refused. */
  unseenTriesMax: 5,
};

export type StatusSettings = Readonly<typeof defaultStatusSettings>;

/** Wait after the last of `calls` with unknown outcome. */
export function openWaitMs(
  calls: number,
  { unknownWaitMs, unknownWaitMaxMs }: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs'>,
): number {
  return Math.min(unknownWaitMs * 2 ** Math.max(0, calls - 1), unknownWaitMaxMs);
}
