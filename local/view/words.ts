/** Japan has been nine hours ahead of UTC, without summer time, since 1952. */
const jstOffsetMs = 9 * 3_600_000;

/** `16:45:07`, as it is in Japan. */
export function timeText(atMs: number): string {
  return new Date(atMs + jstOffsetMs).toISOString().slice(11, 19);
}

/** `2026-11-24 16:45:07`, as it is in Japan. */
export function dateTimeText(atMs: number): string {
  return new Date(atMs + jstOffsetMs).toISOString().slice(0, 19).replace('T', ' ');
}

/** `40 s`, `12 min`, `5 h`, `3 d`: as much as is of use at a glance. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** `12,345`; a dash if unknown. */
export function countText(count: number | null): string {
  return count === null ? '-' : count.toLocaleString('en-US');
}

export type Paint = (look: 'bold' | 'dim' | 'green' | 'red' | 'yellow' | 'cyan', text: string) => string;
