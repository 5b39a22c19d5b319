import { bucketCount, bucketOf, type ShopKey } from '../merchants/shop.ts';
import { type EpochMs, jstDay, jstHour } from '../units.ts';
import type { SyncSettings } from './sync-settings.ts';

/**
 * The night, by its day in Japan, in which a shop's listings are to be compared with the mall now; null by day. Shops are spread
 * over two hours by their bucket. A night in which the mall was away is let go: the next one compares all of them again.
 */
export function driftNight(
  shop: ShopKey,
  now: EpochMs,
  { driftHour, driftUntilHour }: Pick<SyncSettings, 'driftHour' | 'driftUntilHour'>,
): string | null {
  const hour = jstHour(now);
  const spreadHours = Math.floor((bucketOf(shop) / bucketCount) * 2);
  return hour >= driftHour + spreadHours && hour < driftUntilHour ? jstDay(now) : null;
}
