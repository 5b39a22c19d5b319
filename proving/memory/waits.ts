import { type WaitEntry, type WaitKind, waitKinds, waitsEveryMs } from '../../core/model/waits.ts';
import type { WaitStore } from '../../core/ports/outage.ts';
import type { MemoryStore } from './store.ts';

/** Sums of waits, in memory. */
export function memoryWaits({ waitsById }: Pick<MemoryStore, 'waitsById'>): WaitStore {
  return {
    async add(mall, at, waits) {
      const from = at - (at % waitsEveryMs);
      const id = `${from}#${mall}`;
      const standing = waitsById.get(id);
      const sum = (kind: WaitKind): ReadonlyMap<number, number> => {
        const counts = new Map<number, number>(standing?.[kind] ?? []);
        for (const [bucket, count] of waits[kind]) counts.set(bucket, (counts.get(bucket) ?? 0) + count);
        return counts;
      };
      if (waitKinds.every((kind) => waits[kind].size === 0)) return;
      waitsById.set(id, { mall, from, stored: sum('stored'), called: sum('called') });
    },
    async since(from) {
      return [...waitsById.values()].filter((entry: WaitEntry) => entry.from >= from - (from % waitsEveryMs));
    },
  };
}
