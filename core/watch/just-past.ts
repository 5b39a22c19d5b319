import { dayMs, type EpochMs, hourMs } from '../units.ts';

/**
 * A metric alarm tells only when it begins to stand. Where one shop's trouble may last for weeks, the alarm goes by the moment at which it
 * came to be worth telling, and not by its age: else the first shop would keep the alarm standing, and nobody would hear of the next. The
 * moment counts for so long, so that runs that did not come about hide nothing: whole runs of an hour missing are a page of their own.
 */
export const toldForMs = hourMs;

/** True in the hour that begins with the moment. */
export function isJustPast(moment: EpochMs, now: EpochMs): boolean {
  return moment <= now && now - moment < toldForMs;
}

/** The same, and true again in the hour after each whole day more: what nobody has seen to is told of once a day. */
export function isJustPastDaily(moment: EpochMs, now: EpochMs): boolean {
  const wholeDays = Math.max(0, Math.floor((now - moment) / dayMs));
  return isJustPast(moment + wholeDays * dayMs, now);
}
