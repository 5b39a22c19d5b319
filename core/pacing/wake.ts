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
 * In how many ms somebody is to look at the shop again: at once for what came while others found its lease taken, and else when the
 * next thing is due. Null: the sweep comes early enough.
 */
export function wakeAfterMs({ isMore, mallFailed, nextAt }: Left, now: number, settings: WakeSettings): number | null {
  if (isMore) return mallFailed ? settings.retryWaitMs : 0;
  if (nextAt === null || nextAt - now > settings.wakeWithinMs) return null;
  return Math.max(0, nextAt - now);
}
