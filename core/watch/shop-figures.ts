import { mallNames, type Shop } from '../merchants/shop.ts';
import type { ImportSettings } from '../orders/settings.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Log } from '../ports/log.ts';
import { dayMs, type EpochMs, hourMs, minuteMs, secondMs } from '../units.ts';
import { measured } from './measured-lines.ts';

/** A shop whose cursor has not moved for so long is not polled, whatever the reason. An idle one rests for five minutes. */
const notPolledMs = 30 * minuteMs;
/** Shops are re-read and audited within so long of the hour at which a night begins. */
const nightMs = 3 * hourMs;
/** A key that ended so long ago is known, and must not hide the next one. */
const endedLongSinceMs = 7 * dayMs;

/** Writes down how the import of some shops stands, a line a mall. What a pause holds is not behind: the pause has its own figure. */
export function tellHowShopsStand(
  log: Log,
  shops: readonly Shop[],
  pauses: readonly Pause[],
  now: EpochMs,
  settings: Pick<ImportSettings, 'rereadHour'>,
): void {
  for (const mall of mallNames) {
    const ofMall = shops.filter((shop) => shop.mall === mall);
    if (ofMall.length === 0) continue;
    const free = ofMall.filter((shop) => holdingPause(pauses, shop, now) === null);
    const lags = free.map(({ cursor }) => now - cursor);
    const notPolled = lags.filter((lagMs) => lagMs >= notPolledMs).length;
    const nights = free.flatMap((shop) => nextNightEnds(shop, settings) ?? []);
    const ends = ofMall.flatMap(({ credential: { expiresAt } }) =>
      expiresAt === undefined || expiresAt < now - endedLongSinceMs ? [] : expiresAt - now,
    );
    log.info('shops.measured', {
      mall,
      ...measured('shops.measured', {
        ImportLagSeconds: lags.length === 0 ? null : Math.round(largest(lags) / secondMs),
        ShopsNotPolledPercent: lags.length === 0 ? null : tenths((100 * notPolled) / lags.length),
        KeyDaysLeft: ends.length === 0 ? null : tenths(-largest(ends.map((ms) => -ms)) / dayMs),
        AuditOverdueSeconds:
          nights.length === 0 ? null : Math.round(Math.max(0, largest(nights.map((end) => now - end))) / secondMs),
      }),
    });
  }
}

/** When the first night that a shop's orders were not re-read and audited in should have ended; null where none ever was. */
function nextNightEnds({ rereadDay }: Shop, { rereadHour }: Pick<ImportSettings, 'rereadHour'>): EpochMs | null {
  return rereadDay === '' ? null : Date.parse(`${rereadDay}T00:00:00+09:00`) + dayMs + rereadHour * hourMs + nightMs;
}

/** Of a whole shard's: too many to be arguments. */
const largest = (numbers: readonly number[]): number =>
  numbers.reduce((max, one) => Math.max(max, one), Number.NEGATIVE_INFINITY);

const tenths = (value: number): number => Math.round(value * 10) / 10;
