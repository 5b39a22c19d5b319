import { mallNames, mallOf } from '../merchants/shop.ts';
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
    const oldest = due.reduce((min, { shop, since }) => (mallOf(shop) === mall ? Math.min(min, since) : min), now);
    if (now - oldest < waitsMs) continue;
    const PushWaitSeconds = Math.round((now - oldest) / secondMs);
    log.info('pushes.measured', { mall, ...measured('pushes.measured', { PushWaitSeconds }) });
  }
}

function isMaintenance({ cause, capability }: Pause): boolean {
  return cause === 'maintenance' && (capability === undefined || capability === 'status');
}
