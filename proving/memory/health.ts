import type { EvidenceEntry } from '../../core/model/health.ts';
import type { HealthStore } from '../../core/ports/outage.ts';
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
      const entries: EvidenceEntry[] = [];
      // A day has tens of thousands of them, and is asked every minute: no list of all is made.
      for (const entry of store.evidenceById.values()) {
        if (entry.at >= from && entry.mall === mall && entry.capability === capability) entries.push(entry);
      }
      return entries.sort((a, b) => a.at - b.at || (a.writer < b.writer ? -1 : 1));
    },
  };
}
