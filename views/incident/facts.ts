import { anyList, object, oneOf, optional, orNull, type Static, text, whole } from '../../core/kernel/index.ts';
import { type AffectedSpan, capabilities, type Incident, type MallName, outsOf } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';

/** What an audit found over all shops. What could not be looked at is unaudited, and never 0. */
export const figuresShape = object({
  ...{ shops: whole(), audited: whole(), atMall: whole(), missing: whole(), doubled: whole() },
  ...{ surplusRows: optional(whole()), surplusLeft: optional(whole()), unread: optional(whole()) },
});

const capability = oneOf(capabilities);
const time = orNull(moment);
/** An outage of a mall, from its first failure to its all-clear. */
export const incidentFields = {
  ...{ incident: text(), mall: text<MallName>(), since: moment, until: time, detectedAt: moment },
  ...{ stage: text<Incident['stage']['kind']>(), stageSince: moment, closedAt: time },
  /** What was out at any time, and when. */
  out: anyList(capability),
  spans: anyList(object({ capability, from: moment, to: time })),
  ...{ reopened: whole(), merchantsToldAt: time, interims: anyList(object({ at: moment, text: text() })) },
  ...{ audit: orNull(figuresShape), secondAudit: orNull(figuresShape) },
} as const;

const incidentShape = object(incidentFields);
export type IncidentFacts = Static<typeof incidentShape>;

export function incidentFacts(incident: Incident): IncidentFacts {
  const { id, mall, openedAt, reopenedAt, detectedAt, stage, affected, reopened, noticedAt, interims = [] } = incident;
  const ends = affected.map(({ to }) => to ?? Number.POSITIVE_INFINITY);
  const until = Math.max(...ends);
  return {
    ...{ incident: id, mall, since: jstIso(openedAt), until: Number.isFinite(until) ? jstIso(until) : null },
    ...{ detectedAt: jstIso(detectedAt), stage: stage.kind },
    // In a relapse an outage lasts since its first failure.
    stageSince: jstIso(stage.kind === 'recovering' ? stage.since : (reopenedAt ?? openedAt)),
    closedAt: stage.kind === 'closed' ? jstIso(stage.at) : null,
    out: capabilities.filter((one) => affected.some((span) => span.capability === one)),
    spans: affected.flatMap(outsOf).map((one) => ({ ...one, from: jstIso(one.from), to: jstIsoOrNull(one.to) })),
    ...{ reopened, merchantsToldAt: jstIsoOrNull(noticedAt) },
    interims: interims.map(({ at, text: said }) => ({ at: jstIso(at), text: said })),
    ...{ audit: incident.audit ?? null, secondAudit: incident.secondAudit ?? null },
  };
}

export const affectedIn = ({ spans }: Pick<IncidentFacts, 'spans'>): AffectedSpan[] =>
  spans.map(({ capability: one, from, to }) => ({
    ...{ capability: one, from: Date.parse(from), to: to === null ? null : Date.parse(to) },
  }));

/** The newest incidents of each mall: one read for a mall. A new one of one mall hides none of another. */
export async function recentIncidents({ incidents }: Pick<Ports, 'incidents'>, ofEach = 10): Promise<Incident[]> {
  return (await Promise.all(mallDesks.names.map((mall) => incidents.list(mall, ofEach)))).flat();
}

export const newestIncidents = async (ports: Pick<Ports, 'incidents'>, limit: number): Promise<Incident[]> =>
  (await recentIncidents(ports, limit)).sort((a, b) => b.openedAt - a.openedAt).slice(0, limit);
