import type { SealedCredential, ShopKey } from '../merchants/shop.ts';

/** A shop's credentials in the clear. Lives in memory only; never logged, stored or sent anywhere but to the mall. */
export type Credential = { readonly serviceSecret: string; readonly licenseKey: string };

/** Seals and opens credentials. The shop is additional data: a sealed credential copied to another shop does not open. */
export interface Vault {
  seal(shop: ShopKey, shard: number, version: number, credential: Credential): Promise<SealedCredential>;
  open(shop: ShopKey, sealed: SealedCredential): Promise<Credential>;
}
