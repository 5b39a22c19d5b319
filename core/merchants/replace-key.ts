import { noteKeyWorks } from '../pause/credentials.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import { sealFor } from './add-shop.ts';
import { checkKey, type WorkingKey } from './check-key.ts';
import type { Shop } from './shop.ts';

/** How replacing a shop's key ended. */
export type KeyReplacement =
  | { readonly kind: 'replaced'; readonly version: number; readonly checked: WorkingKey | null }
  /** Somebody else replaced it meanwhile; nothing was written. */
  | { readonly kind: 'overtaken' };

/**
 * Gives a shop another key, sealed under the next version, and lifts its `credentials` pause. The mall is asked with the new
 * key first, unless `check` is false: throws what it answers when the key does not work, and then nothing was written.
 * An unchecked key lifts no pause by itself: the pause names the old version and so holds nothing any more, and the next
 * import removes it or renews it.
 */
export async function replaceKey(
  ports: Ports,
  shop: Shop,
  credential: Credential,
  { check }: { readonly check: boolean },
): Promise<KeyReplacement> {
  const version = shop.credential.version + 1;
  const mall = ports.malls.shopWith(shop, credential);
  const checked = check ? await checkKey(mall, shop.callsPerSecond, ports.clock) : null;
  const sealed = await sealFor(ports, shop, credential, version, checked);
  if ((await ports.shops.replaceCredential(shop.key, sealed)) === 'changed') return { kind: 'overtaken' };
  if (checked) await noteKeyWorks(ports, { ...shop, credential: sealed }, await ports.pauses.list());
  return { kind: 'replaced', version, checked };
}
