import type { YahooCredential } from '../../core/ports/vault.ts';
import { dayMs, type EpochMs } from '../../core/units.ts';

/** A refresh token works four weeks from the consent, a 公開鍵 a year: `docs/malls/yahoo.md`. */
const consentMs = 28 * dayMs;
const publicKeyMs = 365 * dayMs;

/** When the consent ends, and with it every call. */
export function consentEndsAt({ consentedAt }: Pick<YahooCredential, 'consentedAt'>): EpochMs {
  return consentedAt + consentMs;
}

/** When the first part of a credential stops working: Yahoo tells neither day, so both follow from what people entered. */
export function credentialEndsAt(credential: Pick<YahooCredential, 'consentedAt' | 'publicKeyIssuedAt'>): EpochMs {
  return Math.min(consentEndsAt(credential), credential.publicKeyIssuedAt + publicKeyMs);
}
