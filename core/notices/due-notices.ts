import { type Capability, capabilities } from '../health/capability.ts';
import { type AuditFigures, type Incident, occasionOf, spansOfOccasion } from '../incidents/incident.ts';
import { earlierOccasions } from '../incidents/occasions.ts';
import type { EpochMs } from '../units.ts';
import type { NoticeKind } from './notice.ts';

/** A mail that every affected merchant should have had by now. */
export interface DueNotice {
  readonly occasion: string;
  readonly kind: Exclude<NoticeKind, 'status-digest' | 'key-ending' | 'key-ended'>;
  /** The person's words of an `outage-interim`. */
  readonly note?: string;
}

/** What an incident has put out, since its relapse if it had one; merchants who use none of it are not written to. */
export function affectedCapabilities(incident: Incident): Capability[] {
  return capabilities.filter((capability) => spansOfOccasion(incident).some((span) => span.capability === capability));
}

/**
 * The mails an incident wants sent, in the order in which they go. They follow from its row alone, so whoever asks again sends
 * what is still missing.
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
 * The second audit is made of the whole incident, and sets right what merchants were told of the import: it belongs to the last
 * occasion of which they were, whatever else has failed since then. They were promised that silence means that all is there, so a shop
 * that could not be asked is told of as well.
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

/** What the mails of a word in between belong to, by the moment at which it was written. */
export function interimOccasion(incident: Incident, at: EpochMs): string {
  return `${occasionOf(incident)}~note-${at}`;
}

/** Words of before a relapse were sent then, and would be wrong now. */
function interimsOf(incident: Incident): DueNotice[] {
  const { interims = [], noticedAt = 0, before } = incident;
  return interims
    .filter(({ at }, index) => (before === undefined ? at >= noticedAt : index >= before.interims))
    .map(({ at, text }) => ({ occasion: interimOccasion(incident, at), kind: 'outage-interim', note: text }));
}
