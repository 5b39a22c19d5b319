import { TsunagiError } from '../errors.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import { type EpochMs, minuteMs } from '../units.ts';
import type { Shop, ShopKey } from './shop.ts';

/** What the mall says of a key that works. */
export interface WorkingKey {
  /** When it stops working; null when the mall does not tell this shop. */
  readonly expiresAt: EpochMs | null;
}

/**
 * Asks the mall for the shop's newest orders with the credential it holds: the very call the import lives by. Throws what
 * the mall answers when the key does not work, and when the mall cannot be asked.
 */
export async function checkKey(ports: Pick<Ports, 'malls' | 'clock'>, shop: Shop): Promise<WorkingKey> {
  const mall = await ports.malls.shop(shop);
  const now = ports.clock.now();
  await mall.listOrders({ from: now - minuteMs, to: now, page: 1 });
  try {
    return { expiresAt: await mall.keyExpiresAt() };
  } catch (error) {
    // A switch of its own at the mall: the import does not need it.
    if (error instanceof TsunagiError) return { expiresAt: null };
    throw error;
  }
}

/**
 * The other shop that already holds this key, if there is one. The same shop under two names would import every order twice
 * and hold its stock twice, and nothing later could tell.
 */
export async function shopWithKey(
  ports: Pick<Ports, 'vault'>,
  others: readonly Shop[],
  credential: Credential,
): Promise<ShopKey | null> {
  for (const shop of others) {
    const theirs = await openedOrNull(ports, shop);
    if (theirs?.licenseKey === credential.licenseKey) return shop.key;
  }
  return null;
}

async function openedOrNull(ports: Pick<Ports, 'vault'>, shop: Shop): Promise<Credential | null> {
  try {
    return await ports.vault.open(shop.key, shop.credential);
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'key.unreadable') return null;
    throw error;
  }
}
