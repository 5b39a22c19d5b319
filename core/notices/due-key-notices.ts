import { daysLeft, type KeyEnd, keyEndsOf, warnedDaysBefore } from '../merchants/key-expiry.ts';
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
  /** Which part it is about, and when that ends. */
  readonly end: KeyEnd;
}

/** The mails that a shop's key wants now, one at most for each of its parts: what ends later is renewed by other work. */
export function dueKeyNotices(shop: Shop, now: EpochMs): DueKeyNotice[] {
  const hour = jstHour(now);
  if (hour < fromHour || hour >= untilHour) return [];
  return keyEndsOf(shop).flatMap((end) => dueNoticeOf(shop, end, now) ?? []);
}

/**
 * The mail that a part wants; null for none. Of several whose day has come it is the last one. Days are those of the calendar in Japan: the mail of 14 days goes on the morning of
 * the 14th day before the last one.
 */
function dueNoticeOf(shop: Shop, end: KeyEnd, now: EpochMs): DueKeyNotice | null {
  const { part, at } = end;
  const named = (stage: number): string => `key-${shop.key}-${part}-${jstDay(at)}-${stage}`;
  if (at <= now) return now - at < forgottenMs ? { kind: 'key-ended', occasion: named(0), end } : null;
  const left = daysLeft(at, now);
  const stage = warnedDaysBefore.findLast((days) => left <= days);
  return stage === undefined ? null : { kind: 'key-ending', occasion: named(stage), end };
}
