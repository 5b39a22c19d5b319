import { anyList, object, optional, orNull, text } from '../../core/kernel/index.ts';
import { type IncidentFacts, incidentFacts, incidentFields, recentIncidents } from '../../views/incident/index.ts';
import { pauseFacts, pauseShape, pausesNow } from '../../views/pause/index.ts';
import { notFound } from '../problem.ts';
import { newestFirst, pageOf, pageQuery, type Route, route, type Session } from '../route.ts';

const incidentShape = object(incidentFields);

/** Audits count over the shops of every merchant. */
const shownTo = (session: Session, facts: IncidentFacts): IncidentFacts =>
  session.may('ops') && session.key.merchant === null ? facts : { ...facts, audit: null, secondAudit: null };

/** Incidents of each mall that are read for the list. */
const ofEach = 500;

export const outageRoutes: readonly Route[] = [
  route({
    name: 'listIncidents',
    method: 'get',
    path: '/v1/incidents',
    scope: 'orders:read',
    summary: 'Outages of malls, the newest first; what their audits found only for keys of all merchants with ops',
    query: object({ ...pageQuery, mall: optional(text()) }),
    answer: object({ incidents: anyList(incidentShape), next: orNull(text()) }),
    async run(session, { query }) {
      const all = await recentIncidents(session.ports, ofEach);
      const meant = all.filter(({ mall }) => mall === (query.mall ?? mall));
      const { shown, next } = pageOf(meant, ({ openedAt, id }) => `${newestFirst(openedAt)} ${id}`, query);
      return { incidents: shown.map((incident) => shownTo(session, incidentFacts(incident))), next };
    },
  }),
  route({
    name: 'getIncident',
    method: 'get',
    path: '/v1/incidents/{incident}',
    scope: 'orders:read',
    summary: 'One outage',
    answer: incidentShape,
    async run(session, { path }) {
      const found = await session.ports.incidents.get(path.incident ?? '');
      if (found === null) throw notFound('incident');
      return shownTo(session, incidentFacts(found));
    },
  }),
  route({
    name: 'listPauses',
    method: 'get',
    path: '/v1/pauses',
    scope: 'orders:read',
    summary: 'What holds work now: of malls, and of the shops that the key reaches',
    query: object(pageQuery),
    answer: object({ pauses: anyList(pauseShape), next: orNull(text()) }),
    async run({ ports, reach }, { query }) {
      const standing = (await pausesNow(ports, await reach.shops())).map(pauseFacts);
      const { shown, next } = pageOf(standing, ({ pause }) => pause, query);
      return { pauses: shown, next };
    },
  }),
];
