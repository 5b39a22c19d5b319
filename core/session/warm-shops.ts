import { type EpochMs, hourMs } from '../kernel/index.ts';
import type { Shop, ShopKey } from '../model/index.ts';

/** So many shops of a shard may be warm whatever their share: a small installation is looked at whole. */
export const warmShopsMin = 20;

const halfLifeMs = 2 * hourMs;

/** A single order keeps its shop warm for six hours. */
const warmFrom = 1 / 8;

export type WarmShops = ReturnType<typeof createWarmShops>;

/** Which shops sell, by what a polling process knows anyway. Losing it costs seconds until an order is stored, never an order. */
export function createWarmShops(now: () => EpochMs) {
  const sold = new Map<ShopKey, { readonly weight: number; readonly at: EpochMs }>();
  const weightOf = (shop: ShopKey): number => {
    const known = sold.get(shop);
    // A clock that was set back must not make older sales weigh more.
    return known === undefined ? 0 : known.weight / 2 ** (Math.abs(now() - known.at) / halfLifeMs);
  };
  return {
    note(shop: ShopKey, orders: number): void {
      if (orders > 0) sold.set(shop, { weight: weightOf(shop) + orders, at: now() });
    },
    /** The shops that sell, the best sellers first: at most this share of them in percent, or `warmShopsMin`. */
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
