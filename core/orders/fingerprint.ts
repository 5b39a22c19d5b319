import { createHash } from 'node:crypto';

/** A short fingerprint of an original: equal text has an equal fingerprint, different text practically never. */
export function fingerprintOf(original: string): string {
  return createHash('sha256').update(original).digest('base64url').slice(0, 16);
}
