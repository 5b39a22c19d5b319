import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a blob was sealed for. It only opens for the same. */
export interface SealedFor {
  readonly keyId: string;
  readonly context: Readonly<Record<string, string>>;
}

const ivBytes = 12;
const tagBytes = 16;
/** A key id is a UUID and stands at the front of the blob, as KMS too finds the key from the blob alone. */
const idBytes = 36;

/** Seals bytes under one of the keys that derive from the master key. */
export function seal(master: Buffer, plain: Buffer, sealedFor: SealedFor): Buffer {
  const iv = randomBytes(ivBytes);
  const cipher = createCipheriv('aes-256-gcm', derivedKey(master, sealedFor.keyId), iv).setAAD(boundTo(sealedFor));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([Buffer.from(sealedFor.keyId), iv, cipher.getAuthTag(), sealed]);
}

/** The key a blob says it was sealed under. */
export function keyIdOf(blob: Buffer): string {
  return blob.subarray(0, idBytes).toString('latin1');
}

/** Opens a blob. Returns null when it was sealed for something else, or was changed. */
export function open(master: Buffer, blob: Buffer, sealedFor: SealedFor): Buffer | null {
  const iv = blob.subarray(idBytes, idBytes + ivBytes);
  const tag = blob.subarray(idBytes + ivBytes, idBytes + ivBytes + tagBytes);
  if (tag.length !== tagBytes) return null;
  const decipher = createDecipheriv('aes-256-gcm', derivedKey(master, sealedFor.keyId), iv, {
    authTagLength: tagBytes,
  });
  decipher.setAAD(boundTo(sealedFor)).setAuthTag(tag);
  try {
    return Buffer.concat([decipher.update(blob.subarray(idBytes + ivBytes + tagBytes)), decipher.final()]);
  } catch {
    return null;
  }
}

function derivedKey(master: Buffer, keyId: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', `kms ${keyId}`, 32));
}

/** The order of the pairs does not matter to KMS. */
function boundTo({ keyId, context }: SealedFor): Buffer {
  const pairs = Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1));
  return Buffer.from(JSON.stringify([keyId, pairs]));
}
