import { mapLimited } from '../pacing/limited.ts';
import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import { licenceOf } from './credential.ts';
import { openedOrNull } from './open-key.ts';
import type { Shop, ShopKey } from './shop.ts';

/** Opening is a computation, once the data key of a shard is there. */
const openedAtOnce = 32;

/** The keys that stored shops hold, opened. Lives in memory only, for as long as one command. */
export interface HeldKeys {
  /**
   * The shop that holds this licence, if there is one. The same shop under two names would import every order twice and
   * hold its stock twice, and nothing later could tell.
   */
  holderOf(credential: Credential): ShopKey | null;
  /** What a shop holds; null when it is not there or does not open any more. */
  of(shop: ShopKey): Credential | null;
}

/** Opens the credential of each of these shops, once. One that does not open is passed over: its shop is paused for that. */
export async function openHeldKeys(ports: Pick<Ports, 'vault'>, shops: readonly Shop[]): Promise<HeldKeys> {
  const credentials = await mapLimited(shops, openedAtOnce, (shop) => openedOrNull(ports, shop));
  const byShop = new Map<ShopKey, Credential>();
  const holders = new Map<string, ShopKey>();
  for (const [index, shop] of shops.entries()) {
    const credential = credentials[index];
    if (!credential) continue;
    byShop.set(shop.key, credential);
    const licence = licenceOf(credential);
    if (licence !== null) holders.set(licence, shop.key);
  }
  return {
    holderOf: (credential) => holders.get(licenceOf(credential) ?? '') ?? null,
    of: (shop) => byShop.get(shop) ?? null,
  };
}
