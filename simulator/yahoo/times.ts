import { jstDate, jstStamp, parseJstDate, parseJstDatetime } from '../jst.ts';

/** Epoch ms of `YYYYMMDDHH24MISS` in JST, or null: fourteen digits, a moment that exists. */
export function parseCompact(text: string): number | null {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!parts) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return parseJstDatetime(`${year}-${month}-${day}T${hour}:${minute}:${second}+0900`);
}

/** `20261001120000`. */
export const compact = (ms: number): string => jstStamp(ms).replace(/[-:T]/g, '');

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
