import { dayMs, type EpochMs } from '../kernel/index.ts';
import type {
  Capability,
  EvidenceEntry,
  Health,
  Incident,
  IncidentEvent,
  Maintenance,
  MallName,
  Notice,
  NoticeKey,
  Pause,
  ShopAudit,
  ShopKey,
  Standing,
} from '../model/index.ts';
import type { Clock } from './system.ts';

/** The rows that hold work back. Those of the `outage` cause are written through `HealthStore`. */
export interface Pauses {
  /** The pauses that people and refused keys have set. */
  list(): Promise<Pause[]>;
  /** Every row that can hold work, by one strongly consistent read. */
  standing(): Promise<Standing>;
  /** Sets or renews a pause; `since` of a pause that stands already is kept by the caller. */
  set(pause: Pause): Promise<void>;
  /**
   * Sets a pause if the one that stands under its key is still the one that was seen, by its `since` (null: none stands).
   * A repeat of our own write is `stored`.
   */
  setOver(pause: Pause, seen: Pick<Pause, 'since'> | null): Promise<'stored' | 'changed'>;
  lift(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Promise<void>;
  /** Writes a maintenance window down; the same id again replaces it. */
  plan(maintenance: Maintenance): Promise<void>;
  /** Takes a window out of the calendar. */
  unplan(maintenance: Pick<Maintenance, 'mall' | 'id'>): Promise<void>;
}

/** How each capability of each mall stands, and what workers saw. Health rows are read with the pauses, whose kind they are. */
export interface HealthStore {
  /**
   * Writes a capability's new state if the stored row still has the version before (none counts as 0). A repeat of our own
   * write is `stored`.
   */
  put(health: Health): Promise<'stored' | 'changed'>;
  /** Writes what one run saw; the same entry again changes nothing. It is forgotten after a day. */
  record(entry: EvidenceEntry): Promise<void>;
  /** What runs saw of a capability since a moment. */
  since(mall: MallName, capability: Capability, from: EpochMs): Promise<EvidenceEntry[]>;
}

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

/** Longer than this after an incident was closed nothing of it is made good any more: its second audit is due after one day. */
export const recentMs = 3 * dayMs;
/** A trouble within an hour after the last one is the same incident, so that so many days hold fewer than these. */
const recentMax = 72;

/**
 * The incidents of a mall of which something may still be to do, the newest first: the one that opened last, and those before
 * it that were closed within `recentMs`. Costs one read where the last one is older than that, else two.
 */
export async function recentIncidents(
  ports: { readonly incidents: IncidentStore; readonly clock: Clock },
  mall: MallName,
): Promise<readonly Incident[]> {
  const latest = await ports.incidents.latest(mall);
  if (latest === null) return [];
  const oldest = ports.clock.now() - recentMs;
  const isRecent = ({ stage }: Incident): boolean => stage.kind !== 'closed' || stage.at >= oldest;
  if (!isRecent(latest)) return [latest];
  const before = (await ports.incidents.list(mall, recentMax)).filter(({ id }) => id < latest.id);
  return [latest, ...before.filter(isRecent)];
}
