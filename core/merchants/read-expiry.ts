import { TsunagiError } from '../errors.ts';
import type { ShopRun } from '../orders/run.ts';
import type { Ports } from '../ports/index.ts';
import { expiryFacts, expiryReadingDue } from './key-expiry.ts';

/** What reading the end of a key needs of a visit. */
type Visit = Pick<ShopRun, 'shop' | 'memory' | 'mayCall' | 'keyExpiry'> & {
  readonly ports: Pick<Ports, 'shops' | 'clock' | 'log'>;
};

/**
 * How many keys one run reads the end of. All shops of a schedule may be due at once, on the day of a deployment and at the same minute of each day
 * after it, and each of them would cost its turn in the shop's rate, in the very minute that is meant for orders.
 */
export const expiryReadingsMax = 100;

/** True where the end of the shop's key is to be read, and the visit has a call left. */
export function isExpiryDue({ shop, ports, memory, mayCall }: Visit): boolean {
  return expiryReadingDue(shop.credential, memory.keysRead.get(shop.key) ?? null, ports.clock.now()) && mayCall();
}

/**
 * Reads when a shop's key ends, at the end of a visit, and notes it in the shop's row. The import does not need to
 * know: so nothing that the mall answers here fails the visit, pauses the shop or counts against the mall.
 */
export async function readExpiry({ shop, ports, memory, keyExpiry }: Visit): Promise<void> {
  const now = ports.clock.now();
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
