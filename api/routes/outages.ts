import { anyList, object, optional, orNull, text } from '../../core/kernel/index.ts';
import { type Pause, pauseId, pausesOf, type ShopKey } from '../../core/model/index.ts';
import { type IncidentFacts, incidentFacts, incidentFields, recentIncidents } from '../../views/incident/index.ts';
import { standingPauseFacts, standingPauseShape } from '../../views/pause/index.ts';
import { notFound } from '../problem.ts';
import { newestFirst, oldestFirst, pageOf, pageQuery, type Route, route, type Session } from '../route.ts';

const incidentShape = object(incidentFields);

/** Audits count over the shops of every merchant. */
const shownTo = (session: Session, facts: IncidentFacts): IncidentFacts =>
  session.may('ops') && session.key.merchant === null ? facts : { ...facts, audit: null, secondAudit: null };

const isOfShop = (scope: Pause['scope']): scope is ShopKey => scope.includes('#');

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
    summary:
      'What holds work now, of malls and of the shops that the key reaches; the note of who paused only with ops',
    query: object(pageQuery),
    answer: object({ pauses: anyList(standingPauseShape), next: orNull(text()) }),
    touches: 'shops',
    async run({ ports, may }, { query }) {
      const standing = pausesOf(await ports.pauses.standing(), ports.clock.now());
      const { shown, next } = pageOf(standing, (pause) => `${oldestFirst(pause.since)} ${pauseId(pause)}`, query);
      const shops = await ports.shops.those(shown.flatMap(({ scope }) => (isOfShop(scope) ? [scope] : [])));
      const facts = shown.map((pause) => standingPauseFacts(pause, shops));
      return { pauses: may('ops') ? facts : facts.map((one) => ({ ...one, note: null })), next };
    },
  }),
];
