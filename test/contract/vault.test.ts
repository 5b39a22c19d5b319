import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { kmsDataKeys } from '../../aws/data-keys.ts';
import { text } from '../../aws/dynamodb/attributes.ts';
import { putItem, readItem, type Table } from '../../aws/dynamodb/table.ts';
import { kmsVault } from '../../aws/vault.ts';
import type { SealedCredential } from '../../core/model/credential.ts';
import type { Vault } from '../../core/ports/shops.ts';
import { type DynamoEmulator, startDynalite } from '../../proving/dynalite.ts';
import { fakeKms } from '../unit/aws/fake-kms.ts';
import { serviceException } from '../unit/aws/fake-service.ts';
import { freshTables } from './dynamo-subject.ts';
import { vaultContract } from './vault.contract.ts';

const shop = 'rms#hanamori';
const credential = { serviceSecret: 'SP000000_testsecret', licenseKey: 'SL000000_testkey' };
const unreadable = { code: 'key.unreadable', retry: 'after-pause' };

describe('on KMS and DynamoDB', () => {
  let emulator: DynamoEmulator;
  beforeAll(async () => {
    emulator = await startDynalite();
  });
  afterAll(() => emulator.stop());

  const freshControl = async (): Promise<Table> => (await freshTables(emulator.endpoint)).tables.Control;

  vaultContract(async () => {
    const [kms, control] = [fakeKms(), await freshControl()];
    const vaultOf = (): Vault => kmsVault(kmsDataKeys(kms.client, 'key-1', control));
    return { vault: vaultOf(), another: vaultOf() };
  });

  describe('the vault', () => {
    let kms: ReturnType<typeof fakeKms>;
    let control: Table;
    const processWith = (keyId = 'key-1'): Vault => kmsVault(kmsDataKeys(kms.client, keyId, control));
    beforeEach(async () => {
      kms = fakeKms();
      control = await freshControl();
    });

    it('asks KMS once per data key and process, however many shops it opens at once', async () => {
      const sealing = processWith();
      const sealed: SealedCredential[] = [];
      for (const shard of [0, 0, 0, 1]) sealed.push(await sealing.seal(shop, shard, 1, credential));
      expect(kms.dataKeysMade()).toBe(2);
      expect(kms.decrypts()).toBe(2);
      const opening = processWith();
      await Promise.all([...sealed, ...sealed].map((each) => opening.open(shop, each)));
      expect(kms.decrypts()).toBe(4);
    });

    it('agrees with another process that makes the same data key at the same moment', async () => {
      const vaults = [processWith(), processWith(), processWith()];
      const sealed = await Promise.all(vaults.map((vault) => vault.seal(shop, 5, 1, credential)));
      const opening = processWith();
      for (const each of sealed) expect(await opening.open(shop, each)).toEqual(credential);
    });

    it('does not open a credential of which any byte was changed', async () => {
      const vault = processWith();
      const { sealed } = await vault.seal(shop, 0, 1, credential);
      for (let position = 0; position < sealed.length; position++) {
        const tampered = Uint8Array.from(sealed, (byte, index) => (index === position ? byte ^ 1 : byte));
        await expect(vault.open(shop, { version: 1, sealed: tampered })).rejects.toMatchObject(unreadable);
      }
    });

    it('opens what it has opened before, and nothing else in its place', async () => {
      const vault = processWith();
      const sealed = await vault.seal(shop, 0, 1, credential);
      expect(await vault.open(shop, sealed)).toEqual(credential);
      kms.refuse(serviceException('AccessDeniedException', 400));
      expect(await vault.open(shop, sealed)).toEqual(credential);
      const tampered = Uint8Array.from(sealed.sealed, (byte, index) => (index === 20 ? byte ^ 1 : byte));
      await expect(vault.open(shop, { version: 1, sealed: tampered })).rejects.toMatchObject(unreadable);
      await expect(vault.open(shop, { ...sealed, version: 2 })).rejects.toMatchObject(unreadable);
      const renewed = await vault.seal(shop, 0, 2, { ...credential, licenseKey: 'SL000000_renewed' });
      expect(await vault.open(shop, renewed)).toMatchObject({ licenseKey: 'SL000000_renewed' });
    });

    it('does not show the credential in the sealed bytes', async () => {
      const { sealed } = await processWith().seal(shop, 0, 1, credential);
      expect(Buffer.from(sealed).toString('latin1')).not.toContain('testsecret');
      expect([...sealed.subarray(0, 3)]).toEqual([1, 0, 0]);
    });

    it('does not open under another KMS key', async () => {
      const sealed = await processWith().seal(shop, 0, 1, credential);
      await expect(processWith('key-2').open(shop, sealed)).rejects.toMatchObject(unreadable);
    });

    it('does not open under a data key that was put in another one’s place', async () => {
      const sealed = await processWith().seal(shop, 1, 1, credential);
      const moved = await readItem(control, { scope: text('data-keys'), entry: text('00001') });
      await putItem(control, { ...moved, entry: text('00002') });
      const forged = Uint8Array.from(sealed.sealed, (byte, index) => (index === 2 ? 2 : byte));
      await expect(processWith().open(shop, { version: 1, sealed: forged })).rejects.toMatchObject({
        ...unreadable,
        message: expect.stringContaining('Data key 2 is missing, or belongs to another KMS key.'),
      });
    });

    it('fails for later when KMS throttles, pauses no shop for it, and asks again the next time', async () => {
      const sealed = await processWith().seal(shop, 0, 1, credential);
      const vault = processWith();
      kms.refuse(serviceException('ThrottlingException', 400));
      await expect(vault.open(shop, sealed)).rejects.toMatchObject({ code: 'store.failing', retry: 'later' });
      kms.refuse(null);
      expect(await vault.open(shop, sealed)).toEqual(credential);
    });

    it('says that the function may not use the key, rather than that the shop’s key is bad', async () => {
      const sealed = await processWith().seal(shop, 0, 1, credential);
      kms.refuse(serviceException('AccessDeniedException', 400));
      const opening = processWith().open(shop, sealed);
      await expect(opening).rejects.toMatchObject({ code: 'store.failing', retry: 'never' });
    });

    it('refuses a shard that its two bytes cannot hold', async () => {
      await expect(processWith().seal(shop, 0x10000, 1, credential)).rejects.toMatchObject({ code: 'input.invalid' });
    });
  });
});
