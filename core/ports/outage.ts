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

/** Rows that hold work back. Rows with the cause `outage` are written through `HealthStore`. */
export interface Pauses {
  /** Set by people and refused keys. */
  list(): Promise<Pause[]>;
  /** Every row that can hold work; one strongly consistent read. */
  standing(): Promise<Standing>;
  /** Sets or renews a pause. Callers keep the `since` of an existing one. */
  set(pause: Pause): Promise<void>;
  /** Sets a pause if the stored one has the `since` seen (null: none stored). */
  setOver(pause: Pause, seen: Pick<Pause, 'since'> | null): Promise<'stored' | 'changed'>;
  lift(pause: Pick<Pause, 'cause' | 'scope' | 'capability'>): Promise<void>;
  plan(maintenance: Maintenance): Promise<void>;
  unplan(maintenance: Pick<Maintenance, 'mall' | 'id'>): Promise<void>;
}

/** Health and evidence by mall and capability. Rows are read together with the pauses. */
export interface HealthStore {
  put(health: Health): Promise<'stored' | 'changed'>;
  /** Stores the evidence of one run for a day; safe to repeat. */
  record(entry: EvidenceEntry): Promise<void>;
  since(mall: MallName, capability: Capability, from: EpochMs): Promise<EvidenceEntry[]>;
}

export interface WaitStore {
  /** Adds to the sum of the minutes that contain `at`. A repeat counts twice. */
  add(mall: MallName, at: EpochMs, waits: MallWaits): Promise<void>;
  /** Sums of all malls since a moment, its minutes included; may lag. Expire after a day. */
  since(from: EpochMs): Promise<WaitEntry[]>;
}

export interface IncidentStore {
  /** The latest incident, strongly consistent; null if there was none. */
  latest(mall: MallName): Promise<Incident | null>;
  get(id: string): Promise<Incident | null>;
  /** The newest first. */
  list(mall: MallName, limit: number): Promise<Incident[]>;
  put(incident: Incident): Promise<'stored' | 'changed'>;
  /** Notes that timeline and bus know this version, if still the current one. */
  markTold(incident: Pick<Incident, 'id' | 'mall' | 'version'>): Promise<void>;
  tell(event: IncidentEvent): Promise<void>;
  timeline(id: string): Promise<IncidentEvent[]>;
}

export interface NoticeStore {
  of(occasion: string): Promise<Notice[]>;
  get(key: NoticeKey): Promise<Notice | null>;
  put(notice: Notice): Promise<'stored' | 'changed'>;
  /** Keeps a sent mail, even if reports came before. */
  keepSent(mail: MailRecord): Promise<void>;
  /** Adds reports about a mail; safe to repeat. */
  addReports(id: string, reports: readonly MailReport[]): Promise<void>;
  /** A sent mail; null if nothing is kept. */
  sent(id: string): Promise<SentMail | null>;
  /** Mails of a day in Japan (`jstDay`), the oldest first. */
  sentOn(day: string): Promise<SentMail[]>;
}

export interface AuditStore {
  put(audit: ShopAudit): Promise<void>;
  get(audit: string, shop: ShopKey): Promise<ShopAudit | null>;
  of(audit: string): Promise<ShopAudit[]>;
}

/** Age at which a closed incident has no work left: its second audit is due after one day. */
export const recentMs = 3 * dayMs;
/** Trouble within an hour of the last belongs to the same incident, so there are fewer in that time. */
const recentMax = 72;

/** The latest incident, and any closed within `recentMs`, the newest first. One read if the latest is older, else two. */
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
