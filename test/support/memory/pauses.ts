import { pauseId } from '../../../core/pause/pause.ts';
import type { Pauses } from '../../../core/ports/pauses.ts';
import type { MemoryStore } from './store.ts';

/** The pauses that stand, in memory. */
export function memoryPauses(store: MemoryStore): Pauses {
  return {
    async list() {
      return [...store.pausesById.values()];
    },

    async set(pause) {
      store.pausesById.set(pauseId(pause), Object.freeze({ ...pause }));
    },

    async lift(pause) {
      store.pausesById.delete(pauseId(pause));
    },
  };
}
