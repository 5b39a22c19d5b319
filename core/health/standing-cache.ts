import type { Standing } from '../pause/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pauses } from '../ports/pauses.ts';
import { type EpochMs, secondMs } from '../units.ts';

/** What was read of the pauses counts for so long: a pause that was just written holds every worker after this. */
export const standingAgeMaxMs = 10 * secondMs;

/** The rows that can hold work back, read at most every ten seconds by one process. */
export interface StandingCache {
  read(pauses: Pick<Pauses, 'standing'>): Promise<Standing>;
}

/** Caches the standing rows for all runs of a process. Two askers at once share one read. */
export function createStandingCache(clock: Clock): StandingCache {
  let cached: { readonly at: EpochMs; readonly standing: Promise<Standing> } | undefined;
  return {
    async read(pauses) {
      const now = clock.now();
      // A clock that was set back must not make what was read last for ever.
      const isFresh = cached !== undefined && Math.abs(now - cached.at) < standingAgeMaxMs;
      if (cached === undefined || !isFresh) cached = { at: now, standing: pauses.standing() };
      const { standing } = cached;
      try {
        return await standing;
      } catch (error) {
        if (cached?.standing === standing) cached = undefined;
        throw error;
      }
    },
  };
}
