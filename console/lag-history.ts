import type { EpochMs } from '../core/kernel/index.ts';
import type { ShopKey } from '../core/model/index.ts';
import { type Live, slotMs } from './live.ts';

/** The lag of each shop over time. It is kept while the console runs: no table has it. */
export interface LagHistory {
  /** The longest lag that was seen in each of the last slots, the oldest first; null in one without a look. */
  of(shop: ShopKey, now: EpochMs): readonly (number | null)[];
  /** When it begins, where that is later than the first slot; null where it reaches back so far, or nothing was seen yet. */
  beginsAt(now: EpochMs): EpochMs | null;
}

/** How many slots are kept: two hours. */
export const slots = 24;

export function createLagHistory(live: Live): LagHistory {
  const kept = new Map<ShopKey, Map<number, number>>();
  let firstAt: EpochMs | null = null;
  live.record(({ facts, failure }) => {
    if (facts === null || failure !== null) return;
    firstAt ??= facts.now;
    const slot = Math.floor(facts.now / slotMs);
    const there = new Set(facts.shops.map(({ key }) => key));
    for (const shop of kept.keys()) if (!there.has(shop)) kept.delete(shop);
    for (const { shop, state } of facts.standings) {
      if (state.kind === 'waiting') continue;
      const ofShop = kept.get(shop.key) ?? new Map<number, number>();
      kept.set(shop.key, ofShop);
      // The orders of before a shop was added are its past, which its first polls read: they are not late.
      const lagMs = Math.min(state.lagMs, Math.max(0, facts.now - (shop.addedAt ?? 0)));
      ofShop.set(slot, Math.max(lagMs, ofShop.get(slot) ?? 0));
      for (const old of ofShop.keys()) if (old <= slot - slots) ofShop.delete(old);
    }
  });
  return {
    beginsAt: (now) => (firstAt !== null && firstAt / slotMs >= Math.floor(now / slotMs) - slots + 1 ? firstAt : null),
    of(shop, now) {
      const last = Math.floor(now / slotMs);
      return Array.from({ length: slots }, (_, index) => kept.get(shop)?.get(last - slots + 1 + index) ?? null);
    },
  };
}
