import { TsunagiError } from '../errors.ts';
import type { ShopRun } from '../orders/run.ts';
import type { Ports } from '../ports/index.ts';
import { expiryFacts, expiryReadingDue } from './key-expiry.ts';

/** What reading the end of a key needs of a visit. */
type Visit = Pick<ShopRun, 'shop' | 'memory' | 'mayCall' | 'keyExpiry'> & {
  readonly ports: Pick<Ports, 'shops' | 'clock' | 'log'>;
};

/**
 * Reads when a shop's key ends, once a day, at the end of a visit that has a call left, and notes it in the shop's row. The import does not need to
 * know: so nothing that the mall answers here fails the visit, pauses the shop or counts against the mall.
 */
export async function readExpiryWhenDue({ shop, ports, memory, mayCall, keyExpiry }: Visit): Promise<void> {
  const now = ports.clock.now();
  if (!expiryReadingDue(shop.credential, memory.keysRead.get(shop.key) ?? null, now) || !mayCall()) return;
  memory.keysRead.set(shop.key, now);
  try {
    const expiry = await keyExpiry();
    if (expiry === null) return;
    await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(expiry, now));
  } catch (error) {
    if (!(error instanceof TsunagiError) || error.code === 'store.failing') throw error;
    // The function is switched off: that it was asked for is all there is to note. Anything else is tried again in an hour.
    if (error.code === 'key.function-off') {
      await ports.shops.recordKeyExpiry(shop.key, shop.credential.version, expiryFacts(null, now));
    } else {
      ports.log.warn('key.expiry-unread', { shop: shop.key, code: error.code });
    }
  }
}
