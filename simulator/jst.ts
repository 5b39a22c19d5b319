/** Japan Standard Time: nine hours ahead of UTC, no summer time. */
const AHEAD_MS = 9 * 3_600_000;
export const DAY_MS = 86_400_000;

/** `2026-02-10T15:45:00`, in JST and without a zone. */
export function jstStamp(ms: number): string {
  return utcStamp(ms + AHEAD_MS);
}

/** `2026-02-10T15:45:00+0900`, the form the order API gives and takes. */
export function jstDatetime(ms: number): string {
  return `${jstStamp(ms)}+0900`;
}

/** `2026-02-10T15:45:00+09:00`, the form the inventory API gives (with a colon). */
export function jstDatetimeColon(ms: number): string {
  return `${jstStamp(ms)}+09:00`;
}

/** `2026-02-10` in JST. */
export function jstDate(ms: number): string {
  return dateOf(Math.floor((ms + AHEAD_MS) / DAY_MS));
}

/** `2026-02-10T06:45:00` in UTC and without a zone. */
export function utcStamp(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  const seconds = Math.floor((ms - day * DAY_MS) / 1_000);
  const minutes = Math.floor(seconds / 60);
  return `${dateOf(day)}T${TWO_DIGITS[Math.floor(minutes / 60)]}:${TWO_DIGITS[minutes % 60]}:${TWO_DIGITS[seconds % 60]}`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, number) => String(number).padStart(2, '0'));
/** The dates of the days that were written last: answers are full of the same few. */
const dates = new Map<number, string>();
const DATES_MAX = 5_000;

/** `2026-02-10` of a day, counted from 1970. */
function dateOf(day: number): string {
  const known = dates.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY_MS).toISOString().slice(0, 10);
  if (dates.size >= DATES_MAX) dates.clear();
  dates.set(day, date);
  return date;
}

/** `Tue, 10 Feb 2026 06:45:00 GMT`, as the header `Date` has it. */
export function httpDate(ms: number): string {
  const day = Math.floor(ms / DAY_MS);
  let date = httpDays.get(day);
  if (date === undefined) {
    date = new Date(day * DAY_MS).toUTCString().slice(0, 17);
    if (httpDays.size >= DATES_MAX) httpDays.clear();
    httpDays.set(day, date);
  }
  return `${date}${utcStamp(ms).slice(11)} GMT`;
}

const httpDays = new Map<number, string>();

/** Midnight JST of the day that holds `ms`. */
export function jstMidnight(ms: number): number {
  return Math.floor((ms + AHEAD_MS) / DAY_MS) * DAY_MS - AHEAD_MS;
}

const DATETIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0900$/;
const DATE = /^\d{4}-\d\d-\d\d$/;

/** Epoch milliseconds of `yyyy-MM-ddTHH:mm:ss+0900`, or null: no colon, no Z, no milliseconds, a day that exists. */
export function parseJstDatetime(text: string): number | null {
  if (!DATETIME.test(text)) return null;
  const part = (from: number, to: number): number => Number(text.slice(from, to));
  const date = Date.UTC(part(0, 4), part(5, 7) - 1, part(8, 10), part(11, 13), part(14, 16), part(17, 19));
  const ms = date - AHEAD_MS;
  // 31 April is taken for 1 May, and 24:00 for the next day.
  return jstDatetime(ms) === text ? ms : null;
}

/** Midnight JST of `yyyy-MM-dd`, or null. */
export function parseJstDate(text: string): number | null {
  return DATE.test(text) ? parseJstDatetime(`${text}T00:00:00+0900`) : null;
}

/** Epoch ms of `YYYYMMDDHH24MISS` in JST, or null: fourteen digits, a moment that exists. */
export function parseCompactDatetime(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return parseJstDatetime(`${year}-${month}-${day}T${hour}:${minute}:${second}+0900`);
}

/** `20261001120000`. */
export const compactDatetime = (ms: number): string => jstStamp(ms).replace(/[-:T]/g, '');

/** `20261001`. */
export const compactDate = (ms: number): string => jstDate(ms).replaceAll('-', '');

/** Whether this is the `YYYYMMDD` of a day that exists. */
export function isCompactDate(text: string): boolean {
  const parts = /^(\d{4})(\d\d)(\d\d)$/.exec(text);
  return parts !== null && parseJstDate(`${parts[1]}-${parts[2]}-${parts[3]}`) !== null;
}

/** `2026-10-01` of `20261001`; empty stays empty. */
export const withHyphens = (date: string): string =>
  date === '' ? '' : `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}`;
