import { type MallName, mallNames } from '../merchants/shop.ts';
import type { Log } from '../ports/log.ts';
import { type EpochMs, secondMs } from '../units.ts';
import { measured } from './measured-lines.ts';

/** One thing that the bus did not take. */
export interface Refused {
  readonly mall: MallName;
  /** When it came to be: since then consumers do not know of it. */
  readonly since: EpochMs;
}

/**
 * Writes down what the bus did not take, and for how long the oldest of it has waited, a line a mall. All of it is handed to the bus
 * again within a quarter of an hour, so the figure comes as long as the trouble lasts. Writes nothing where all was taken.
 *
 * @param of how many there were, those that the bus took among them
 */
export function tellRefused(
  log: Log,
  what: 'orders' | 'pushes' | 'incident',
  refused: readonly Refused[],
  of: number,
  now: EpochMs,
): void {
  for (const mall of mallNames) {
    const ofMall = refused.filter((one) => one.mall === mall);
    if (ofMall.length === 0) continue;
    const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
    const wait = { BusWaitSeconds: Math.round((now - oldest) / secondMs) };
    log.warn('bus.refused', { what, mall, refused: ofMall.length, of, ...measured('bus.refused', { ...wait }) });
  }
}
