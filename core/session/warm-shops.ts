import { type EpochMs, hourMs } from '../kernel/index.ts';
import type { Shop, ShopKey } from '../model/index.ts';

/** Warm shops of a shard whatever their share, so that small installations are covered. */
export const warmShopsMin = 20;

const halfLifeMs = 2 * hourMs;

/** One order keeps a shop warm for six hours. */
const warmFrom = 1 / 8;

export type WarmShops = ReturnType<typeof createWarmShops>;

/** Selling shops, by what a polling process knows. Losing it costs seconds, never an order. */
export function createWarmShops(now: () => EpochMs) {
  const sold = new Map<ShopKey, { readonly weight: number; readonly at: EpochMs }>();
  const weightOf = (shop: ShopKey): number => {
    const known = sold.get(shop);
    // A clock set back must not raise the weight of older sales.
    return known === undefined ? 0 : known.weight / 2 ** (Math.abs(now() - known.at) / halfLifeMs);
  };
  return {
    note(shop: ShopKey, orders: number): void {
      if (orders > 0) sold.set(shop, { weight: weightOf(shop) + orders, at: now() });
    },
    /** Selling shops, the best first: at most this percentage, or `warmShopsMin`. */
    among<Of extends Pick<Shop, 'key'>>(shops: readonly Of[], percent: number): Of[] {
      for (const shop of sold.keys()) if (weightOf(shop) < warmFrom) sold.delete(shop);
      if (percent <= 0) return [];
      const count = Math.max(warmShopsMin, Math.floor((shops.length * percent) / 100));
      const warm = shops.flatMap((shop) => (sold.has(shop.key) ? [{ shop, weight: weightOf(shop.key) }] : []));
      return warm
        .sort((one, other) => other.weight - one.weight)
        .slice(0, count)
        .map(({ shop }) => shop);
    },
  };
}
