import type { StandingClaim } from '../../core/model/claim.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { SkuRow } from '../../core/model/sku.ts';
import type { MemoryStore } from './store.ts';

/** Every order row there is. */
export function allRows(store: MemoryStore): OrderRow[] {
  return [...store.rowsByShop.values()].flatMap((rows) => [...rows.values()]);
}

/** Every claim there is, zero ones included. */
export function allClaims(store: MemoryStore): StandingClaim[] {
  return [...store.claimsById.values()];
}

/** Every SKU that waits to be looked at. */
export function allDirtySkus(store: MemoryStore): SkuRow[] {
  return [...store.skusById.values()].filter(({ dirtySince }) => dirtySince !== undefined);
}

/** How often the bus accepted each announcement, by its id. */
export function acceptedCounts(store: MemoryStore): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { id } of store.accepted) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
