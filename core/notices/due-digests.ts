import { dayMs, type EpochMs, hourMs, jstOffsetMs, minuteMs } from '../units.ts';
import type { Digest } from './digest.ts';

/** When merchants are told of pushes that need them. */
export interface DigestSettings {
  /** The hour in Japan at which everything noted until then is told. */
  readonly hour: number;
  /** So many failures since the last mail are told at once. */
  readonly many: number;
  /** At once: when nothing was added for this long, so that a burst is one mail; but no later than `settleMaxMs` after its first. */
  readonly settleMs: number;
  readonly settleMaxMs: number;
  /** Between two mails that are not the one of the morning. */
  readonly apartMs: number;
}

export const defaultDigestSettings: DigestSettings = {
  hour: 9,
  many: 10,
  settleMs: 2 * minuteMs,
  settleMaxMs: 10 * minuteMs,
  apartMs: hourMs,
};

/** The rows whose mail is to be sent now: those already in hand, those of the morning, those with many failures or with a deadline of today. */
export function dueDigests(digests: readonly Digest[], now: EpochMs, settings: DigestSettings): Digest[] {
  return digests.filter((digest) => isDue(digest, now, settings));
}

function isDue(digest: Digest, now: EpochMs, settings: DigestSettings): boolean {
  if (digest.inHand !== undefined) return true;
  const { since, notedAt, sentAt, failures, more, deadlines } = digest;
  if (since === null) return false;
  if (since < lastMorning(now, settings.hour)) return true;
  const isSettled = now - notedAt >= settings.settleMs || now - since >= settings.settleMaxMs;
  if (!isSettled) return false;
  // An hour before the deadline tomorrow's mail is too late.
  if (deadlines.some(({ kind }) => kind === 'next-day')) return true;
  const isApart = sentAt === undefined || now - sentAt >= settings.apartMs;
  return isApart && failures.length + more >= settings.many;
}

/** The last moment at which it was this hour in Japan. */
function lastMorning(now: EpochMs, hour: number): EpochMs {
  const offset = jstOffsetMs - hour * hourMs;
  return Math.floor((now + offset) / dayMs) * dayMs - offset;
}
