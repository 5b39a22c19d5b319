import { dayMs, jstDay } from '../../core/kernel/index.ts';

/** How long it is until it is noon in Japan, in milliseconds: whatever the hour is, no work of the night falls into what is counted. */
export function untilNoon(now: number): number {
  const noon = Date.parse(`${jstDay(now)}T12:00:00+09:00`);
  return noon >= now ? noon - now : noon + dayMs - now;
}
