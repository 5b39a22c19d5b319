import { constants, createPublicKey, publicEncrypt } from 'node:crypto';
import { type EpochMs, secondMs } from '../../core/units.ts';

/**
 * The 公開鍵認証 of one order call: `<sellerId>:<unix seconds>`, encrypted with the shop's public key. It differs each time.
 * Throws where the key is none: keys are looked at when they are stored (`isPublicKey`).
 */
export function signatureOf(sellerId: string, publicKey: string, at: EpochMs): string {
  const said = Buffer.from(`${sellerId}:${Math.floor(at / secondMs)}`, 'utf8');
  return publicEncrypt({ key: publicKey, padding: constants.RSA_PKCS1_PADDING }, said).toString('base64');
}

/** True for a public key of RSA that such a signature can be made with. */
export function isPublicKey(text: string): boolean {
  try {
    return createPublicKey(text).asymmetricKeyType === 'rsa';
  } catch {
    return false;
  }
}
