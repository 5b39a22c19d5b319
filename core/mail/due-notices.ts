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

/** A mail that every affected merchant should have had by now. */
export interface DueNotice {
  readonly occasion: string;
  readonly kind: Exclude<NoticeKind, 'status-digest' | 'morning-digest' | 'key-ending' | 'key-ended'>;
  /** The person's words of an `outage-interim`. */
  readonly note?: string;
}

/** The capabilities that an incident affected, since its relapse if it had one; merchants who use none of them get no mail. */
export function affectedCapabilities(incident: Incident): Capability[] {
  return capabilities.filter((capability) => spansOfOccasion(incident).some((span) => span.capability === capability));
}

/**
 * The mails that an incident requires, in the order in which they are sent. They follow from its row alone, so a repeated call
 * yields what is still missing.
 */
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
 * The second audit covers the whole incident, and corrects the earlier mails about the import: it belongs to the last such occasion
 * that merchants were notified of, whatever else has failed since then. They were promised that silence means that all orders are
 * there, so a shop that could not be asked is reported as well.
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

/** Mails that are not worth sending any more, those of before a relapse among them: what they say is part of the all-clear. */
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

/** The occasion of the mails of an interim message, by the moment at which it was written. */
export function interimOccasion(incident: Incident, at: EpochMs): string {
  return `${occasionOf(incident)}~note-${at}`;
}

/** Interim messages from before a relapse were sent then, and would be wrong now. */
function interimsOf(incident: Incident): DueNotice[] {
  const { interims = [], noticedAt = 0, before } = incident;
  return interims
    .filter(({ at }, index) => (before === undefined ? at >= noticedAt : index >= before.interims))
    .map(({ at, text }) => ({ occasion: interimOccasion(incident, at), kind: 'outage-interim', note: text }));
}

/** An occasion of an incident with the mails that it wants sent, between those before it and those after it. */
export interface OccasionDues {
  /** The incident as it is, or as it was when this occasion was closed. */
  readonly incident: Incident;
  readonly dues: readonly DueNotice[];
  /** Occasions that merchants were notified of, the newest first. */
  readonly earlier: readonly Incident[];
  readonly later: readonly Incident[];
}

/**
 * The mails that an incident requires, occasion by occasion, the newest first: a relapse must not suppress the all-clear for merchants
 * that it does not concern. Until it is known whether a relapse lasts, no mail about earlier occasions is sent: an all-clear would
 * arrive during the failure.
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

/** True when an occasion concerns a merchant: something they use was out. */
export function concernedBy(incident: Incident, { features }: Pick<Merchant, 'features'>): boolean {
  return affectedCapabilities(incident).some((capability) => features.includes(capability));
}

/** True if a later all-clear has the content of this mail for the merchant. */
export function isCarried({ later }: OccasionDues, { kind }: Pick<DueNotice, 'kind'>, merchant: Merchant): boolean {
  return kind === 'outage-all-clear' && later.some((one) => concernedBy(one, merchant));
}

/** False for a merchant who joined after an occasion was over, and so got no mail about it. */
function wasThere({ createdAt }: Merchant, { stage }: Incident): boolean {
  return stage.kind !== 'closed' || createdAt < stage.at;
}

/**
 * The incident as a merchant's all-clear must describe it: with the earlier occasions whose all-clear has not reached the
 * merchant. `noticesOf` gives the mails of an occasion by their keys.
 */
export function withUnannounced(
  { incident, earlier }: OccasionDues,
  merchant: Merchant,
  noticesOf: (occasion: string) => readonly Notice[],
): Incident {
  // A merchant whom this occasion does not concern gets the all-clear of the earlier one as a separate mail.
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
