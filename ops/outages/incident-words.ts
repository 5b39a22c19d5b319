import { jstDay, jstText } from '../../core/kernel/index.ts';
import {
  type AuditFigures,
  type Capability,
  capabilities,
  type Incident,
  outageLengthMs,
  outMs,
  outsOf,
  stretchesOf,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/language.ts';
import { durationText, enumerated } from '../../language/phrases.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { capabilityWord } from '../../views/pause/index.ts';
import { jstIso, jstIsoOrNull } from '../../views/plain.ts';
import { refuse } from '../arguments/meant.ts';
import { type Parameter, text } from '../arguments/parameter.ts';

/** When everything was well again; null while something is out. */
export function untilOf({ affected }: Pick<Incident, 'affected'>): number | null {
  const ends = affected.map(({ to }) => to);
  return ends.some((to) => to === null) ? null : Math.max(...(ends as number[]));
}

/** How long an outage, or a part of it, was or is. */
export const outageLength = (from: number, to: number): string => durationText(outageLengthMs(from, to));

/** How long anything was out: after a relapse, in how many spans. */
export function outForText(incident: Pick<Incident, 'affected'>, now: number): string {
  const spans = stretchesOf(incident.affected.flatMap(outsOf), now).length;
  const length = durationText(outMs(incident, now));
  return spans > 1 ? t`out in ${spans} spans, for ${length} in all` : t`out for ${length} of it`;
}

/** A stage lasts since it began, and an outage since its first failure: in a relapse, since that. */
export function stageSince({ stage, openedAt, reopenedAt }: Incident): number {
  return stage.kind === 'recovering' ? stage.since : (reopenedAt ?? openedAt);
}

/** `02-10 15:45 to 22:35`: the year stands in the id. */
export function whenText(incident: Incident): string {
  const until = untilOf(incident);
  const begins = jstText(incident.openedAt).slice(5, 16);
  if (until === null) return t`${begins}, lasts`;
  const ends = jstText(until).slice(5, 16);
  return t`${begins} to ${jstDay(until) === jstDay(incident.openedAt) ? ends.slice(6) : ends}`;
}

/** What was out at any time. */
export function outText(incident: Incident): string {
  return enumerated(outOf(incident).map(capabilityWord));
}

function outOf({ affected }: Incident): Capability[] {
  return capabilities.filter((capability) => affected.some((span) => span.capability === capability));
}

/** A stage in a word. */
export function stageWord(stage: Incident['stage']['kind']): string {
  switch (stage) {
    case 'open':
      return t`open`;
    case 'recovering':
      return t`recovering`;
    case 'closed':
      return t`closed`;
  }
}

/** Where it stands, in a word or two. */
export function stageText({ stage, reopened }: Pick<Incident, 'stage' | 'reopened'>): string {
  const word = stageWord(stage.kind);
  return reopened === 0 ? word : enumerated([word, reopenedText(reopened)]);
}

/** How a stage looks. */
export const stageLooks = { open: 'bad', recovering: 'warn', closed: 'good' } as const;

/** How often it was over too soon. */
export function reopenedText(reopened: number): string {
  return reopened === 1 ? t`reopened once` : t`reopened ${reopened} times`;
}

/** What an audit found. What cannot be read is only named where there is some. */
export function foundText({
  missing,
  doubled,
  unread = 0,
}: Pick<AuditFigures, 'missing' | 'doubled' | 'unread'>): string {
  return enumerated([`取込漏れ ${missing}`, `重複 ${doubled}`, ...(unread === 0 ? [] : [`要確認 ${unread}`])]);
}

/** Figures of an audit in the words of the glossary; what was not audited is said, and never counted as 0. */
export function auditText(audit: AuditFigures | undefined): string {
  if (audit === undefined) return t`none`;
  const { shops, audited, missing, doubled, unread = 0 } = audit;
  const unaudited = audited === shops ? '' : t`, ${shops - audited} of ${shops} shops unaudited`;
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
    spans: affected
      .flatMap(outsOf)
      .map(({ capability, from, to }) => ({ capability, from: jstIso(from), to: jstIsoOrNull(to) })),
    reopened,
    merchantsToldAt: jstIsoOrNull(noticedAt),
    interims: (interims ?? []).map(({ at, text }) => ({ at: jstIso(at), text })),
    audit: audit ?? null,
    secondAudit: secondAudit ?? null,
  };
}

/** Incidents that are named when one was mistyped. */
const namedMax = 5;

/** An incident, by its place. */
export const incidentPlace: Parameter<string> = text('<incident>', 'its id, as ops incidents list shows it; or latest');

/** The newest incidents of all malls, at most so many. */
export async function newestIncidents({ incidents }: Pick<Ports, 'incidents'>, limit: number): Promise<Incident[]> {
  const found = (await Promise.all(mallDesks.names.map((mall) => incidents.list(mall, limit)))).flat();
  return found.sort((a, b) => b.openedAt - a.openedAt).slice(0, limit);
}

/** The incident that is meant; ends the command, with the ids there are, when there is none of that id. */
export async function incidentMeant(ports: Pick<Ports, 'incidents'>, id: string): Promise<Incident> {
  const found = id === 'latest' ? (await newestIncidents(ports, 1))[0] : await ports.incidents.get(id);
  if (found) return found;
  const newest = (await newestIncidents(ports, namedMax)).map((incident) => incident.id);
  const there = newest.length === 0 ? t`There was none yet.` : t`The newest: ${newest.join(', ')}.`;
  return refuse(t`This cannot be done`, [t`<incident>: there is no incident ${JSON.stringify(id)}. ${there}`]);
}
