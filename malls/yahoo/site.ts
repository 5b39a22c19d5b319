import { dayMs, type EpochMs } from '../../core/kernel/index.ts';
import type { KeyEnd, KeyExpiry } from '../../core/model/index.ts';
import type { Credential } from '../../core/ports/index.ts';
import { hasTexts } from '../key-parts.ts';
import type { SiteSchema } from '../mall.ts';

/** Where Yahoo!ショッピング's API is, and where its access tokens come from. */
export const yahooSite = {
  baseUrl: {
    parameter: 'yahooBaseUrl',
    variable: 'YAHOO_BASE_URL',
    isApi: true,
    standard: 'https://circus.shopping.yahooapis.jp',
  },
  authUrl: {
    parameter: 'yahooAuthUrl',
    variable: 'YAHOO_AUTH_URL',
    isApi: false,
    standard: 'https://auth.login.yahoo.co.jp',
  },
} as const satisfies SiteSchema;

/** The key of Yahoo!ショッピング: an application, a person's consent to it, and the shop's 公開鍵 for order calls. */
export type YahooCredential = {
  readonly mall: 'yahoo';
  readonly clientId: string;
  readonly clientSecret: string;
  /** The same string after the next consent. */
  readonly refreshToken: string;
  /** When the person agreed: the refresh token expires four weeks later. */
  readonly consentedAt: EpochMs;
  /** PEM. */
  readonly publicKey: string;
  readonly publicKeyVersion: string;
  /** When the shop issued the 公開鍵, which works for a year. */
  readonly publicKeyIssuedAt: EpochMs;
};

export const isYahooCredential = (credential: Credential): credential is YahooCredential =>
  credential.mall === 'yahoo' &&
  hasTexts(credential, ['clientId', 'clientSecret', 'refreshToken', 'publicKey', 'publicKeyVersion']) &&
  typeof credential.consentedAt === 'number' &&
  typeof credential.publicKeyIssuedAt === 'number';

/** A refresh token works four weeks from the consent, a 公開鍵 a year: `docs/malls/yahoo.md`. */
const consentMs = 28 * dayMs;
const publicKeyMs = 365 * dayMs;

/** When the consent ends, and with it every call. */
export function consentEndsAt({ consentedAt }: Pick<YahooCredential, 'consentedAt'>): EpochMs {
  return consentedAt + consentMs;
}

/** The part of a credential that stops working first, and the other one: Yahoo tells neither day, so both follow from what people entered. */
export function credentialExpiry(credential: Pick<YahooCredential, 'consentedAt' | 'publicKeyIssuedAt'>): KeyExpiry {
  const consent: KeyEnd = { part: 'consent', at: consentEndsAt(credential) };
  const publicKey: KeyEnd = { part: 'public-key', at: credential.publicKeyIssuedAt + publicKeyMs };
  return publicKey.at < consent.at ? { ...publicKey, later: consent } : { ...consent, later: publicKey };
}
