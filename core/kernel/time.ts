/** Milliseconds since 1970-01-01T00:00:00Z, always from a clock port. */
export type EpochMs = number & { readonly unit?: 'EpochMs' };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The second that a moment lies in: malls measure in seconds. */
export const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / secondMs) * secondMs;

export const secondAfter = (at: EpochMs): EpochMs => Math.ceil(at / secondMs) * secondMs;

/** Japan has kept UTC+9 without daylight saving since 1952, so a fixed offset is exact. */
export const jstOffsetMs = 9 * hourMs;

/** Day in Japan, such as `2026-11-24`. */
export function jstDay(at: EpochMs): string {
  return new Date(at + jstOffsetMs).toISOString().slice(0, 10);
}

/** Time in Japan, such as `2026-11-24 15:45:07`. */
export function jstText(at: EpochMs): string {
  return new Date(at + jstOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

export function jstHour(at: EpochMs): number {
  return new Date(at + jstOffsetMs).getUTCHours();
}

/** `time` is such as `08:30`. */
export function jstMoment(day: string, time = '00:00'): EpochMs {
  return Date.parse(`${day}T${time}:00+09:00`);
}

export function inChunks<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** The largest difference between our clock and a mall's; a larger one means that one clock is wrong. */
export const clockErrorMaxMs = hourMs;

/** Extra lag allowed to a mall's clock: answers carry the second in which they were begun. */
const answerMaxMs = minuteMs;

export function isBelievableClock(mallTime: EpochMs, now: EpochMs): boolean {
  const aheadMs = mallTime - now;
  return aheadMs <= clockErrorMaxMs && aheadMs >= -clockErrorMaxMs - answerMaxMs;
}

/**
 * A mall's time made safe for a cursor: ours if the mall's is more than an hour ahead. A cursor that lags catches up; one ahead would skip
 * orders.
 */
export function boundedMallTime(mallTime: EpochMs, now: EpochMs): EpochMs {
  return mallTime - now > clockErrorMaxMs ? now : mallTime;
}

/**
 * Whether two moments are closer than `ms`, either way: after a clock was set back, remembered things must still expire. False without a
 * moment.
 */
export function isNear(moment: EpochMs | null | undefined, now: EpochMs, ms: number): boolean {
  return moment != null && Math.abs(now - moment) < ms;
}

/**
 * Time for which trouble counts as new. Alarms notify only when they go off, so they watch the moment at which trouble became reportable,
 * not its age: one shop's long trouble would hide the next shop's. An hour without runs raises its own page.
 */
const toldForMs = hourMs;

/** True in the hour that begins with the moment. */
export function isJustPast(moment: EpochMs, now: EpochMs): boolean {
  return moment <= now && now - moment < toldForMs;
}

/** `isJustPast`, and again each whole day after: unresolved trouble is reported daily. */
export function isJustPastDaily(moment: EpochMs, now: EpochMs): boolean {
  const wholeDays = Math.max(0, Math.floor((now - moment) / dayMs));
  return isJustPast(moment + wholeDays * dayMs, now);
}
