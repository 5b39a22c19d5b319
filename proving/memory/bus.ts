import type { Bus } from '../../core/ports/bus.ts';
import type { MemoryStore } from './store.ts';

/** A bus that accepts everything and remembers it; refusals come from the fault injector around it. */
export function memoryBus(store: MemoryStore): Bus {
  return {
    async announce(announcements) {
      for (const announcement of announcements) store.accepted.push(Object.freeze({ ...announcement }));
      return new Set(announcements.map(({ id }) => id));
    },

    async tellIncident(news) {
      store.news.push(Object.freeze({ ...news }));
      return true;
    },

    async tellPushes(news) {
      for (const each of news) store.pushNews.push(Object.freeze({ ...each }));
      return new Set(news.map(({ id }) => id));
    },

    async tellRejected(rejected) {
      store.rejected.push(Object.freeze({ ...rejected }));
      return true;
    },

    async tellMovementRejected(rejected) {
      store.rejectedMovements.push(Object.freeze({ ...rejected }));
      return true;
    },
  };
}
