import type { Ports } from '../ports/index.ts';
import type { Credential } from '../ports/vault.ts';
import type { WorkingKey } from './check-key.ts';
import { expiryFacts } from './key-expiry.ts';
import { bareMerchant } from './merchant.ts';
import { keyOfNewShop, type NewShop, newShop } from './new-shop.ts';
import type { RemovedShop } from './removed-shop.ts';
import type { SealedCredential, Shop } from './shop.ts';

/** How adding a shop ended. */
export type ShopAdding =
  | { readonly kind: 'added'; readonly shop: Shop; readonly merchantIsNew: boolean }
  /** Somebody else has added it meanwhile; nothing of theirs was changed. */
  | { readonly kind: 'duplicate' };

/**
 * Adds a shop with its sealed credential. Its merchant's row comes first, made when there is none: a crash in between leaves a
 * merchant without a shop, which harms nobody, and not a shop that nobody is told about.
 *
 * @param before what stayed of the shop when it was removed, if it was
 */
export async function addShop(
  ports: Pick<Ports, 'vault' | 'shops' | 'merchants' | 'clock'>,
  wanted: NewShop,
  credential: Credential,
  { before, checked }: { readonly before: RemovedShop | null; readonly checked: WorkingKey | null },
): Promise<ShopAdding> {
  const sealed = await sealFor(ports, wanted, credential, (before?.credentialVersion ?? 0) + 1, checked);
  const merchantIsNew = await makeMerchant(ports, wanted.merchant);
  const shop = newShop(wanted, sealed, before);
  const outcome = await ports.shops.add(shop);
  return outcome === 'stored' ? { kind: 'added', shop, merchantIsNew } : { kind: 'duplicate' };
}

/** A credential sealed for a shop, with the day it ends where the mall told it. */
export async function sealFor(
  ports: Pick<Ports, 'vault'>,
  shop: Pick<Shop, 'mall' | 'code' | 'shard'>,
  credential: Credential,
  version: number,
  checked: WorkingKey | null,
): Promise<SealedCredential> {
  const sealed = await ports.vault.seal(keyOfNewShop(shop), shop.shard, version, credential);
  return checked === null ? sealed : { ...sealed, ...expiryFacts(checked.expiry, checked.checkedAt) };
}

/** True when the merchant had no row and this made it. */
async function makeMerchant(ports: Pick<Ports, 'merchants' | 'clock'>, id: string): Promise<boolean> {
  if ((await ports.merchants.get(id)) !== null) return false;
  return (await ports.merchants.put(bareMerchant(id, ports.clock.now()))) === 'stored';
}
