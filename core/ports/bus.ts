import { type EpochMs, measured, secondMs } from '../kernel/index.ts';
import { type Announcement, type IncidentNews, type MallName, mallNames, type PushNews } from '../model/index.ts';
import type { RejectedRequest } from './queues.ts';
import type { Log } from './system.ts';

/** The way out to every consumer of news about orders, incidents, pushes and stock. */
export interface Bus {
  /** Hands announcements to the bus and returns the ids it accepted; the others are announced again later. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** Hands news of an incident to the bus; true when it was accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
  /** Hands news of pushes to the bus and returns the ids it accepted; the others are sent again later. */
  tellPushes(news: readonly PushNews[]): Promise<Set<string>>;
  /** Says on the bus that a request was rejected, and why; true when it was accepted. */
  tellRejected(rejected: RejectedRequest): Promise<boolean>;
  /** Says on the bus that movements of stock were rejected, and why; true when it was accepted. */
  tellMovementRejected(rejected: RejectedRequest): Promise<boolean>;
}

/** One thing that the bus did not take. */
interface Refused {
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
