import { type EpochMs, jstDay } from '../../core/kernel/index.ts';

/**
 * Of the 50,000 calls a day that Yahoo allows an application (documented), so many may be made by a process that glances. The rest is for the runs
 * of the minute, which of eight shops make 11,520, and for what people are waiting for.
 */
const glancesUpTo = 20_000;

/** Counts this process's calls by application, whichever of its shops they are for; a day begins at midnight in Japan, which is assumed. */
export interface DayCount {
  made(clientId: string): void;
  /** False once what is left of the day is not for glances. */
  mayGlance(clientId: string): boolean;
}

export function createDayCount(now: () => EpochMs): DayCount {
  let day = '';
  let calls = new Map<string, number>();
  const ofToday = (): Map<string, number> => {
    const today = jstDay(now());
    if (today !== day) calls = new Map();
    day = today;
    return calls;
  };
  return {
    made(clientId) {
      const counted = ofToday();
      counted.set(clientId, (counted.get(clientId) ?? 0) + 1);
    },
    mayGlance: (clientId) => (ofToday().get(clientId) ?? 0) < glancesUpTo,
  };
}
