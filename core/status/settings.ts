import { dayMs, hourMs, minuteMs } from '../kernel/index.ts';
import { defaultWorkSettings, type WorkSettings } from '../session/index.ts';

/** Settings of status changes. Every value has a default that suits production. */
export interface StatusSettings extends WorkSettings {
  /** Orders of one shop that a worker claims at once: one call’s worth. */
  readonly claimMax: number;
  /** How long a claim lasts: longer than a worker and its last call may take, else two workers would make the same call. */
  readonly leaseMs: number;
  /**
   * The longest wait before an unseen change is called for again: it doubles from `unknownWaitMs`, since a mall that carries out calls late would
   * carry out all.
   */
  readonly unknownWaitMaxMs: number;
  /** First wait for the mall to process an order; doubles up to `mallWaitMaxMs`. */
  readonly mallWaitMs: number;
  readonly mallWaitMaxMs: number;
  /** An order that so many turns over so long did not find is unknown; a stored one only if it is not listed either. */
  readonly missedMin: number;
  readonly missedForMs: number;
  /** A request that waits for the mall for longer has failed: RMS cancels an unconfirmed order after 14 days. */
  readonly mallWaitTotalMs: number;
  /** Calls after which a change that the mall accepts and does not show counts as refused. */
  readonly unseenTriesMax: number;
}

export const defaultStatusSettings: StatusSettings = {
  ...defaultWorkSettings,
  claimMax: 100,
  leaseMs: 6 * minuteMs,
  unknownWaitMaxMs: 40 * minuteMs,
  mallWaitMs: 2 * minuteMs,
  mallWaitMaxMs: hourMs,
  missedMin: 3,
  missedForMs: 10 * minuteMs,
  mallWaitTotalMs: 14 * dayMs,
  unseenTriesMax: 5,
};

/** How long after the last of `calls` with an unknown outcome the mall is asked again. */
export function openWaitMs(
  calls: number,
  { unknownWaitMs, unknownWaitMaxMs }: Pick<StatusSettings, 'unknownWaitMs' | 'unknownWaitMaxMs'>,
): number {
  return Math.min(unknownWaitMs * 2 ** Math.max(0, calls - 1), unknownWaitMaxMs);
}
