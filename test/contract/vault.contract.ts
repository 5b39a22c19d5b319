import { beforeAll, describe, expect, it } from 'vitest';
import { shopKey } from '../../core/model/shop.ts';
import type { Credential, Vault } from '../../core/ports/shops.ts';
import { freshShop } from './fixtures.ts';

const unreadable = { code: 'key.unreadable', retry: 'after-pause' };

/** What every vault must do. `another` has the same stored data keys and none of the first one's memory. */
export function vaultContract(make: () => Promise<{ vault: Vault; another: Vault }>): void {
  describe('the vault', () => {
    let vault: Vault;
    let another: Vault;
    beforeAll(async () => {
      ({ vault, another } = await make());
    });

    const credential = { serviceSecret: 'SP000000_testservicesecr', licenseKey: 'SL000000_tëst𠮷icensekey' };

    it('opens what it sealed, and so does the next process', async () => {
      const shop = freshShop();
      const sealed = await vault.seal(shop, 3, 7, credential);
      expect(sealed.version).toBe(7);
      expect(await vault.open(shop, sealed)).toEqual(credential);
      expect(await another.open(shop, sealed)).toEqual(credential);
    });

    it('opens the keys of a shop of Yahoo!ショッピング whole', async () => {
      const shop = shopKey('yahoo', 'kado-no-mise');
      const keys: Credential = {
        mall: 'yahoo',
        clientId: 'dj0made-up-',
        clientSecret: 'made-up',
        refreshToken: 'rt.made.up',
        consentedAt: 1_795_000_000_000,
        publicKey: '-----BEGIN PUBLIC KEY-----\nmade up\n-----END PUBLIC KEY-----\n',
        publicKeyVersion: '2',
        publicKeyIssuedAt: 1_790_000_000_000,
      };
      expect(await another.open(shop, await vault.seal(shop, 1, 2, keys))).toEqual(keys);
    });

    it('never seals twice to the same bytes', async () => {
      const shop = freshShop();
      const [one, other] = [await vault.seal(shop, 0, 1, credential), await vault.seal(shop, 0, 1, credential)];
      expect(one.sealed).not.toEqual(other.sealed);
    });

    it('does not open a credential that was copied to another shop', async () => {
      const shop = freshShop();
      const sealed = await vault.seal(shop, 0, 1, credential);
      const copiedTo = freshShop();
      await expect(vault.open(copiedTo, sealed)).rejects.toMatchObject({ ...unreadable, context: { shop: copiedTo } });
    });

    it('does not open a credential that passes for another version', async () => {
      const shop = freshShop();
      const sealed = await vault.seal(shop, 0, 1, credential);
      await expect(vault.open(shop, { ...sealed, version: 2 })).rejects.toMatchObject(unreadable);
    });

    it('does not open bytes that it never sealed, and says nothing of them', async () => {
      const shop = freshShop();
      for (const sealed of [new Uint8Array(0), Uint8Array.of(1, 2, 3), new Uint8Array(64).fill(0x41)]) {
        const error = await vault.open(shop, { version: 1, sealed }).catch((caught: unknown) => caught);
        expect(error).toMatchObject(unreadable);
        expect(String(error)).not.toContain('AAAA');
      }
    });
  });
}
