import type { MallName, SealedCredential, ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** What 楽天市場 takes: both halves go along with every call. */
export interface RmsCredential {
  /** Absent where a release before Yahoo!ショッピング sealed it. */
  readonly mall?: 'rms';
  readonly serviceSecret: string;
  readonly licenseKey: string;
}

/** What Yahoo!ショッピング takes: an application, the consent that a person gave it, and the shop's 公開鍵 for order calls. */
export interface YahooCredential {
  readonly mall: 'yahoo';
  readonly clientId: string;
  readonly clientSecret: string;
  /** Stays the same string when the person agrees again. */
  readonly refreshToken: string;
  /** When the person agreed: four weeks later the refresh token works no more. */
  readonly consentedAt: EpochMs;
  /** PEM. */
  readonly publicKey: string;
  readonly publicKeyVersion: string;
  /** When the shop issued the 公開鍵: it works for a year. */
  readonly publicKeyIssuedAt: EpochMs;
}

/**
 * A shop's credentials in the clear, by its mall. Lives in memory only; never logged, stored or sent anywhere but to the mall.
 */
export type Credential = RmsCredential | YahooCredential;

/** What a credential of one mall holds. */
export type CredentialOf<Mall extends MallName> = Extract<Credential, { readonly mall: Mall }>;

/**
 * `app` in the encryption context of every data key. Roles may decrypt under this value alone (`lib/constructs/tsunagi-function.ts`),
 * and every data key in a table was made under it: it never changes.
 */
export const dataKeyApp = 'tsunagi';

/** Seals and opens credentials. The shop is additional data: a sealed credential copied to another shop does not open. */
export interface Vault {
  seal(shop: ShopKey, shard: number, version: number, credential: Credential): Promise<SealedCredential>;
  open(shop: ShopKey, sealed: SealedCredential): Promise<Credential>;
}
