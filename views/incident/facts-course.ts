import {
  anyList,
  byKind,
  exactly,
  object,
  orNull,
  type Shape,
  type Static,
  text,
  type Words,
  whole,
} from '../../core/kernel/index.ts';
import { countMails, type MailCount, type WithMails } from '../../core/mail/index.ts';
import {
  type AuditFigures,
  type Incident,
  type IncidentEvent,
  occasionOf,
  type ShopAudit,
  type ShopKey,
  secondAuditOf,
} from '../../core/model/index.ts';
import { type Ports, shopsOfMall } from '../../core/ports/index.ts';
import { jstIso } from '../plain.ts';
import { moment, truth } from '../shape.ts';
import { figuresShape, incidentFacts, incidentFields } from './facts.ts';
import { catchUpFacts, catchUpShape } from './facts-catch-up.ts';

const shop = text<ShopKey>();
const orders = anyList(text());

/** A finding of an audit about one shop that needs attention. At most 100 orders are named; the counts are whole. */
const findShape = byKind({
  found: object({
    ...{ kind: exactly('found'), shop, missing: orders, missingCount: whole(), doubled: orders, doubledCount: whole() },
    /** What of `doubledCount` are surplus rows at the mall, and how many of those no push removes any more. */
    ...{ surplusRows: whole(), surplusLeft: whole() },
    /** Listed and not stored. */
    ...{ unread: orders, unreadCount: whole() },
  }),
  /** Nothing is known of it. `reason`: `not-asked`, a pause, or the code of an error. */
  unaudited: object({ kind: exactly('unaudited'), shop, reason: text() }),
});
export type ShopFind = Static<typeof findShape>;

/** An audit of an incident, as far as it is worth a person's look. */
const auditShape = object({
  name: text(),
  /** When its last result was written; null where none is kept. */
  at: orNull(moment),
  /** Null while it is under way. */
  figures: orNull(figuresShape),
  /** Shops with a find, and those that could not be audited. */
  finds: anyList(findShape),
  /** What it found shop by shop is not kept any more. */
  forgotten: truth,
});
export type AuditFacts = Static<typeof auditShape>;

async function auditsOf(ports: Pick<Ports, 'audits' | 'shops'>, incident: Incident): Promise<AuditFacts[]> {
  const wanted = [
    { nameIn: occasionOf, figures: incident.audit ?? null },
    { nameIn: secondAuditOf, figures: incident.secondAudit ?? null },
  ];
  const found: AuditFacts[] = [];
  for (const { nameIn, figures } of wanted) {
    const { name, results } = await latestResults(ports, incident, nameIn);
    if (results.length === 0 && figures === null) continue;
    const isForgotten = results.length === 0 && (figures?.audited ?? 0) > 0;
    const finds = isForgotten
      ? []
      : [...results.flatMap(findOf), ...(await unasked(ports, incident, figures, results))];
    const at = results.length === 0 ? null : jstIso(Math.max(...results.map((result) => result.at)));
    found.push({ name, at, figures, finds, forgotten: isForgotten });
  }
  return found;
}

/** What an audit of an incident found shop by shop. After a relapse the audit before it is the latest one, until there is another. */
export async function latestResults(
  { audits }: Pick<Ports, 'audits'>,
  incident: Incident,
  nameIn: (incident: Incident) => string,
): Promise<{ readonly name: string; readonly results: readonly ShopAudit[] }> {
  for (let { reopened } = incident; reopened > 0; reopened--) {
    const name = nameIn({ ...incident, reopened });
    const results = await audits.of(name);
    if (results.length > 0) return { name, results };
  }
  const name = nameIn({ ...incident, reopened: 0 });
  const results = await audits.of(name);
  return { name: results.length > 0 ? name : nameIn(incident), results };
}

export function findOf({ shop, result }: ShopAudit): ShopFind[] {
  switch (result.kind) {
    case 'unaudited':
      return [{ shop, kind: 'unaudited', reason: result.reason }];
    case 'audited': {
      const { missing, missingCount, doubled, doubledCount, unread = [], unreadCount = 0 } = result;
      if (missingCount + doubledCount + unreadCount === 0) return [];
      const { rows: surplusRows, left: surplusLeft } = result.surplus ?? { rows: 0, left: 0 };
      const surplus = { surplusRows, surplusLeft };
      return [{ shop, kind: 'found', missing, missingCount, doubled, doubledCount, ...surplus, unread, unreadCount }];
    }
  }
}

/** Shops that an audit that is over never came to. Those added since are among them, and are left out where all were audited. */
async function unasked(
  ports: Pick<Ports, 'shops'>,
  { mall }: Incident,
  figures: AuditFigures | null,
  results: readonly ShopAudit[],
): Promise<ShopFind[]> {
  if (figures === null || results.length >= figures.shops) return [];
  const asked = new Set(results.map(({ shop }) => shop));
  const left = (await shopsOfMall(ports, mall)).filter(({ key }) => !asked.has(key));
  return left.map(({ key }) => ({ shop: key, kind: 'unaudited', reason: 'not-asked' }));
}

/** A sentence that a row keeps; a program gets it in English. */
const words: Shape<Words> = text();

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
