import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { fakeKmsService, serviceException } from './fake-service.ts';

/** KMS as far as data keys go: what it encrypted opens with the same key and the same context, and with nothing else. */
export function fakeKms() {
  const masters = new Map<string, Buffer>();
  const masterOf = (keyId: string): Buffer => {
    const master = masters.get(keyId) ?? randomBytes(32);
    masters.set(keyId, master);
    return master;
  };
  let refusal: Error | null = null;
  const kms = fakeKmsService();
  kms.on('GenerateDataKey', ({ KeyId = '', EncryptionContext }) => {
    const Plaintext = randomBytes(32);
    const cipher = createCipheriv('aes-256-gcm', masterOf(KeyId), Buffer.alloc(12));
    cipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext)));
    const CiphertextBlob = Buffer.concat([cipher.update(Plaintext), cipher.final(), cipher.getAuthTag()]);
    return { CiphertextBlob };
  });
  kms.on('Decrypt', ({ KeyId = '', CiphertextBlob = new Uint8Array(), EncryptionContext }) => {
    if (refusal !== null) throw refusal;
    const blob = Buffer.from(CiphertextBlob);
    const decipher = createDecipheriv('aes-256-gcm', masterOf(KeyId), Buffer.alloc(12));
    decipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext)));
    decipher.setAuthTag(blob.subarray(32));
    try {
      const plaintext = Buffer.concat([decipher.update(blob.subarray(0, 32)), decipher.final()]);
      return { Plaintext: plaintext };
    } catch {
      throw serviceException('InvalidCiphertextException', 400);
    }
  });
  return {
    /** From now on KMS refuses to decrypt; null ends it. */
    refuse: (error: Error | null) => {
      refusal = error;
    },
    client: kms.client,
    decrypts: () => kms.inputs('Decrypt').length,
    dataKeysMade: () => kms.inputs('GenerateDataKey').length,
  };
}
