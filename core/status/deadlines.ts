import type { ShopKey } from '../merchants/shop.ts';
import type { Deadline } from '../notices/digest.ts';
import type { MallTraits } from '../ports/mall.ts';
import type { OpenOrder } from '../ports/orders.ts';
import { dayMs, type EpochMs, hourMs, jstDay, jstOffsetMs, minuteMs } from '../units.ts';

/** When merchants are warned. */
export interface DeadlineSettings {
  /** Looked for from this hour in Japan on, for an hour: just before the mail of the morning. */
  readonly morningHour: number;
  /** At least so much is left when a merchant reads of an order that the mall will cancel. */
  readonly autoCancelLeftMs: number;
  /** So long before a shop's cut-off it is warned. */
  readonly nextDayLeftMs: number;
}

export const defaultDeadlineSettings: DeadlineSettings = {
  morningHour: 8,
  autoCancelLeftMs: 2 * dayMs,
  nextDayLeftMs: hourMs,
};

/**
 * The open orders of a shop that the mall will cancel because nobody confirms them, and when, the next one first; only those
 * with less than `leftMs` to go.
 */
export function deadlinesOf(
  shop: ShopKey,
  open: readonly OpenOrder[],
  { unconfirmed }: Pick<MallTraits, 'unconfirmed'>,
  now: EpochMs,
  leftMs: number,
): Deadline[] {
  if (unconfirmed === undefined) return [];
  const { progress, cancelledAfterMs } = unconfirmed;
  return open
    .filter((order) => order.progress === progress)
    .map(
      ({ orderNumber, orderedAt }): Deadline => ({
        shop,
        orderNumber,
        kind: 'auto-cancel',
        at: orderedAt + cancelledAfterMs,
      }),
    )
    .filter(({ at }) => at > now && at - now <= leftMs)
    .sort((one, other) => one.at - other.at);
}

/** True in the hour before the mail of the morning. */
export function isMorning(now: EpochMs, settings: DeadlineSettings): boolean {
  return new Date(now + jstOffsetMs).getUTCHours() === settings.morningHour;
}

/** `14:00`: an hour and minutes of the day in Japan. */
export function isCutOff(text: string): boolean {
  return /^([01]\d|2[0-3]):[0-5]\d$/.test(text);
}

/** The moment of a shop's cut-off today, when it is time to warn of it; null before and afterwards. */
export function cutOffToWarnOf(cutOff: string, now: EpochMs, { nextDayLeftMs }: DeadlineSettings): EpochMs | null {
  const [hours = 0, minutes = 0] = cutOff.split(':').map(Number);
  const at = Date.parse(`${jstDay(now)}T00:00:00+09:00`) + hours * hourMs + minutes * minuteMs;
  return now < at && at - now <= nextDayLeftMs ? at : null;
}

/** Orders that a cut-off is of: placed after the one of the day before. */
export function placedForCutOff(open: readonly OpenOrder[], cutOff: EpochMs): OpenOrder[] {
  return open.filter(({ orderedAt }) => orderedAt > cutOff - dayMs && orderedAt <= cutOff);
}
