import { dayMs, type EpochMs, jstDay } from '../../../core/kernel/index.ts';

const forms = [
  // Spreadsheets write 2026/1/5, and some programs a time after the day.
  /^(\d{4})([-/])(\d{1,2})\2(\d{1,2})(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$/,
  /^(\d{4})()(\d{2})(\d{2})$/,
];

/** What a day may look like, for people. */
export const dayForm = 'a day as 2026-11-24, 2026/11/24 or 20261124';

/** A day in Japan as `2026-11-24`; null when it is none that exists. */
export function dayOf(text: string): string | null {
  const plain = text.normalize('NFKC').trim();
  for (const form of forms) {
    const [, year, , month = '', date = ''] = form.exec(plain) ?? [];
    if (year === undefined) continue;
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`;
    const at = Date.parse(`${day}T00:00:00Z`);
    return Number.isFinite(at) && new Date(at).toISOString().startsWith(day) ? day : null;
  }
  return null;
}

/** Days that lie further from today than this are most often a slip of the year or the month. */
const usualDays = 31;

/** A word of warning about a day that is most likely a slip; null for any other. */
export function unusualDay(day: string, now: EpochMs): string | null {
  const days = Math.round((Date.parse(day) - Date.parse(jstDay(now))) / dayMs);
  if (Math.abs(days) <= usualDays) return null;
  return `${day} lies ${Math.abs(days)} days ${days < 0 ? 'back' : 'ahead'}.`;
}
