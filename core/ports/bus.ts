import type { IncidentNews } from '../incidents/news.ts';
import type { Announcement } from '../orders/announcement.ts';

/** The way out to everybody who wants to know about orders and incidents. */
export interface Bus {
  /** Hands announcements to the bus and returns the ids it accepted; the others are announced again later. */
  announce(announcements: readonly Announcement[]): Promise<Set<string>>;
  /** Hands news of an incident to the bus; true when it was accepted. */
  tellIncident(news: IncidentNews): Promise<boolean>;
}
