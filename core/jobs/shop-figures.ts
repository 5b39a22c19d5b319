import {
  dayMs,
  type EpochMs,
  hourMs,
  isJustPastDaily,
  jstDay,
  jstHour,
  jstMoment,
  measured,
  minuteMs,
  secondMs,
} from '../kernel/index.ts';
import {
  byMall,
  daysLeft,
  holdingPause,
  type ImportTrouble,
  importWaits,
  isAwaited,
  keyExpiryOf,
  type MallName,
  type Pause,
  pendingOf,
  type Shop,
} from '../model/index.ts';
import type { Log, Ports } from '../ports/index.ts';
import type { ImportSettings } from '../session/index.ts';

/** A cursor this old is not polled; idle ones rest five minutes. */
const notPolledMs = 30 * minuteMs;
/** Alarming percentage of shops without a pause: one in twenty. */
export const notPolledPercentMax = 5;
/** Time from the start of a night for rereading and audits. */
const nightMs = 3 * hourMs;
/** Lag at which a shop is reported, and daily after. */
const fallenBehindMs = hourMs;
/**
 * Days and hour of reports about ending keys. Of 800 keys one ends every few hours, while operators want one morning list; three days leave
 * a weekend.
 */
const toldDaysBefore: readonly number[] = [3, 1];
const morningHour = 9;

/**
 * Logs the import state of shops, one line per mall, and returns the highest share of unpolled shops. Paused shops do not count as behind.
 *
 * @param effects malls whose figures follow from other trouble, and so do not alarm
 */
export function tellHowShopsStand(
  log: Log,
  shops: readonly Shop[],
  pauses: readonly Pause[],
  now: EpochMs,
  settings: Pick<ImportSettings, 'rereadHour'>,
  effects: ReadonlySet<MallName> = new Set(),
): { readonly notPolledPercent: number } {
  let notPolledPercent = 0;
  for (const [mall, ofMall] of byMall(shops, (shop) => shop.mall)) {
    const free = ofMall.filter((shop) => holdingPause(pauses, shop, beforeAnyTry) === null);
    const lags = free.map(({ cursor }) => now - cursor);
    const notPolled = lags.filter((lagMs) => lagMs >= notPolledMs).length;
    const nights = free.flatMap((shop) => nextNightEnds(shop, settings) ?? []);
    const unlessEffect = (value: number | null): number | null => (effects.has(mall) ? null : value);
    const percent = unlessEffect(lags.length === 0 ? null : tenths((100 * notPolled) / lags.length));
    notPolledPercent = Math.max(notPolledPercent, percent ?? 0);
    log.info('shops.measured', {
      mall,
      ...measured('shops.measured', {
        ImportLagSeconds: lags.length === 0 ? null : Math.round(largest(lags) / secondMs),
        ShopsNotPolledPercent: percent,
        ShopsFallenBehind: unlessEffect(
          free.filter(({ cursor }) => isJustPastDaily(cursor + fallenBehindMs, now)).length,
        ),
        ImportsStopped: unlessEffect(free.filter(({ importTrouble }) => isStopped(importTrouble, now)).length),
        KeysEnding: jstHour(now) === morningHour ? ofMall.filter((shop) => isKeyEnding(shop, now)).length : 0,
        AuditsADayOverdue: unlessEffect(nights.filter((end) => isJustPastDaily(end + dayMs, now)).length),
      }),
    });
  }
  return { notPolledPercent };
}

/** Time enough for an update of ours. */
const versionNoticeMs = 90 * dayMs;

/** Logs malls whose API version ends or differs from the one requested: data no longer sent would be missed. */
export function tellEndingVersions(
  { malls, log }: Pick<Ports, 'malls' | 'log'>,
  shops: readonly Shop[],
  now: EpochMs,
): void {
  for (const [mall] of byMall(shops, (shop) => shop.mall)) {
    const version = malls.names.includes(mall) ? malls.traits(mall).apiVersion : undefined;
    if (version === undefined) continue;
    const answered = malls.answeredVersion?.(mall) ?? version.name;
    if (answered === version.name && version.endsAt - now > versionNoticeMs) continue;
    const fields = { asked: version.name, answered, endsOn: jstDay(version.endsAt) };
    log.warn('mall.version-ending', { mall, ...fields, ...measured('mall.version-ending', { ApiVersionEnding: 1 }) });
  }
}

/** End of a shop's imported orders if held, troubled or behind; null if well. */
export function behindSince(shop: Shop, pauses: readonly Pause[], now: EpochMs): EpochMs | null {
  const isHeld = holdingPause(pauses, shop, beforeAnyTry) !== null;
  return isHeld || importWaits(shop) || now - shop.cursor >= notPolledMs ? shop.cursor : null;
}

/** Trouble that may end within minutes is not reported. */
const stoppedMs = 10 * minuteMs;

function isStopped(trouble: ImportTrouble | undefined, now: EpochMs): boolean {
  return trouble !== undefined && isJustPastDaily(trouble.since + stoppedMs, now);
}

/** A refused key, though retried every few minutes, holds its shop, so the shop never counts as behind. */
const beforeAnyTry = Number.NEGATIVE_INFINITY;

/** A key with a waiting successor is not reported. */
function isKeyEnding(shop: Shop, now: EpochMs): boolean {
  const expiry = keyExpiryOf(shop);
  const pending = pendingOf(shop);
  if (expiry === null || (pending !== null && isAwaited(pending, now))) return false;
  return toldDaysBefore.includes(daysLeft(expiry.at, now));
}

/** End of the first night without rereading and audit; null if there never was one. */
function nextNightEnds({ rereadDay }: Shop, { rereadHour }: Pick<ImportSettings, 'rereadHour'>): EpochMs | null {
  return rereadDay === '' ? null : jstMoment(rereadDay) + dayMs + rereadHour * hourMs + nightMs;
}

/** Too many for arguments of `Math.max`. */
const largest = (numbers: readonly number[]): number =>
  numbers.reduce((max, one) => Math.max(max, one), Number.NEGATIVE_INFINITY);

const tenths = (value: number): number => Math.round(value * 10) / 10;
