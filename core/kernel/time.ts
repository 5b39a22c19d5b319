/** Milliseconds since 1970-01-01T00:00:00Z, always by some clock port. */
export type EpochMs = number & { readonly unit?: 'EpochMs' };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

/** The beginning of the second that a moment lies in: malls measure in seconds. */
export const wholeSecond = (at: EpochMs): EpochMs => Math.floor(at / secondMs) * secondMs;

/** The beginning of the next second where one has begun. */
export const secondAfter = (at: EpochMs): EpochMs => Math.ceil(at / secondMs) * secondMs;

/** Japan has kept UTC+9 without daylight saving since 1952, so a fixed offset is exact. */
export const jstOffsetMs = 9 * hourMs;

/** The calendar day in Japan, `2026-11-24`. */
export function jstDay(at: EpochMs): string {
  return new Date(at + jstOffsetMs).toISOString().slice(0, 10);
}

/** A moment as people in Japan read it, `2026-11-24 15:45:07`. */
export function jstText(at: EpochMs): string {
  return new Date(at + jstOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** The hour of the day in Japan, 0..23. */
export function jstHour(at: EpochMs): number {
  return new Date(at + jstOffsetMs).getUTCHours();
}

/** The moment of a day in Japan at which the clock shows `time`, `08:30`; its beginning when that is absent. */
export function jstMoment(day: string, time = '00:00'): EpochMs {
  return Date.parse(`${day}T${time}:00+09:00`);
}

/** Splits a list into consecutive parts of at most `size`. */
export function inChunks<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}

/** Our clock and a mall's differ by this much at most. A larger difference is an error of one of them. */
export const clockErrorMaxMs = hourMs;

/** An answer has the whole second in which the mall began it, and arrives later. */
const answerMaxMs = minuteMs;

/** True when the clock that a mall reports can be right. */
export function isBelievableClock(mallTime: EpochMs, now: EpochMs): boolean {
  const aheadMs = mallTime - now;
  return aheadMs <= clockErrorMaxMs && aheadMs >= -clockErrorMaxMs - answerMaxMs;
}

/**
 * A mall's moment as it is safe for a cursor: never more than an hour ahead of our clock. If it is, our own counts. A
 * mall's clock that is behind is used: a cursor that lags catches up, while one that is ahead would skip orders.
 */
export function boundedMallTime(mallTime: EpochMs, now: EpochMs): EpochMs {
  return mallTime - now > clockErrorMaxMs ? now : mallTime;
}

/** True within so long of a moment, on both sides: a clock that was set back must not make what is remembered last forever. False without one. */
export function isNear(moment: EpochMs | null | undefined, now: EpochMs, ms: number): boolean {
  return moment != null && Math.abs(now - moment) < ms;
}

/**
 * An alarm notifies only when it goes off. One shop's trouble may last for weeks, so the alarm uses the moment at which the trouble became worth
 * reporting, not its age: otherwise the first shop would keep the alarm on, and the next shop would not be reported. The moment counts for this
 * long, so that missing runs hide nothing: an hour without runs has a page of its own.
 */
const toldForMs = hourMs;

/** True in the hour that begins with the moment. */
export function isJustPast(moment: EpochMs, now: EpochMs): boolean {
  return moment <= now && now - moment < toldForMs;
}

/** The same, and true again in the hour after each further whole day: unresolved trouble is reported once a day. */
export function isJustPastDaily(moment: EpochMs, now: EpochMs): boolean {
  const wholeDays = Math.max(0, Math.floor((now - moment) / dayMs));
  return isJustPast(moment + wholeDays * dayMs, now);
}
