import type { MemoryStore } from '../../../proving/memory/index.ts';
import type { Push } from '../../../proving/memory/push.ts';

/** Every push there is, in the order in which they were written first. */
export function allPushes({ pushesByShop }: MemoryStore): Push[] {
  return [...pushesByShop.values()].flatMap((rows) => [...rows.values()]);
}
