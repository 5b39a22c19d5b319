import { type EpochMs, mapLimited, minuteMs } from '../core/kernel/index.ts';
import type { ApiKey, ShopKey } from '../core/model/index.ts';
import type { Clock, ShopStore } from '../core/ports/index.ts';

/** The merchants and shops that a key reaches. */
export interface Reach {
  hasMerchant(id: string): boolean;
  hasShop(key: ShopKey): Promise<boolean>;
  /** Keeps the rows of shops that it reaches. */
  among<Row>(rows: readonly Row[], shopOf: (row: Row) => ShopKey): Promise<Row[]>;
}

/** Another merchant gets a shop rarely: so long a process may believe what it read. */
const ownerMs = minuteMs;
const readsAtOnce = 16;

/** Remembers whose shops are, for all requests of a process. */
export function createReaches({ shops, clock }: { readonly shops: ShopStore; readonly clock: Clock }) {
  const owners = new Map<ShopKey, { readonly merchant: string | null; readonly at: EpochMs }>();

  async function ownerOf(key: ShopKey): Promise<string | null> {
    const now = clock.now();
    const known = owners.get(key);
    if (known !== undefined && now - known.at < ownerMs) return known.merchant;
    const merchant = (await shops.get(key))?.merchant ?? null;
    // Names of shops that there are not are made up by callers.
    if (merchant !== null) owners.set(key, { merchant, at: now });
    return merchant;
  }

  return ({ merchant }: Pick<ApiKey, 'merchant'>): Reach => {
    const hasShop = async (key: ShopKey): Promise<boolean> => merchant === null || (await ownerOf(key)) === merchant;
    return {
      hasMerchant: (id) => merchant === null || id === merchant,
      hasShop,
      async among(rows, shopOf) {
        const has = await mapLimited(rows, readsAtOnce, (row) => hasShop(shopOf(row)));
        return rows.filter((_, index) => has[index]);
      },
    };
  };
}
