import { dayMs, hourMs, minuteMs } from '../kernel/index.ts';
import { defaultWorkSettings } from '../session/index.ts';

/** Settings of status changes. Every value has a default that suits production. */
export const defaultStatusSettings = {
  ...defaultWorkSettings,
  /** Orders of one shop that a worker claims at once: one call’s worth. */
  claimMax: 100,
  /** How long a claim lasts: longer than a worker and its last call may take, else two workers would make the same call. */
  claimMs: 6 * minuteMs,
  /** A call begins within this time of its claim. */
  callsForMs: 3 * minuteMs,
  /** The longest wait before an unseen change is called for again; it doubles from `unknownWaitMs` on: late calls would all be carried out. */
  unknownWaitMaxMs: 40 * minuteMs,
  /** First wait for the mall to process an order; doubles up to `mallWaitMaxMs`. */
  mallWaitMs: 2 * minuteMs,
  mallWaitMaxMs: hourMs,
  /** An order that so many turns over so long did not find is unknown; a stored one only if it is not listed either. */
  missedMin: 3,
  missedForMs: 10 * minuteMs,
  /** A request that waits for the mall for longer has failed: RMS cancels an unconfirmed order after 14 days. */
  mallWaitTotalMs: 14 * dayMs,
  /** Calls after which a change that the mall accepts and does not show counts as refused. */
  unseenTriesMax: 5,
};

export type StatusSettings = Readonly<typeof defaultStatusSettings>;

/** How long after the last of `calls` with an unknown outcome the mall is asked again. */
export function openWaitMs(
  calls: number,
  { unknownWaitMs, unknownWaitMaxMs }: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs'>,
): number {
  return Math.min(unknownWaitMs * 2 ** Math.max(0, calls - 1), unknownWaitMaxMs);
}
