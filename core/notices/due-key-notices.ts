import { daysLeft, keyExpiryOf, warnedDaysBefore } from '../merchants/key-expiry.ts';
import type { Shop } from '../merchants/shop.ts';
import { dayMs, type EpochMs, jstDay, jstHour } from '../units.ts';
import type { NoticeKind } from './notice.ts';

/** A key that ended longer ago is nothing new to anybody. */
const forgottenMs = 14 * dayMs;
/** Hours of the day in Japan in which these mails go: whoever reads one has to do something in office hours. */
const fromHour = 9;
const untilHour = 21;

/** A mail about one shop's key that its merchant should have had by now. */
export interface DueKeyNotice {
  readonly kind: Extract<NoticeKind, 'key-ending' | 'key-ended'>;
  /** Names the mail: the shop, the part and the day of its end, and the stage. A key that was renewed ends on another day. */
  readonly occasion: string;
}

/**
 * The mail that a shop's key wants now; null for none. Of several whose day has come it is the last one. Days are those of the calendar in Japan: the mail of 14 days goes on the morning of
 * the 14th day before the last one.
 */
export function dueKeyNotice(shop: Shop, now: EpochMs): DueKeyNotice | null {
  const expiry = keyExpiryOf(shop);
  const hour = jstHour(now);
  if (expiry === null || hour < fromHour || hour >= untilHour) return null;
  const named = (stage: number): string => `key-${shop.key}-${expiry.part}-${jstDay(expiry.at)}-${stage}`;
  if (expiry.at <= now) {
    return now - expiry.at < forgottenMs ? { kind: 'key-ended', occasion: named(0) } : null;
  }
  const left = daysLeft(expiry.at, now);
  const stage = warnedDaysBefore.findLast((days) => left <= days);
  return stage === undefined ? null : { kind: 'key-ending', occasion: named(stage) };
}
