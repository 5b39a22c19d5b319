/** What a run over one shop leaves behind. */
export interface Left {
  /** Whether something is due that the run could have done. */
  readonly isMore: boolean;
  /** Whether the mall failed, so that the run ended early. */
  readonly mallFailed: boolean;
  /** When the next thing is due; null: nothing is. */
  readonly nextAt: number | null;
}

/** What says how soon somebody looks again. */
export interface WakeSettings {
  /** The rest that a mall is given after it failed, in ms. */
  readonly retryWaitMs: number;
  /** What is due later than so many ms from now is left to the sweep. */
  readonly wakeWithinMs: number;
}

/**
 * In how many ms somebody is to look at the shop again, each moment once: for what came while others found its lease taken at once, or
 * after a rest for a mall that fails; and when the next thing is due, which whoever works on the rest knows nothing of. What the sweep
 * sees early enough is left to it.
 */
export function wakesAfterMs({ isMore, mallFailed, nextAt }: Left, now: number, settings: WakeSettings): number[] {
  const waits = nextAt === null ? [] : [Math.max(0, nextAt - now)];
  if (isMore) waits.push(mallFailed ? settings.retryWaitMs : 0);
  return [...new Set(waits)].filter((afterMs) => afterMs <= settings.wakeWithinMs);
}
