import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import {
  DecryptCommand,
  type DecryptCommandInput,
  GenerateDataKeyCommand,
  type GenerateDataKeyCommandInput,
  KMSClient,
} from '@aws-sdk/client-kms';
import { mockClient } from 'aws-sdk-client-mock';
import { serviceException } from './mocked-table.ts';

/** KMS as far as data keys go: what it encrypted opens with the same key and the same context, and with nothing else. */
export function fakeKms() {
  const masters = new Map<string, Buffer>();
  const masterOf = (keyId: string): Buffer => {
    const master = masters.get(keyId) ?? randomBytes(32);
    masters.set(keyId, master);
    return master;
  };
  let refusal: Error | null = null;
  const kms = mockClient(KMSClient);
  kms.on(GenerateDataKeyCommand).callsFake(({ KeyId = '', EncryptionContext }: GenerateDataKeyCommandInput) => {
    const Plaintext = randomBytes(32);
    const cipher = createCipheriv('aes-256-gcm', masterOf(KeyId), Buffer.alloc(12));
    cipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext)));
    const CiphertextBlob = Buffer.concat([cipher.update(Plaintext), cipher.final(), cipher.getAuthTag()]);
    return { KeyId, Plaintext, CiphertextBlob };
  });
  kms.on(DecryptCommand).callsFake(({ KeyId = '', CiphertextBlob, EncryptionContext }: DecryptCommandInput) => {
    if (refusal !== null) throw refusal;
    const blob = Buffer.from(CiphertextBlob ?? []);
    const decipher = createDecipheriv('aes-256-gcm', masterOf(KeyId), Buffer.alloc(12));
    decipher.setAAD(Buffer.from(JSON.stringify(EncryptionContext)));
    decipher.setAuthTag(blob.subarray(32));
    try {
      return { Plaintext: Buffer.concat([decipher.update(blob.subarray(0, 32)), decipher.final()]) };
    } catch {
      throw serviceException('InvalidCiphertextException', 400);
    }
  });
  return {
    /** From now on KMS refuses to decrypt; null ends it. */
    refuse: (error: Error | null) => {
      refusal = error;
    },
    client: () => new KMSClient({ region: 'ap-northeast-1' }),
    decrypts: () => kms.commandCalls(DecryptCommand).length,
    dataKeysMade: () => kms.commandCalls(GenerateDataKeyCommand).length,
  };
}
