/** Milliseconds since 1970-01-01T00:00:00Z, always by some clock port. */
export type EpochMs = number & { readonly unit?: 'EpochMs' };

export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;

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

/** Splits a list into consecutive parts of at most `size`. */
export function inChunks<T>(items: readonly T[], size: number): T[][] {
  const chunks: T[][] = [];
  for (let start = 0; start < items.length; start += size) chunks.push(items.slice(start, start + size));
  return chunks;
}
