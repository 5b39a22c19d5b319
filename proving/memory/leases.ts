import type { Leases, Rests } from '../../core/ports/system.ts';
import type { MemoryStore } from './store.ts';

/** Leases in memory. */
export function memoryLeases({ leasesByName }: MemoryStore): Leases {
  return {
    async take(name, holder, now, until) {
      const { held, restsUntil } = leasesByName.get(name) ?? { held: null, restsUntil: null };
      if (held !== null && held.until > now && held.holder !== holder) return null;
      leasesByName.set(name, { held: { holder, until }, restsUntil });
      return { left: restsUntil };
    },

    async isHeld(name, now) {
      return (leasesByName.get(name)?.held?.until ?? 0) > now;
    },

    leftIn: async (name) => leasesByName.get(name)?.restsUntil ?? null,

    async release(name, holder, left = null) {
      if (leasesByName.get(name)?.held?.holder !== holder) return;
      if (left === null) leasesByName.delete(name);
      else leasesByName.set(name, { held: null, restsUntil: left });
    },
  };
}

/** Rests in memory, as leases without a holder. */
export function memoryRests({ leasesByName }: MemoryStore): Rests {
  const restOf = (name: string): number | null => leasesByName.get(name)?.restsUntil ?? null;
  return {
    restOf: async (name) => restOf(name),
    async moveRest(name, from, to) {
      if (restOf(name) !== from) return false;
      leasesByName.set(name, { held: null, restsUntil: to });
      return true;
    },
  };
}
