import { createPublicKey } from 'node:crypto';

/**
 * A 公開鍵 as PEM, however it came: as it was downloaded, on one line with `\n` written out, or without its first and last line. Null where
 * it is no public key of RSA.
 */
export function publicKeyPem(text: string): string | null {
  const body = text.replaceAll('\\n', '\n').replace(/-----(?:BEGIN|END) [A-Z ]*PUBLIC KEY-----/g, '');
  const base64 = body.replace(/\s+/g, '');
  if (!/^[A-Za-z0-9+/]{100,8000}={0,2}$/.test(base64)) return null;
  const key = Buffer.from(base64, 'base64');
  for (const type of ['spki', 'pkcs1'] as const) {
    try {
      const read = createPublicKey({ key, format: 'der', type });
      if (read.asymmetricKeyType === 'rsa') return read.export({ type: 'spki', format: 'pem' }).toString();
    } catch {
      // Of the other form, or none at all.
    }
  }
  return null;
}
