import { type MallName, mallNames, mallOf, type ShopKey } from '../merchants/shop.ts';
import type { Pause } from '../pause/pause.ts';
import type { Log } from '../ports/log.ts';
import type { DueShop } from '../ports/pushes.ts';
import { type EpochMs, minuteMs, secondMs } from '../units.ts';
import { measured } from './measured-lines.ts';

/** What has waited for less is on its way: nothing is said of it. */
const waitsMs = 10 * minuteMs;

/**
 * Writes down for how long the oldest due push of each mall has waited, a line a mall where it has for some time. Of a mall in planned
 * maintenance nothing is said until all its shops are let through again: what waits for that goes on by itself, and no outage tells of it.
 */
export function tellWaitingPushes(log: Log, due: readonly DueShop[], pauses: readonly Pause[], now: EpochMs): void {
  for (const mall of mallNames) {
    if (pauses.some((pause) => pause.scope === mall && isMaintenance(pause))) continue;
    const PushWaitSeconds = waitOf(mall, due, now);
    if (PushWaitSeconds !== null)
      log.info('pushes.measured', { mall, ...measured('pushes.measured', { PushWaitSeconds }) });
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
    const PushWaitSeconds = waitOf(mall, tried, now);
    if (PushWaitSeconds !== null) log.info('pushes.tried', { mall, ...measured('pushes.tried', { PushWaitSeconds }) });
  }
}

/** Seconds since the first of a mall's moments; null where nothing has waited for long. */
function waitOf(
  mall: MallName,
  shops: readonly { readonly shop: ShopKey; readonly since: EpochMs }[],
  now: EpochMs,
): number | null {
  const oldest = shops.reduce((min, { shop, since }) => (mallOf(shop) === mall ? Math.min(min, since) : min), now);
  return now - oldest < waitsMs ? null : Math.round((now - oldest) / secondMs);
}

function isMaintenance({ cause, capability }: Pause): boolean {
  return cause === 'maintenance' && (capability === undefined || capability === 'status');
}
