import { dayMs, type EpochMs } from '../../core/kernel/index.ts';
import type { KeyEnd, KeyExpiry } from '../../core/model/index.ts';
import type { YahooCredential } from '../../core/ports/index.ts';

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
