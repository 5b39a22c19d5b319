import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DecryptCommand, EncryptCommand, GenerateDataKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type FixtureCloud, startFixture } from './fixture/running-cloud.ts';

let fixture: FixtureCloud;
let kms: KMSClient;
beforeAll(async () => {
  fixture = await startFixture();
  kms = new KMSClient({
    region: 'ap-northeast-1',
    endpoint: fixture.cloud.endpoints.kms,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
  });
}, 60_000);
afterAll(async () => {
  kms.destroy();
  await fixture.stop();
});

describe('the keys', () => {
  it('make data keys that open with the same encryption context, in any order, and with no other', async () => {
    const { Plaintext, CiphertextBlob, KeyId } = await kms.send(
      new GenerateDataKeyCommand({
        KeyId: fixture.cloud.resource('Secrets').arn,
        KeySpec: 'AES_256',
        EncryptionContext: { shard: '3', use: 'credentials' },
      }),
    );
    expect(Plaintext).toHaveLength(32);
    expect(KeyId).toBe(fixture.cloud.resource('Secrets').arn);
    const opened = await kms.send(
      new DecryptCommand({ CiphertextBlob, EncryptionContext: { use: 'credentials', shard: '3' } }),
    );
    expect(opened.Plaintext).toEqual(Plaintext);
    await expect(
      kms.send(new DecryptCommand({ CiphertextBlob, EncryptionContext: { use: 'credentials', shard: '4' } })),
    ).rejects.toMatchObject({ name: 'InvalidCiphertextException' });
  });

  it('refuse a blob that was changed', async () => {
    const { CiphertextBlob } = await kms.send(
      new EncryptCommand({ KeyId: 'alias/fixture', Plaintext: Buffer.from('secret') }),
    );
    const changed = Uint8Array.from(CiphertextBlob ?? []);
    changed[changed.length - 1] = (changed.at(-1) ?? 0) ^ 1;
    await expect(kms.send(new DecryptCommand({ CiphertextBlob: changed }))).rejects.toMatchObject({
      name: 'InvalidCiphertextException',
    });
  });

  it('are those of the templates, and no other', async () => {
    await expect(
      kms.send(new GenerateDataKeyCommand({ KeyId: 'alias/other', KeySpec: 'AES_256' })),
    ).rejects.toMatchObject({
      name: 'NotFoundException',
    });
  });

  it('hang on a file that only its owner reads', () => {
    expect(statSync(join(fixture.folder, 'kms.key')).mode & 0o777).toBe(0o600);
  });
});
