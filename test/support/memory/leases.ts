import type { EpochMs } from '../../../core/kernel/time.ts';
import type { Leases } from '../../../core/ports/system.ts';
import type { MemoryStore } from './store.ts';

/** A lease as it lies in memory; without a holder it is free. */
export interface MemoryLease {
  readonly held: { readonly holder: string; readonly until: EpochMs } | null;
  readonly restsUntil: EpochMs | null;
}

/** Leases in memory. */
export function memoryLeases({ leasesByName }: MemoryStore): Leases {
  return {
    async take(name, holder, now, until) {
      const { held, restsUntil } = leasesByName.get(name) ?? { held: null, restsUntil: null };
      if (held !== null && held.until > now && held.holder !== holder) return null;
      leasesByName.set(name, { held: { holder, until }, restsUntil });
      return { restsUntil };
    },

    async release(name, holder, restsUntil = null) {
      if (leasesByName.get(name)?.held?.holder !== holder) return;
      if (restsUntil === null) leasesByName.delete(name);
      else leasesByName.set(name, { held: null, restsUntil });
    },
  };
}
