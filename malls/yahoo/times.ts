import { type EpochMs, jstOffsetMs } from '../../core/kernel/index.ts';
import { httpDate, parseJstLocal, parseJstStamp } from '../jst.ts';

/** A moment as conditions of orderList want it, `20261124154507` in Japan; fractions of a second are cut off. */
export function yahooMoment(at: EpochMs): string {
  const iso = new Date(at + jstOffsetMs).toISOString();
  return `${iso.slice(0, 4)}${iso.slice(5, 7)}${iso.slice(8, 10)}${iso.slice(11, 13)}${iso.slice(14, 16)}${iso.slice(17, 19)}`;
}

/**
 * Reads a time of an order: RFC 3339, the same without a zone (Yahoo's pages write 注文日時 and 公開日時 so and mean Japan), or the
 * fourteen digits of an old sample. Null for anything else.
 */
export function parseYahooMoment(text: unknown): EpochMs | null {
  if (typeof text !== 'string') return null;
  const digits = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(text);
  if (!digits) return parseJstStamp(text) ?? parseJstLocal(text);
  const [, year, month, day, hour, minute, second] = digits;
  return parseJstLocal(`${year}-${month}-${day}T${hour}:${minute}:${second}`);
}

/** Yahoo's clock, as its answers tell it. One per process: signatures carry the second, and ours may be wrong. */
export interface MallTime {
  /** Notes what an answer says; gives back the moment, null where it says none. */
  heard(headers: Readonly<Record<string, string>>): EpochMs | null;
  /** Yahoo's current time, if an answer has given it; else ours. */
  now(): EpochMs;
}

export function createMallTime(now: () => EpochMs): MallTime {
  let aheadMs = 0;
  return {
    heard(headers) {
      const at = httpDate(headers.date);
      if (at !== null) aheadMs = at - now();
      return at;
    },
    now: () => now() + aheadMs,
  };
}
