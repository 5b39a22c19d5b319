import { isKeyTrouble, isMallTrouble, TsunagiError } from '../errors.ts';
import type { Pacer } from '../pacing/pacer.ts';
import { noteKeyWorks } from '../pause/credentials.ts';
import type { Pause } from '../pause/pause.ts';
import type { Ports } from '../ports/index.ts';
import { checkKey, type WorkingKey } from './check-key.ts';
import { expiryFacts } from './key-expiry.ts';
import { pendingOf, withPendingKey } from './pending-key.ts';
import type { PendingCredential, SealedCredential, Shop } from './shop.ts';

/** What came of trying the key that waits. */
export type Promotion =
  /** It works and has taken the place of the one before. */
  | { readonly kind: 'promoted'; readonly shop: Shop; readonly checked: WorkingKey }
  /** The mall refuses it still. */
  | { readonly kind: 'refused' }
  /** The mall could not be asked. */
  | { readonly kind: 'unasked' }
  /** None waits, or somebody else has stored a key meanwhile. */
  | { readonly kind: 'none' };

/**
 * Tries the key that waits at a shop, and lets it take the place of the stored one where the mall takes it. The one before stays in
 * use until then, and nothing of the import is asked of the new one before it is known to work. One write, conditional on the version
 * before and on the key that waited: of two who try it at once, one is told that there is none, and a corrected key that was handed in
 * meanwhile waits on.
 */
export async function promotePending(
  ports: Pick<Ports, 'malls' | 'shops' | 'pauses' | 'log' | 'clock'>,
  shop: Shop,
  pacer: Pacer,
  pauses: readonly Pause[],
): Promise<Promotion> {
  const pending = pendingOf(shop);
  if (pending === null) return { kind: 'none' };
  let checked: WorkingKey;
  try {
    checked = await checkPending(ports, shop, pending, pacer);
  } catch (error) {
    if (isMallTrouble(error)) return { kind: 'unasked' };
    const isRefused = isKeyTrouble(error) || (error instanceof TsunagiError && error.code === 'key.unreadable');
    if (isRefused) return { kind: 'refused' };
    throw error;
  }
  const { version, sealed } = pending;
  const credential: SealedCredential = { version, sealed, ...expiryFacts(checked.expiry, checked.checkedAt) };
  if ((await ports.shops.replaceCredential(shop.key, credential, undefined, pending)) === 'changed')
    return { kind: 'none' };
  const { pending: _, ...rest } = shop;
  const promoted: Shop = { ...rest, credential };
  await noteKeyWorks(ports, promoted, pauses);
  ports.log.info('key.rotated', { shop: shop.key, version });
  return { kind: 'promoted', shop: promoted, checked };
}

async function checkPending(
  ports: Pick<Ports, 'malls' | 'clock'>,
  shop: Shop,
  pending: PendingCredential,
  pacer: Pacer,
): Promise<WorkingKey> {
  const mall = await ports.malls.shop(withPendingKey(shop, pending));
  const turn = () => pacer.turn(shop.key, 'import', shop.callsPerSecond);
  return checkKey(mall, shop.callsPerSecond, ports.clock, turn);
}
