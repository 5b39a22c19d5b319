import type { EpochMs } from '../kernel/index.ts';
import {
  type AuditFigures,
  type Capability,
  capabilities,
  earlierOccasions,
  type Incident,
  type Merchant,
  type Notice,
  type NoticeKind,
  occasionOf,
  sinceOccasion,
  spansOfOccasion,
} from '../model/index.ts';

export interface DueNotice {
  readonly occasion: string;
  readonly kind: Exclude<NoticeKind, 'status-digest' | 'morning-digest' | 'key-ending' | 'key-ended'>;
  readonly note?: string;
}

/** Capabilities that an incident affected since its last relapse; merchants who use none get no mail. */
export function affectedCapabilities(incident: Incident): Capability[] {
  return capabilities.filter((capability) => spansOfOccasion(incident).some((span) => span.capability === capability));
}

/** Mails in sending order. Derived from the incident's row alone, so a repeated call yields what is missing. */
export function dueNotices(incident: Incident): DueNotice[] {
  const occasion = occasionOf(incident);
  if (incident.noticedAt === undefined) return correctionOf(incident);
  switch (incident.stage.kind) {
    case 'open':
    case 'recovering':
      return [{ occasion, kind: 'outage-opened' }, ...interimsOf(incident)];
    case 'closed':
      return [{ occasion, kind: 'outage-all-clear' }, ...correctionOf(incident)];
  }
}

/**
 * The second audit corrects the last mail about the import, whatever failed since. Merchants were promised that silence means completeness,
 * so a shop that could not be asked is reported, too.
 */
function correctionOf(incident: Incident): DueNotice[] {
  if (incident.stage.kind !== 'closed' || !saysMore(incident.secondAudit)) return [];
  const told = [...(incident.noticedAt === undefined ? [] : [incident]), ...earlierOccasions(incident)];
  const ofImport = told.find((one) => affectedCapabilities(one).includes('import'));
  return ofImport === undefined ? [] : [{ occasion: occasionOf(ofImport), kind: 'outage-correction' }];
}

function saysMore(audit: AuditFigures | undefined): boolean {
  if (audit === undefined) return false;
  return audit.missing + (audit.unread ?? 0) + (audit.surplusLeft ?? 0) > 0 || audit.audited < audit.shops;
}

/** Mails whose content the all-clear has, those from before a relapse included. */
export function mergedNotices(incident: Incident): DueNotice[] {
  if (incident.noticedAt === undefined || incident.stage.kind !== 'closed') return [];
  const occasion = occasionOf(incident);
  const notes = incident.interims ?? [];
  const before = Array.from({ length: incident.reopened }, (_, reopened) => ({ ...incident, reopened }));
  return [
    ...before.flatMap((earlier): DueNotice[] => [
      { occasion: occasionOf(earlier), kind: 'outage-opened' },
      ...notes.map(({ at }): DueNotice => ({ occasion: interimOccasion(earlier, at), kind: 'outage-interim' })),
      { occasion: occasionOf(earlier), kind: 'outage-all-clear' },
    ]),
    { occasion, kind: 'outage-opened' },
    ...interimsOf(incident),
  ];
}

export function interimOccasion(incident: Incident, at: EpochMs): string {
  return `${occasionOf(incident)}~note-${at}`;
}

/** Interim messages from before a relapse would be wrong now. */
function interimsOf(incident: Incident): DueNotice[] {
  const { interims = [], noticedAt = 0, before } = incident;
  return interims
    .filter(({ at }, index) => (before === undefined ? at >= noticedAt : index >= before.interims))
    .map(({ at, text }) => ({ occasion: interimOccasion(incident, at), kind: 'outage-interim', note: text }));
}

export interface OccasionDues {
  /** The incident as it is, or as it was when this occasion closed. */
  readonly incident: Incident;
  readonly dues: readonly DueNotice[];
  /** Occasions that merchants were notified of, the newest first. */
  readonly earlier: readonly Incident[];
  readonly later: readonly Incident[];
}

/**
 * The newest first, so that a relapse does not suppress the all-clear for merchants unaffected by it. None about earlier occasions until
 * the relapse is confirmed: an all-clear would arrive during the failure.
 */
export function occasionDues(incident: Incident): OccasionDues[] {
  const earlier = earlierOccasions(incident);
  const present = { incident, dues: dueNotices(incident), earlier, later: [] };
  if (incident.noticedAt === undefined && incident.stage.kind === 'open') return [present];
  const told = incident.noticedAt === undefined ? [] : [incident];
  return [
    present,
    ...earlier.map((one, index) => ({
      incident: one,
      dues: dueNotices(one),
      earlier: earlier.slice(index + 1),
      later: [...told, ...earlier.slice(0, index)],
    })),
  ];
}

export function concernedBy(incident: Incident, { features }: Pick<Merchant, 'features'>): boolean {
  return affectedCapabilities(incident).some((capability) => features.includes(capability));
}

/** Whether a later all-clear tells the merchant the content of this mail. */
export function isCarried({ later }: OccasionDues, { kind }: Pick<DueNotice, 'kind'>, merchant: Merchant): boolean {
  return kind === 'outage-all-clear' && later.some((one) => concernedBy(one, merchant));
}

/** False for a merchant who joined after the occasion, and got no mail. */
function wasThere({ createdAt }: Merchant, { stage }: Incident): boolean {
  return stage.kind !== 'closed' || createdAt < stage.at;
}

/** The incident with earlier occasions whose all-clear has not reached the merchant. `noticesOf` reads an occasion's mails. */
export function withUnannounced(
  { incident, earlier }: OccasionDues,
  merchant: Merchant,
  noticesOf: (occasion: string) => readonly Notice[],
): Incident {
  // A merchant not concerned by this occasion gets the earlier all-clear as a separate mail.
  if (!concernedBy(incident, merchant)) return incident;
  let first = incident;
  for (const one of earlier) {
    const allClear = noticesOf(occasionOf(one)).find(
      (notice) => notice.kind === 'outage-all-clear' && notice.merchant === merchant.id,
    );
    if (allClear?.state.kind === 'sent' || allClear?.state.kind === 'refused') break;
    if (concernedBy(one, merchant) && wasThere(merchant, one)) first = one;
  }
  return first === incident ? incident : sinceOccasion(incident, first);
}
