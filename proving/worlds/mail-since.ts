/** The minute with which a subject's span begins, `(2/2 15:44〜16:20)`: as it is written for who reads it. */
const moment = /\((\d+)\/(\d+) (\d+):(\d+)〜[^)]*\)$/;

/** The beginning of an outage as the subject of its mail has it, in ms; undefined for subjects without one. Worlds and scenes are of 2026. */
export function sinceOf(subject: string): number | undefined {
  const [, month, day, hour, minute] = moment.exec(subject) ?? [];
  if (month === undefined) return undefined;
  return Date.UTC(2026, Number(month) - 1, Number(day), Number(hour) - 9, Number(minute));
}

/** A span in a text, `2026年2月10日(火) 15:45 〜 22:35(6時間50分)`, whose end has a day where that is another one. */
const span = /(\d+)年(\d+)月(\d+)日\(.\) (\d+):(\d+) 〜 (?:(\d+)月(\d+)日\(.\) )?(\d+):(\d+)\(/g;

/** When a mall was out, as the text of an all-clear has it, in ms. */
export function spansIn(text: string): { readonly from: number; readonly until: number }[] {
  return [...text.matchAll(span)].map((found) => {
    const [year = 0, month = 0, day = 0, hour = 0, minute = 0, , , toHour = 0, toMinute = 0] = found
      .slice(1)
      .map(Number);
    const [toMonth, toDay] = [Number(found[6] ?? month), Number(found[7] ?? day)];
    const at = (ofMonth: number, ofDay: number, ofHour: number, ofMinute: number): number =>
      Date.UTC(year, ofMonth - 1, ofDay, ofHour - 9, ofMinute);
    return { from: at(month, day, hour, minute), until: at(toMonth, toDay, toHour, toMinute) };
  });
}
