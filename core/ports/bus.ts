import type { IncidentNews } from '../incidents/news.ts';
import type { Announcement } from '../orders/announcement.ts';
import type { PushNews } from '../status/news.ts';
import type { RejectedRequest } from '../status/rejected.ts';

/** The way out to everybody who wants to know about orders, incidents, pushes and stock. */
export interface Bus {
  /** Hands announcements to the bus and returns the ids it accepted; the others are announced again later. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** Hands news of an incident to the bus; true when it was accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
  /** Hands news of pushes to the bus and returns the ids it accepted; the others are told again later. */
  tellPushes(news: readonly PushNews[]): Promise<Set<string>>;
  /** Says on the bus that a request was rejected, and why; true when it was accepted. */
  tellRejected(rejected: RejectedRequest): Promise<boolean>;
  /** Says on the bus that movements of stock were rejected, and why; true when it was accepted. */
  tellMovementRejected(rejected: RejectedRequest): Promise<boolean>;
}
