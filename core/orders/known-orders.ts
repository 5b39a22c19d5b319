import type { ShopKey } from '../merchants/shop.ts';
import type { OrderStore } from '../ports/orders.ts';

/** Numbers remembered per shop: more than an overlap of a busy shop holds. */
const rememberedPerShop = 2_000;

/**
 * Which order numbers have a row. A container remembers the recent ones, because every listing repeats the overlap: an
 * idle poll then needs no read at all. Only numbers whose row was seen or written are remembered, so forgetting is safe
 * and remembering is true (a row is never removed).
 */
export interface KnownOrders {
  /** The numbers that have no row, in the order given. */
  unknown(store: OrderStore, shop: ShopKey, orderNumbers: readonly string[]): Promise<string[]>;
  remember(shop: ShopKey, orderNumbers: Iterable<string>): void;
}

/** A bounded memory; the oldest numbers are forgotten first. */
export function createKnownOrders(): KnownOrders {
  const byShop = new Map<ShopKey, Set<string>>();
  const remember = (shop: ShopKey, orderNumbers: Iterable<string>): void => {
    const remembered = byShop.get(shop) ?? new Set<string>();
    byShop.set(shop, remembered);
    for (const orderNumber of orderNumbers) {
      remembered.delete(orderNumber);
      remembered.add(orderNumber);
    }
    for (const oldest of remembered) {
      if (remembered.size <= rememberedPerShop) break;
      remembered.delete(oldest);
    }
  };
  return {
    remember,
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
