import { hash } from 'node:crypto';

/** A short fingerprint of an original: equal text has an equal fingerprint, different text practically never. */
export function fingerprintOf(original: string): string {
  return hash('sha256', original, 'base64url').slice(0, 16);
}
