import { type NewsKind, newsShapes } from '../../core/model/index.ts';
import type { Bus } from '../../core/ports/bus.ts';
import type { MemoryStore } from './store.ts';

/** A bus that accepts everything that is as `docs/events/` says, and remembers it; refusals come from the fault injector around it. */
export function memoryBus(store: MemoryStore): Bus {
  return {
    async announce(announcements) {
      for (const announcement of announcements) store.accepted.push(asPromised(announcement));
      return new Set(announcements.map(({ id }) => id));
    },

    async tellIncident(news) {
      store.news.push(asPromised(news));
      return true;
    },

    async tellPushes(news) {
      for (const each of news) store.pushNews.push(asPromised(each));
      return new Set(news.map(({ id }) => id));
    },

    async tellRejected(news, rejected) {
      const kept = news === 'StatusPushRejected' ? store.rejected : store.rejectedMovements;
      kept.push(Object.freeze({ ...rejected }));
      return true;
    },
  };
}

function asPromised<News extends { readonly kind: NewsKind }>(news: News): News {
  const problems: string[] = [];
  newsShapes[news.kind].read(news, '', problems);
  if (problems.length > 0) throw new Error(`${news.kind} is not what its schema says: ${problems.join(' ')}`);
  return Object.freeze({ ...news });
}
