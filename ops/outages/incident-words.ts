import { jstDay, jstText } from '../../core/kernel/index.ts';
import { type AuditFigures, type Capability, capabilities, type Incident } from '../../core/model/index.ts';
import { jstIso, jstIsoOrNull } from '../terminal/time.ts';

/** When everything was well again; null while something is out. */
export function untilOf({ affected }: Pick<Incident, 'affected'>): number | null {
  const ends = affected.map(({ to }) => to);
  return ends.some((to) => to === null) ? null : Math.max(...(ends as number[]));
}

/** `02-10 15:45 to 22:35`: the year stands in the id. */
export function whenText(incident: Incident): string {
  const until = untilOf(incident);
  const begins = jstText(incident.openedAt).slice(5, 16);
  if (until === null) return `${begins}, lasts`;
  const ends = jstText(until).slice(5, 16);
  return `${begins} to ${jstDay(until) === jstDay(incident.openedAt) ? ends.slice(6) : ends}`;
}

/** What was out at any time. */
export function outText(incident: Incident): string {
  return outOf(incident).join(', ');
}

function outOf({ affected }: Incident): Capability[] {
  return capabilities.filter((capability) => affected.some((span) => span.capability === capability));
}

/** Where it stands, in a word or two. */
export function stageText({ stage, reopened }: Pick<Incident, 'stage' | 'reopened'>): string {
  return reopened === 0 ? stage.kind : `${stage.kind}, ${reopenedText(reopened)}`;
}

/** How often it was over too soon. */
export function reopenedText(reopened: number): string {
  return `reopened ${reopened === 1 ? 'once' : `${reopened} times`}`;
}

/** What an audit found. What cannot be read is only named where there is some. */
export function foundText({
  missing,
  doubled,
  unread = 0,
}: Pick<AuditFigures, 'missing' | 'doubled' | 'unread'>): string {
  return `取込漏れ ${missing}, 重複 ${doubled}${unread === 0 ? '' : `, 要確認 ${unread}`}`;
}

/** Figures of an audit in the words of the glossary; what was not audited is said, and never counted as 0. */
export function auditText(audit: AuditFigures | undefined): string {
  if (audit === undefined) return 'none';
  const { shops, audited, missing, doubled, unread = 0 } = audit;
  const unaudited = audited === shops ? '' : `, ${shops - audited} of ${shops} shops unaudited`;
  return `${foundText({ missing, doubled, unread })}${unaudited}`;
}

/** An incident for programs. */
export function incidentJson(incident: Incident): object {
  const { id, mall, openedAt, detectedAt, stage, affected, reopened, noticedAt, interims, audit, secondAudit } =
    incident;
  return {
    incident: id,
    mall,
    since: jstIso(openedAt),
    until: jstIsoOrNull(untilOf(incident)),
    detectedAt: jstIso(detectedAt),
    stage: stage.kind,
    closedAt: stage.kind === 'closed' ? jstIso(stage.at) : null,
    out: outOf(incident),
    spans: affected.map(({ capability, from, to }) => ({ capability, from: jstIso(from), to: jstIsoOrNull(to) })),
    reopened,
    merchantsToldAt: jstIsoOrNull(noticedAt),
    interims: (interims ?? []).map(({ at, text }) => ({ at: jstIso(at), text })),
    audit: audit ?? null,
    secondAudit: secondAudit ?? null,
  };
}
