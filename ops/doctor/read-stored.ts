import { type EpochMs, findOut, type Known, mapLimited, TsunagiError } from '../../core/kernel/index.ts';
import { type Merchant, pausesOf, type Shop } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import type { ImportSettings } from '../../core/session/index.ts';
import { shopState } from '../shops/shop-state.ts';
import type { ShopFacts } from './named-shops.ts';

/** Shops asked about at once: each is one call to its mall, at most. */
const atOnce = 20;

/** What the tables say of the shops, and of the merchants; each is read separately. */
export interface Stored {
  readonly shops: Known<readonly ShopFacts[]>;
  readonly merchants: Known<readonly Merchant[]>;
}

/** Reads shops, pauses, keys and merchants. Asks the mall when a key ends where no row says it, one call a shop. */
export async function readStored(
  ports: Pick<Ports, 'shops' | 'pauses' | 'malls' | 'merchants' | 'clock'>,
  settings: Pick<ImportSettings, 'cursorRestMs'>,
): Promise<Stored> {
  const shops = await findOut(async () => {
    const [all, standing] = await Promise.all([ports.shops.all(), ports.pauses.standing()]);
    const pauses = pausesOf(standing, ports.clock.now());
    return mapLimited(
      all,
      atOnce,
      async (shop): Promise<ShopFacts> => ({
        shop,
        state: shopState(shop, pauses, settings, ports.clock.now()),
        pauses: pauses.filter(({ scope }) => scope === shop.key || scope === shop.mall),
        keyExpiresAt: shop.credential.expiresAt ?? (await expiryAtMall(ports, shop)),
      }),
    );
  });
  return { shops, merchants: await findOut(() => ports.merchants.list()) };
}

async function expiryAtMall(ports: Pick<Ports, 'malls'>, shop: Shop): Promise<EpochMs | null> {
  try {
    return (await (await ports.malls.shop(shop)).keyExpiry()).at;
  } catch (error) {
    // A switch of its own at the mall, a key that is dead, a mall that is away: the other checks tell which.
    if (error instanceof TsunagiError) return null;
    throw error;
  }
}
