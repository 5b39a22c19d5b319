import { type EpochMs, measured, secondMs } from '../kernel/index.ts';
import { type Announcement, byMall, type IncidentNews, type MallName, type PushNews } from '../model/index.ts';
import type { RejectedRequest } from './queues.ts';
import type { Log } from './system.ts';

/** The event bus, with news about orders, incidents, pushes and stock. */
export interface Bus {
  /** Sends announcements and returns the accepted ids; the others are announced again later. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** Sends news of an incident; true if it was accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
  /** Sends news of pushes and returns the accepted ids; the others are sent again later. */
  tellPushes(news: readonly PushNews[]): Promise<Set<string>>;
  /** Reports a rejected request, with the reasons; true if the bus accepted it. */
  tellRejected(rejected: RejectedRequest): Promise<boolean>;
  /** Reports rejected movements of stock, with the reasons; true if the bus accepted it. */
  tellMovementRejected(rejected: RejectedRequest): Promise<boolean>;
}

/** One event that the bus did not accept. */
interface Refused {
  readonly mall: MallName;
  /** When it happened: consumers have not known it since. */
  readonly since: EpochMs;
}

/**
 * Logs the events that the bus did not accept, and how long the oldest has waited, one line per mall. All of them are sent again within a
 * quarter of an hour, so the figure continues as long as the trouble lasts. Logs nothing if all were accepted.
 *
 * @param of how many events there were, including accepted ones
 */
export function tellRefused(
  log: Log,
  what: 'orders' | 'pushes' | 'incident',
  refused: readonly Refused[],
  of: number,
  now: EpochMs,
): void {
  for (const [mall, ofMall] of byMall(refused, (one) => one.mall)) {
    const oldest = ofMall.reduce((min, { since }) => Math.min(min, since), now);
    const wait = { BusWaitSeconds: Math.round((now - oldest) / secondMs) };
    log.warn('bus.refused', { what, mall, refused: ofMall.length, of, ...measured('bus.refused', { ...wait }) });
  }
}
