import { jstDay } from '../../core/kernel/time.ts';
import { mailMoment } from '../../core/model/notice.ts';
import type { AuditStore, IncidentStore, NoticeStore } from '../../core/ports/outage.ts';
import { innerMap, type MemoryStore } from './store.ts';
import { putVersion } from './versioned.ts';

/** Incidents and their timelines, in memory. */
export function memoryIncidents(store: MemoryStore): IncidentStore {
  const newestFirst = () => [...store.incidentsById.values()].sort((a, b) => (a.id < b.id ? 1 : -1));
  return {
    async latest(mall) {
      return newestFirst().find((incident) => incident.mall === mall) ?? null;
    },

    async get(id) {
      return store.incidentsById.get(id) ?? null;
    },

    async list(mall, limit) {
      return newestFirst()
        .filter((incident) => incident.mall === mall)
        .slice(0, limit);
    },

    async put(incident) {
      return putVersion(store.incidentsById, incident.id, incident);
    },

    async markTold({ id, version }) {
      const standing = store.incidentsById.get(id);
      if (standing?.version !== version) return;
      store.incidentsById.set(id, Object.freeze({ ...standing, toldVersion: version }));
    },

    async tell(event) {
      const id = `${String(event.at).padStart(15, '0')}#${event.what}`;
      innerMap(store.timelinesByIncident, event.incident).set(id, Object.freeze({ ...event }));
    },

    async timeline(id) {
      const lines = [...(store.timelinesByIncident.get(id) ?? [])];
      return lines.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
    },
  };
}

/** Mails, in memory. */
export function memoryNotices(store: MemoryStore): NoticeStore {
  return {
    async of(occasion) {
      return [...store.noticesById.values()].filter((notice) => notice.occasion === occasion);
    },

    async get({ occasion, kind, merchant }) {
      return store.noticesById.get(`${occasion}#${kind}#${merchant}`) ?? null;
    },

    async put(notice) {
      return putVersion(store.noticesById, `${notice.occasion}#${notice.kind}#${notice.merchant}`, notice);
    },

    async keepSent(record) {
      const { id } = record;
      const reports = store.sentMailsById.get(id)?.reports ?? [];
      store.sentMailsById.set(id, Object.freeze({ id, record: Object.freeze({ ...record }), reports }));
    },

    async addReports(id, reports) {
      const { record = null, reports: before = [] } = store.sentMailsById.get(id) ?? {};
      const known = new Map([...before, ...reports].map((each) => [JSON.stringify(each), each]));
      const all = [...known.values()].sort((one, other) => one.at - other.at);
      store.sentMailsById.set(id, Object.freeze({ id, record, reports: all }));
    },

    async sent(id) {
      return store.sentMailsById.get(id) ?? null;
    },

    async sentOn(day) {
      const ofDay = [...store.sentMailsById.values()].filter(({ id }) => jstDay(mailMoment(id) ?? 0) === day);
      return ofDay.sort((one, other) => (one.id < other.id ? -1 : 1));
    },
  };
}

/** What audits found, in memory. */
export function memoryAudits(store: MemoryStore): AuditStore {
  return {
    async put(audit) {
      innerMap(store.auditsByName, audit.audit).set(audit.shop, Object.freeze({ ...audit }));
    },

    async get(audit, shop) {
      return store.auditsByName.get(audit)?.get(shop) ?? null;
    },

    async of(audit) {
      return [...(store.auditsByName.get(audit)?.values() ?? [])];
    },
  };
}
