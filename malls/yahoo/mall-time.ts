import type { EpochMs } from '../../core/kernel/index.ts';
import { httpDate } from '../jst.ts';

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
