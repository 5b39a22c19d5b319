import type { Intent } from '../../core/model/claim.ts';
import { claimId } from '../../core/model/claim.ts';
import type { MemoryStore } from '../memory/index.ts';
import { onSet } from './outage-watch.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * Watches that a SKU is marked after each change of what one of its claims holds, before the last intent that names the claim is closed: until
 * then a run that died in between is made good.
 */
export function watchClaimMarks(
  {
    marks,
    broken,
    goods,
  }: {
    readonly marks: ReadonlyMap<string, readonly number[]>;
    readonly broken: string[];
    readonly goods: { readonly merchant: string };
  },
  { store, time }: { readonly store: MemoryStore; readonly time: VirtualTime },
): void {
  const changedAt = new Map<string, number>();
  const openedAt = new Map<string, number>();
  onSet(store.claimsById, (claim, before) => {
    if (before?.quantity !== claim.quantity) changedAt.set(claimId(claim), time.now());
  });
  onSet(store.intentsByBucket, (intents) => {
    onSet(intents, ({ id }) => openedAt.set(id, time.now()));
    const remove = intents.delete.bind(intents);
    intents.delete = (id) => {
      const intent = intents.get(id);
      if (intent !== undefined) broken.push(...unmarkedAt(intent, [...intents.values()]));
      return remove(id);
    };
  });

  function unmarkedAt({ id, claims }: Intent, open: readonly Intent[]): string[] {
    const isUnmarked = (claim: Intent['claims'][number]): boolean => {
      const at = changedAt.get(claimId(claim));
      if (claim.merchant !== goods.merchant || at === undefined || at < (openedAt.get(id) ?? 0)) return false;
      return (marks.get(claim.sku)?.at(-1) ?? 0) < at && !isNamed(claim, at);
    };
    const isNamed = (claim: Intent['claims'][number], at: number): boolean =>
      open.some(
        (other) =>
          other.id !== id &&
          (openedAt.get(other.id) ?? 0) <= at &&
          other.claims.some((one) => claimId(one) === claimId(claim)),
      );
    return claims
      .filter(isUnmarked)
      .map(({ orderNumber, sku }) => `what ${orderNumber} holds of ${sku} changed, and the SKU was not marked`);
  }
}
