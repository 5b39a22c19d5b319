import { createCipheriv, createDecipheriv, type KeyObject, randomBytes } from 'node:crypto';

/**
 * The format of a sealed credential:
 *
 *     format 1 | data key number, 2 bytes, big endian | nonce, 12 bytes | ciphertext | tag, 16 bytes
 *
 * AES-256-GCM. The additional data (whose credential it is, and which one) is not in the bytes: the caller must supply it to open them.
 */
const sealingFormat = 1;
const algorithm = 'aes-256-gcm';
const nonceStart = 3;
const nonceLength = 12;
const tagLength = 16;

/** The data key's number must fit its two bytes. */
export const dataKeyNumberMax = 0xffff;

/** Seals text under a data key of 32 bytes. */
export function sealText(key: KeyObject, dataKeyNumber: number, additionalData: string, text: string): Uint8Array {
  const header = Buffer.alloc(nonceStart);
  header.writeUInt8(sealingFormat, 0);
  header.writeUInt16BE(dataKeyNumber, 1);
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength });
  cipher.setAAD(Buffer.from(additionalData, 'utf8'));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return new Uint8Array(Buffer.concat([header, nonce, body, cipher.getAuthTag()]));
}

/** The number of the data key that opens the bytes; null for a format that this release does not know. */
export function dataKeyNumberOf(sealed: Uint8Array): number | null {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength);
  if (bytes.length < nonceStart + nonceLength + tagLength || bytes[0] !== sealingFormat) return null;
  return bytes.readUInt16BE(1);
}

/** Opens sealed text; null if the key or the additional data is different, or a byte was changed. */
export function openText(key: KeyObject, additionalData: string, sealed: Uint8Array): string | null {
  const bodyStart = nonceStart + nonceLength;
  const bodyEnd = sealed.length - tagLength;
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(nonceStart, bodyStart), {
    authTagLength: tagLength,
  });
  decipher.setAAD(Buffer.from(additionalData, 'utf8'));
  decipher.setAuthTag(sealed.subarray(bodyEnd));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(bodyStart, bodyEnd)), decipher.final()]).toString('utf8');
  } catch {
    return null;
  }
}
