import { type EpochMs, hourMs } from '../../core/kernel/index.ts';

/**
 * Of the 50,000 calls a day that Yahoo allows an application (documented), a process that glances makes a twenty-fourth of 20,000 in an hour, and leaves
 * the rest to the runs of the minute, which of eight shops make 11,520, and to what people are waiting for. By the hour, because few processes live for a day.
 */
const glancesUpTo = Math.floor(20_000 / 24);

/** Counts this process's calls of the hour by application, whichever of its shops they are for. */
export interface CallCount {
  made(clientId: string): void;
  /** False once what is left of the hour is not for glances. */
  mayGlance(clientId: string): boolean;
}

export function createCallCount(now: () => EpochMs): CallCount {
  let hour = 0;
  let calls = new Map<string, number>();
  const ofThisHour = (): Map<string, number> => {
    const present = Math.floor(now() / hourMs);
    if (present !== hour) calls = new Map();
    hour = present;
    return calls;
  };
  return {
    made(clientId) {
      const counted = ofThisHour();
      counted.set(clientId, (counted.get(clientId) ?? 0) + 1);
    },
    mayGlance: (clientId) => (ofThisHour().get(clientId) ?? 0) < glancesUpTo,
  };
}
