import type { ShopKey } from '../merchants/shop.ts';
import type { OrderStore } from '../ports/orders.ts';

/** Numbers remembered per shop: more than an overlap of a busy shop holds. */
const perShopMax = 2_000;

/** Numbers remembered in all: about 15 MB, however many shops a shard has. */
const inAllMax = 200_000;

/**
 * Which order numbers have a row. A container remembers the recent ones, because every listing repeats the overlap: an
 * idle poll then needs no read at all. Only numbers whose row was seen or written are remembered, so forgetting is safe
 * and remembering is true (a row is never removed).
 */
export interface KnownOrders {
  /** The numbers that have no row, in the order given. */
  unknown(store: OrderStore, shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]>;
  remember(shop: ShopKey, orderNumbers: Iterable<string>): void;
  /** Takes nothing of a shop for known any more: its rows may be lost. */
  forget(shop: ShopKey): void;
}

/** A bounded memory: each shop's oldest numbers are forgotten first, then the shops that were quiet for longest. */
export function createKnownOrders(limits = { perShop: perShopMax, inAll: inAllMax }): KnownOrders {
  const byShop = new Map<ShopKey, Set<string>>();
  let inAll = 0;

  const forgetOldest = (remembered: Set<string>): void => {
    for (const oldest of remembered) {
      if (remembered.size <= limits.perShop) break;
      remembered.delete(oldest);
      inAll--;
    }
  };
  const forgetQuietShops = (): void => {
    for (const [shop, remembered] of byShop) {
      if (inAll <= limits.inAll || byShop.size === 1) break;
      byShop.delete(shop);
      inAll -= remembered.size;
    }
  };
  const remember = (shop: ShopKey, orderNumbers: Iterable<string>): void => {
    const remembered = byShop.get(shop) ?? new Set<string>();
    byShop.delete(shop);
    byShop.set(shop, remembered);
    for (const orderNumber of orderNumbers) {
      if (!remembered.delete(orderNumber)) inAll++;
      remembered.add(orderNumber);
    }
    forgetOldest(remembered);
    forgetQuietShops();
  };
  return {
    remember,
    forget(shop) {
      inAll -= byShop.get(shop)?.size ?? 0;
      byShop.delete(shop);
    },
    async unknown(store, shop, orderNumbers) {
      const remembered = byShop.get(shop);
      const unsure = orderNumbers.filter((orderNumber) => !remembered?.has(orderNumber));
      if (unsure.length === 0) return [];
      const known = await store.known(shop, unsure);
      remember(shop, known);
      return unsure.filter((orderNumber) => !known.has(orderNumber));
    },
  };
}
