import type { ShopAudit } from '../audit/shop-audit.ts';
import type { Incident, IncidentEvent } from '../incidents/incident.ts';
import type { MallName, ShopKey } from '../merchants/shop.ts';
import type { Notice, NoticeKey } from '../notices/notice.ts';

/** Incidents with their timelines. */
export interface IncidentStore {
  /** The incident of a mall that opened last, strongly consistent; null when there was none. */
  latest(mall: MallName): Promise<Incident | null>;
  get(id: string): Promise<Incident | null>;
  /** The newest first, for people. */
  list(mall: MallName, limit: number): Promise<Incident[]>;
  /** Writes an incident if the stored one still has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(incident: Incident): Promise<'stored' | 'changed'>;
  /** Notes that timeline and bus know this version; another version in the row stays as it is. */
  markTold(incident: Pick<Incident, 'id' | 'mall' | 'version'>): Promise<void>;
  /** Adds a line to the timeline; the same line again changes nothing. */
  tell(event: IncidentEvent): Promise<void>;
  timeline(id: string): Promise<IncidentEvent[]>;
}

/** Mails that were, or are being, sent. */
export interface NoticeStore {
  /** All mails of an occasion. */
  of(occasion: string): Promise<Notice[]>;
  get(key: NoticeKey): Promise<Notice | null>;
  /** Writes a mail's state if the stored one still has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(notice: Notice): Promise<'stored' | 'changed'>;
}

/** What audits found, shop by shop. */
export interface AuditStore {
  put(audit: ShopAudit): Promise<void>;
  /** A shop's result of one audit; null while there is none. */
  get(audit: string, shop: ShopKey): Promise<ShopAudit | null>;
  /** Every shop's result of one audit. */
  of(audit: string): Promise<ShopAudit[]>;
}
