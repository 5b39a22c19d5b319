import { dayMs, type EpochMs } from '../kernel/index.ts';
import type {
  Capability,
  EvidenceEntry,
  Health,
  Incident,
  IncidentEvent,
  MailRecord,
  MailReport,
  Maintenance,
  MallName,
  MallWaits,
  Notice,
  NoticeKey,
  Pause,
  SentMail,
  ShopAudit,
  ShopKey,
  Standing,
  WaitEntry,
} from '../model/index.ts';
import type { Clock } from './system.ts';

/** The rows that hold work back. Those of the `outage` cause are written through `HealthStore`. */
export interface Pauses {
  /** The pauses that people and refused keys have set. */
  list(): Promise<Pause[]>;
  /** Every row that can hold work, by one strongly consistent read. */
  standing(): Promise<Standing>;
  /** Sets or renews a pause; the caller keeps the `since` of an existing one. */
  set(pause: Pause): Promise<void>;
  /**
   * Sets a pause if the stored one under its key is still the one that was seen, by its `since` (null: there is none).
   * A repeat of our own write is `stored`.
   */
  setOver(pause: Pause, seen: Pick<Pause, 'since'> | null): Promise<'stored' | 'changed'>;
  lift(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Promise<void>;
  /** Stores a maintenance window; the same id again replaces it. */
  plan(maintenance: Maintenance): Promise<void>;
  /** Removes a window from the calendar. */
  unplan(maintenance: Pick<Maintenance, 'mall' | 'id'>): Promise<void>;
}

/** The health of each capability of each mall, and its evidence. Health rows are read together with the pauses. */
export interface HealthStore {
  /**
   * Writes a capability's new state if the stored row still has the version before (none counts as 0). A repeat of our own
   * write is `stored`.
   */
  put(health: Health): Promise<'stored' | 'changed'>;
  /** Stores the evidence of one run; the same entry again changes nothing. It expires after a day. */
  record(entry: EvidenceEntry): Promise<void>;
  /** The evidence of a capability since a moment. */
  since(mall: MallName, capability: Capability, from: EpochMs): Promise<EvidenceEntry[]>;
}

/** How long orders took at each mall, summed for people to look at. */
export interface WaitStore {
  /** Adds waits of a mall to the sum of the minutes that `at` is in. A repeat counts twice. */
  add(mall: MallName, at: EpochMs, waits: MallWaits): Promise<void>;
  /** The sums of all malls since a moment, with those minutes that it is in; may lag. They expire after a day. */
  since(from: EpochMs): Promise<WaitEntry[]>;
}

/** Incidents with their timelines. */
export interface IncidentStore {
  /** The latest incident of a mall, strongly consistent; null if there was none. */
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

/** Mails that were or are being sent. */
export interface NoticeStore {
  /** All mails of an occasion. */
  of(occasion: string): Promise<Notice[]>;
  get(key: NoticeKey): Promise<Notice | null>;
  /** Writes a mail's state if the stored one still has the version before (none counts as 0). A repeat of our own write is `stored`. */
  put(notice: Notice): Promise<'stored' | 'changed'>;
  /** Keeps what was sent, whether or not something was reported of it before. */
  keepSent(mail: MailRecord): Promise<void>;
  /** Adds what was reported of a mail; a repeat changes nothing. */
  addReports(id: string, reports: readonly MailReport[]): Promise<void>;
  /** One mail that was sent; null for an id of which nothing is kept. */
  sent(id: string): Promise<SentMail | null>;
  /** The mails of a day in Japan (`jstDay`), the oldest first. */
  sentOn(day: string): Promise<SentMail[]>;
}

/** What audits found, shop by shop. */
export interface AuditStore {
  put(audit: ShopAudit): Promise<void>;
  /** A shop's result of one audit; null if there is none yet. */
  get(audit: string, shop: ShopKey): Promise<ShopAudit | null>;
  /** Every shop's result of one audit. */
  of(audit: string): Promise<ShopAudit[]>;
}

/** After this time a closed incident has no work left: its second audit is due after one day. */
export const recentMs = 3 * dayMs;
/** Trouble within an hour after the last one belongs to the same incident, so this many days have fewer incidents than this. */
const recentMax = 72;

/**
 * The incidents of a mall that may have work left, the newest first: the latest one, and earlier ones that were closed within `recentMs`.
 * Costs one read if the latest one is older than that, otherwise two.
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
