/** The minute with which a subject's span begins, `(2/2 15:44〜16:20)`: as it is written for who reads it. */
const moment = /\((\d+)\/(\d+) (\d+):(\d+)〜[^)]*\)$/;

/** The beginning of an outage as the subject of its mail has it, in ms; undefined for subjects without one. Worlds and scenes are of 2026. */
export function sinceOf(subject: string): number | undefined {
  const [, month, day, hour, minute] = moment.exec(subject) ?? [];
  if (month === undefined) return undefined;
  return Date.UTC(2026, Number(month) - 1, Number(day), Number(hour) - 9, Number(minute));
}
