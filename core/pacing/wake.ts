/** What a run over one shop leaves behind. */
export interface Left {
  /** Whether something is due that the run could have done. */
  readonly isMore: boolean;
  /** Whether the mall failed, so that the run ended early. */
  readonly mallFailed: boolean;
  /** When the things that the run tried are due again. */
  readonly nextAts: readonly number[];
}

/** What says how soon somebody looks again. */
export interface WakeSettings {
  /** The rest that a mall is given after it failed, in ms. */
  readonly retryWaitMs: number;
  /** What is due later than so many ms from now is left to the sweep. */
  readonly wakeWithinMs: number;
}

/** What is due within so long of each other is looked at together, at the end of it. */
const togetherMs = 30_000;

/**
 * In how many ms somebody is to look at the shop again, each moment once: for what came while others found its lease taken at once, or
 * after a rest for a mall that fails; when the next thing is due, and whenever a later one is, which whoever works on the rest knows nothing
 * of. What the sweep sees early enough is left to it.
 */
export function wakesAfterMs({ isMore, mallFailed, nextAts }: Left, now: number, settings: WakeSettings): number[] {
  const next = Math.min(...nextAts);
  const waits = nextAts.map((at) => Math.max(0, (at === next ? at : Math.ceil(at / togetherMs) * togetherMs) - now));
  if (isMore) waits.push(mallFailed ? settings.retryWaitMs : 0);
  return [...new Set(waits)].filter((afterMs) => afterMs <= settings.wakeWithinMs);
}
