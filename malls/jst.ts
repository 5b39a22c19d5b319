import { type EpochMs, jstOffsetMs } from '../core/kernel/index.ts';

const localTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$/;

/** A moment in Japan as the malls write it, `2026-11-24T15:45:07+0900`; fractions of a second are cut off. */
export function jstStamp(at: EpochMs): string {
  return `${new Date(at + jstOffsetMs).toISOString().slice(0, 19)}+0900`;
}

/** The same in UTC, `2026-11-24T06:45:07Z`. */
export function utcStamp(at: EpochMs): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

/** Reads `2026-11-24T15:45:07+0900` (also `+09:00`); null for anything else, days that do not exist included. */
export function parseJstStamp(text: string): EpochMs | null {
  const zone = text.slice(19);
  return zone === '+0900' || zone === '+09:00' ? parseJstLocal(text.slice(0, 19)) : null;
}

/** Reads a time that has no zone and means Japan's, `2026-11-28T23:59:59`. */
export function parseJstLocal(text: string): EpochMs | null {
  const utc = parseUtcLocal(text);
  return utc === null ? null : utc - jstOffsetMs;
}

/** A day that an original has, `2026-11-24`; null for anything else, such as an empty text. */
export function dayIn(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const day = value.slice(0, 10);
  return parseJstLocal(`${day}T00:00:00`) === null ? null : day;
}

/** Reads a time that has no zone and means UTC. */
export function parseUtcLocal(text: string): EpochMs | null {
  if (!localTime.test(text)) return null;
  const at = Date.parse(`${text}Z`);
  // 31 April parses as 1 May, and 24:00 as the next day.
  return Number.isFinite(at) && new Date(at).getUTCDate() === Number(text.slice(8, 10)) ? at : null;
}

/** `Tue, 24 Nov 2026 06:45:07 GMT`, as the header `Date` has it; nothing else that `Date.parse` would guess at. */
export function httpDate(text: string | undefined): EpochMs | null {
  if (text === undefined || !/^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}

/** A moment in ISO 8601 with its zone; null for anything else. */
export function isoMoment(text: unknown): EpochMs | null {
  if (typeof text !== 'string' || !/^\d{4}-\d\d-\d\dT/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isFinite(at) ? at : null;
}
