import { daysLeft, keyExpiryOf } from '../merchants/key-expiry.ts';
import { isAwaited, pendingOf } from '../merchants/pending-key.ts';
import { type ImportTrouble, mallNames, type Shop } from '../merchants/shop.ts';
import type { ImportSettings } from '../orders/settings.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Log } from '../ports/log.ts';
import { dayMs, type EpochMs, hourMs, jstHour, minuteMs, secondMs } from '../units.ts';
import { isJustPastDaily } from './just-past.ts';
import { measured } from './measured-lines.ts';

/** A shop whose cursor has not moved for so long is not polled, whatever the reason. An idle one rests for five minutes. */
const notPolledMs = 30 * minuteMs;
/** Shops are re-read and audited within so long of the hour at which a night begins. */
const nightMs = 3 * hourMs;
/** So far behind a shop is told of, and again after each day more. */
const fallenBehindMs = hourMs;
/**
 * So many days before its end a key is told of, in one hour of the day. Of eight hundred keys one ends every few hours: whoever looks
 * after them wants one list in the morning. The first time leaves a weekend for it.
 */
const toldDaysBefore: readonly number[] = [3, 1];
const morningHour = 9;

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
    const free = ofMall.filter((shop) => holdingPause(pauses, shop, beforeAnyTry) === null);
    const lags = free.map(({ cursor }) => now - cursor);
    const notPolled = lags.filter((lagMs) => lagMs >= notPolledMs).length;
    const nights = free.flatMap((shop) => nextNightEnds(shop, settings) ?? []);
    log.info('shops.measured', {
      mall,
      ...measured('shops.measured', {
        ImportLagSeconds: lags.length === 0 ? null : Math.round(largest(lags) / secondMs),
        ShopsNotPolledPercent: lags.length === 0 ? null : tenths((100 * notPolled) / lags.length),
        ShopsFallenBehind: free.filter(({ cursor }) => isJustPastDaily(cursor + fallenBehindMs, now)).length,
        ImportsStopped: free.filter(({ importTrouble }) => isStopped(importTrouble, now)).length,
        KeysEnding: jstHour(now) === morningHour ? ofMall.filter((shop) => isKeyEnding(shop, now)).length : 0,
        AuditsADayOverdue: nights.filter((end) => isJustPastDaily(end + dayMs, now)).length,
      }),
    });
  }
}

/** A trouble that the next minutes may end is not told. */
const stoppedMs = 10 * minuteMs;

function isStopped(trouble: ImportTrouble | undefined, now: EpochMs): boolean {
  return trouble !== undefined && isJustPastDaily(trouble.since + stoppedMs, now);
}

/** A refused key is tried again every few minutes, and holds its shop all the same: at no moment is such a shop behind. */
const beforeAnyTry = Number.NEGATIVE_INFINITY;

/** Of a key whose next one is here, and is about to be taken, there is nothing to tell. */
function isKeyEnding(shop: Shop, now: EpochMs): boolean {
  const expiry = keyExpiryOf(shop);
  const pending = pendingOf(shop);
  if (expiry === null || (pending !== null && isAwaited(pending, now))) return false;
  return toldDaysBefore.includes(daysLeft(expiry.at, now));
}

/** When the first night that a shop's orders were not re-read and audited in should have ended; null where none ever was. */
function nextNightEnds({ rereadDay }: Shop, { rereadHour }: Pick<ImportSettings, 'rereadHour'>): EpochMs | null {
  return rereadDay === '' ? null : Date.parse(`${rereadDay}T00:00:00+09:00`) + dayMs + rereadHour * hourMs + nightMs;
}

/** Of a whole shard's: too many to be arguments. */
const largest = (numbers: readonly number[]): number =>
  numbers.reduce((max, one) => Math.max(max, one), Number.NEGATIVE_INFINITY);

const tenths = (value: number): number => Math.round(value * 10) / 10;
