import type { DriftStore } from '../../core/ports/stock.ts';
import type { MemoryStore } from './store.ts';

/** Nightly comparisons in memory. */
export function memoryDrifts({ driftsById }: Pick<MemoryStore, 'driftsById'>): DriftStore {
  return {
    async of(night) {
      return [...driftsById.values()].filter((drift) => drift.night === night);
    },

    async get(night, shop) {
      return driftsById.get(`${night}#${shop}`) ?? null;
    },

    async put(drift) {
      driftsById.set(`${drift.night}#${drift.shop}`, Object.freeze(structuredClone(drift)));
    },
  };
}
