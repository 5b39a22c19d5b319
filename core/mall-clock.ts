import { type EpochMs, hourMs, minuteMs } from './units.ts';

/** Our clock and a mall's differ by this much at most. A larger difference is an error of one of them. */
export const clockErrorMaxMs = hourMs;

/** An answer names the whole second in which the mall began it, and is heard later. */
const answerMaxMs = minuteMs;

/** True when what a mall tells of its clock can be right. */
export function isBelievableClock(mallTime: EpochMs, now: EpochMs): boolean {
  const aheadMs = mallTime - now;
  return aheadMs <= clockErrorMaxMs && aheadMs >= -clockErrorMaxMs - answerMaxMs;
}

/**
 * A mall's moment as it is safe for a cursor: never more than an hour ahead of our clock. Where it is, our own counts. A
 * mall that is behind is taken at its word: a cursor that lags is caught up, one that runs ahead passes orders.
 */
export function boundedMallTime(mallTime: EpochMs, now: EpochMs): EpochMs {
  return mallTime - now > clockErrorMaxMs ? now : mallTime;
}
