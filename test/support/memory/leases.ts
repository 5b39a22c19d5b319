import type { Leases } from '../../../core/ports/leases.ts';
import type { MemoryStore } from './store.ts';

/** Leases in memory. */
export function memoryLeases(store: MemoryStore): Leases {
  return {
    async take(name, holder, now, until) {
      const lease = store.leasesByName.get(name);
      const taken = lease !== undefined && lease.until > now && lease.holder !== holder;
      if (taken) return false;
      store.leasesByName.set(name, { holder, until });
      return true;
    },

    async release(name, holder) {
      if (store.leasesByName.get(name)?.holder === holder) store.leasesByName.delete(name);
    },
  };
}
