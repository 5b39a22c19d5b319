import {
  anyList,
  object,
  oneOf,
  orNull,
  type Shape,
  type Static,
  text,
  type Words,
  whole,
} from '../../core/kernel/index.ts';
import { countMails, type MailCount, type WithMails } from '../../core/mail/index.ts';
import {
  type AffectedSpan,
  capabilities,
  type Incident,
  type IncidentEvent,
  type MallName,
  outsOf,
} from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';
import { jstIso, jstIsoOrNull } from '../plain.ts';
import { moment } from '../shape.ts';
import { auditShape, auditsOf, figuresShape } from './facts-audits.ts';
import { catchUpFacts, catchUpShape } from './facts-catch-up.ts';

const capability = oneOf(capabilities);
const time = orNull(moment);
/** A sentence that a row keeps; a program gets it in English. */
const words: Shape<Words> = text();

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

const eventShape = object({ at: moment, what: text(), text: words, by: text() });
export type EventFacts = Static<typeof eventShape>;

/** The same with what happened, what it held, what became of its mails, and what its audits found. */
const incidentCourseShape = object({
  ...incidentFields,
  catchUp: anyList(catchUpShape),
  timeline: anyList(eventShape),
  mails: anyList(
    object({ kind: text<MailCount['kind']>(), sent: whole(), refused: whole(), merged: whole(), left: whole() }),
  ),
  audits: anyList(auditShape),
});
export type IncidentCourse = Static<typeof incidentCourseShape>;

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

export async function incidentCourse(ports: Ports & WithMails, incident: Incident): Promise<IncidentCourse> {
  const now = ports.clock.now();
  const [timeline, mails, audits, shops, standing] = await Promise.all([
    ports.incidents.timeline(incident.id),
    countMails(ports, incident),
    auditsOf(ports, incident),
    ports.shops.all(),
    ports.pauses.standing(),
  ]);
  const catchUp = await catchUpFacts(ports, incident, { shops, standing, now, countsHeld: true });
  return { ...incidentFacts(incident), catchUp, timeline: inOrder(timeline).map(eventFacts), mails, audits };
}

/** What follows from other lines of its moment stands below them: that all is well, below the last capability that is. */
function inOrder(timeline: readonly IncidentEvent[]): IncidentEvent[] {
  const follows = ({ what }: IncidentEvent): number => (what.startsWith('recovered~') ? 1 : 0);
  return timeline.toSorted((a, b) => a.at - b.at || follows(a) - follows(b));
}

/** What makes a line unique stands behind its code, `silent-stock~rms-20200210-154500`. */
const eventFacts = ({ at, what, text: said, words: sentence, by }: IncidentEvent): EventFacts => ({
  ...{ at: jstIso(at), what: /^[a-z]+(?:-[a-z]+)*/.exec(what)?.[0] ?? what, text: sentence ?? said, by },
});
