import { type MallName, mallNames, mallOf, type ShopKey } from '../merchants/shop.ts';
import type { Pause } from '../pause/pause.ts';
import type { Log } from '../ports/log.ts';
import type { DueShop } from '../ports/pushes.ts';
import { type EpochMs, hourMs, minuteMs, secondMs } from '../units.ts';
import { isJustPastDaily } from './just-past.ts';
import { measured } from './measured-lines.ts';

/** What has waited for less is on its way: nothing is said of it. */
const waitsMs = 10 * minuteMs;

/** So long a shop's push waits before it is told of, and again after each day more. */
const tooLongMs = 2 * hourMs;

/**
 * Writes down for how long the oldest due push of each mall has waited, a line a mall where it has for some time. Of a mall in planned
 * maintenance nothing is said until all its shops are let through again: what waits for that goes on by itself, and no outage tells of it.
 */
export function tellWaitingPushes(log: Log, due: readonly DueShop[], pauses: readonly Pause[], now: EpochMs): void {
  for (const mall of mallNames) {
    if (pauses.some((pause) => pause.scope === mall && isMaintenance(pause))) continue;
    const waits = waitsOf(mall, due, now);
    if (waits !== null) log.info('pushes.measured', { mall, ...measured('pushes.measured', { ...waits }) });
  }
}

/** A shop whose pushes were tried in vain. */
export interface TriedInVain {
  readonly shop: ShopKey;
  /** When the oldest of them was asked for. */
  readonly since: EpochMs;
}

/**
 * Writes down for how long the oldest push of each mall is wanted that a run has just tried in vain, a line a mall where it is for some
 * time. A sweep cannot see it: whenever it is due somebody tries it, and it is due anew a little later.
 */
export function tellTriedPushes(log: Log, tried: readonly TriedInVain[], now: EpochMs): void {
  for (const mall of mallNames) {
    const waits = waitsOf(mall, tried, now);
    if (waits !== null) log.info('pushes.tried', { mall, ...measured('pushes.tried', { ...waits }) });
  }
}

/** How a mall's shops wait, of each its oldest push; null where nothing has waited for long. */
function waitsOf(
  mall: MallName,
  shops: readonly { readonly shop: ShopKey; readonly since: EpochMs }[],
  now: EpochMs,
): { readonly PushWaitSeconds: number; readonly PushWaitsTwoHoursOld: number } | null {
  const ofMall = shops.filter(({ shop }) => mallOf(shop) === mall);
  const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
  if (now - oldest < waitsMs) return null;
  return {
    PushWaitSeconds: Math.round((now - oldest) / secondMs),
    PushWaitsTwoHoursOld: ofMall.filter(({ since }) => isJustPastDaily(since + tooLongMs, now)).length,
  };
}

function isMaintenance({ cause, capability }: Pause): boolean {
  return cause === 'maintenance' && (capability === undefined || capability === 'status');
}
