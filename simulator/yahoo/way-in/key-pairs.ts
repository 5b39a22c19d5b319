import { constants, generateKeyPairSync, type KeyObject, privateDecrypt } from 'node:crypto';

/** More shops and versions than this share pairs: making one takes a tenth of a second. */
const POOL_MAX = 8;
/** They guard nothing, and every order call is opened with one: twice as many bits take three times as long. */
const BITS = 1024;

interface KeyPair {
  publicKey: KeyObject;
  privateKey: KeyObject;
}

/** Made when first asked for, once a process: no key lies in the sources, and a world of many shops opens quickly. */
const pool: KeyPair[] = [];

function pairOf(pair: number): KeyPair {
  const index = pair % POOL_MAX;
  pool[index] ??= generateKeyPairSync('rsa', { modulusLength: BITS });
  return pool[index];
}

/** The 公開鍵 of a pair as a shop downloads it, PEM. */
export function publicPem(pair: number): string {
  return pairOf(pair).publicKey.export({ type: 'spki', format: 'pem' }).toString();
}

/**
 * What was encrypted with the public key of a pair (RSA, PKCS #1 v1.5 padding), or null where it was not. The padding is
 * taken off here: Node refuses to decrypt with RSA_PKCS1_PADDING in some of its versions (CVE-2023-46809).
 */
export function opened(pair: number, base64: string): string | null {
  const sealed = Buffer.from(base64, 'base64');
  if (sealed.length !== BITS / 8) return null;
  try {
    const padded = privateDecrypt({ key: pairOf(pair).privateKey, padding: constants.RSA_NO_PADDING }, sealed);
    const end = padded.indexOf(0, 2);
    return padded[0] === 0 && padded[1] === 2 && end >= 10 ? padded.subarray(end + 1).toString('utf8') : null;
  } catch {
    return null;
  }
}
