import { type EpochMs, secondMs } from '../../core/kernel/index.ts';
import { httpDate, parseUtcLocal } from '../jst.ts';
import { isCode } from './messages.ts';

type Headers = Readonly<Record<string, string>>;

/**
 * RMS's own clock when it answered: `Timestamp` (UTC, without a zone) or `Date`. Where both came and differ, the earlier: a
 * cursor that lags is caught up, one that runs ahead of the mall passes orders. Null when neither can be read.
 */
export function mallTimeOf(headers: Headers): EpochMs | null {
  const times = [parseUtcLocal(headers.timestamp ?? ''), httpDate(headers.date)].filter((at) => at !== null);
  return times.length === 0 ? null : Math.min(...times);
}

/** How long `Retry-After` asks to wait, given in seconds or as a date of the mall's clock. */
export function retryAfterOf(headers: Headers): number | null {
  const asked = headers['retry-after']?.trim();
  if (asked === undefined) return null;
  if (/^\d{1,7}$/.test(asked)) return Number(asked) * secondMs;
  const until = httpDate(asked);
  const now = mallTimeOf(headers);
  return until === null || now === null ? null : Math.max(0, until - now);
}

/** RMS's id of the call, for who asks Rakuten about it; null when there is none, or something that cannot be one. */
export function requestIdOf(headers: Headers): string | null {
  const { requestid } = headers;
  return requestid !== undefined && isCode(requestid) ? requestid : null;
}
