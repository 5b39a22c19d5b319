import type { HealthStore } from '../../../core/ports/health.ts';
import type { MemoryStore } from './store.ts';
import { putVersion } from './versioned.ts';

/** How the malls stand, and what runs saw of them, in memory. */
export function memoryHealth(store: MemoryStore): HealthStore {
  return {
    async put(health) {
      return putVersion(store.healthsById, `${health.mall}#${health.capability}`, health);
    },

    async record(entry) {
      const { mall, capability, at, writer } = entry;
      store.evidenceById.set(`${mall}#${capability}#${at}#${writer}`, Object.freeze({ ...entry }));
    },

    async since(mall, capability, from) {
      return [...store.evidenceById.values()]
        .filter((entry) => entry.mall === mall && entry.capability === capability && entry.at >= from)
        .sort((a, b) => a.at - b.at || (a.writer < b.writer ? -1 : 1));
    },
  };
}
