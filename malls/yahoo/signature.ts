import { constants, createPublicKey, type KeyObject, publicEncrypt } from 'node:crypto';
import { type EpochMs, secondMs } from '../../core/kernel/index.ts';

/** Keys as they were read last: reading one takes longer than using it, and a shop's is used at every call. */
const keys = new Map<string, KeyObject>();
/** Some megabytes. */
const keysMax = 2_000;

/**
 * The 公開鍵認証 of one order call: `<sellerId>:<unix seconds>`, encrypted with the shop's public key. It differs each time.
 * Throws where the key is none: keys are looked at when they are stored (`isPublicKey`).
 */
export function signatureOf(sellerId: string, publicKey: string, at: EpochMs): string {
  const said = Buffer.from(`${sellerId}:${Math.floor(at / secondMs)}`, 'utf8');
  return publicEncrypt({ key: keyOf(publicKey), padding: constants.RSA_PKCS1_PADDING }, said).toString('base64');
}

function keyOf(publicKey: string): KeyObject {
  const known = keys.get(publicKey);
  if (known !== undefined) return known;
  const key = createPublicKey(publicKey);
  if (keys.size >= keysMax) keys.clear();
  keys.set(publicKey, key);
  return key;
}

/** True for a public key of RSA that such a signature can be made with. */
export function isPublicKey(text: string): boolean {
  try {
    return createPublicKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
