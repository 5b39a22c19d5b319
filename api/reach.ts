import { type EpochMs, mapLimited, minuteMs } from '../core/kernel/index.ts';
import type { ApiKey, Shop, ShopKey } from '../core/model/index.ts';
import type { Clock, ShopStore } from '../core/ports/index.ts';

/** The merchants and shops that a key reaches. */
export interface Reach {
  hasMerchant(id: string): boolean;
  hasShop(key: ShopKey): Promise<boolean>;
  /** A shop that it reaches, as it stood within the last minute; null for any other. */
  shop(key: ShopKey): Promise<Shop | null>;
  /** Keeps the rows of shops that it reaches. */
  among<Row>(rows: readonly Row[], shopOf: (row: Row) => ShopKey): Promise<Row[]>;
}

/** A shop changes rarely: so long a process may believe what it read. */
const shopMs = minuteMs;
const readsAtOnce = 16;

/** Remembers shops for all requests of a process. */
export function createReaches({ shops, clock }: { readonly shops: ShopStore; readonly clock: Clock }) {
  const known = new Map<ShopKey, { readonly shop: Shop; readonly at: EpochMs }>();

  async function shopOf(key: ShopKey): Promise<Shop | null> {
    const now = clock.now();
    const before = known.get(key);
    if (before !== undefined && now - before.at < shopMs) return before.shop;
    const shop = await shops.get(key);
    // Names of shops that there are not are made up by callers.
    if (shop === null) known.delete(key);
    else known.set(key, { shop, at: now });
    return shop;
  }

  return ({ merchant }: Pick<ApiKey, 'merchant'>): Reach => {
    const shop = async (key: ShopKey): Promise<Shop | null> => {
      const found = await shopOf(key);
      return merchant === null || found?.merchant === merchant ? found : null;
    };
    const hasShop = async (key: ShopKey): Promise<boolean> => merchant === null || (await shop(key)) !== null;
    return {
      ...{ hasMerchant: (id) => merchant === null || id === merchant, shop, hasShop },
      async among(rows, shopOf) {
        const has = await mapLimited(rows, readsAtOnce, (row) => hasShop(shopOf(row)));
        return rows.filter((_, index) => has[index]);
      },
    };
  };
}
