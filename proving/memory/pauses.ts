import { pauseId } from '../../core/model/pause.ts';
import type { Pauses } from '../../core/ports/outage.ts';
import type { MemoryStore } from './store.ts';

/** The pauses that stand, in memory. */
export function memoryPauses(store: MemoryStore): Pauses {
  return {
    async list() {
      return [...store.pausesById.values()];
    },

    async standing() {
      return {
        pauses: [...store.pausesById.values()],
        healths: [...store.healthsById.values()],
        maintenances: [...store.maintenancesById.values()],
      };
    },

    async set(pause) {
      store.pausesById.set(pauseId(pause), Object.freeze({ ...pause }));
    },

    async setOver(pause, seen) {
      const standing = store.pausesById.get(pauseId(pause));
      const ownRepeat = standing?.since === pause.since && standing.by === pause.by && standing.note === pause.note;
      if (standing?.since !== seen?.since && !ownRepeat) return 'changed';
      store.pausesById.set(pauseId(pause), Object.freeze({ ...pause }));
      return 'stored';
    },

    async lift(pause) {
      store.pausesById.delete(pauseId(pause));
    },

    async plan(maintenance) {
      store.maintenancesById.set(`${maintenance.mall}#${maintenance.id}`, Object.freeze({ ...maintenance }));
    },

    async unplan({ mall, id }) {
      store.maintenancesById.delete(`${mall}#${id}`);
    },
  };
}
