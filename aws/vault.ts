import type { KeyObject } from 'node:crypto';
import { sentence, TsunagiError } from '../core/kernel/index.ts';
import type { SealedCredential, ShopKey } from '../core/model/index.ts';
import type { Credential, Vault } from '../core/ports/index.ts';
import type { DataKeys } from './data-keys.ts';
import { dataKeyNumberMax, dataKeyNumberOf, openText, sealText } from './sealing.ts';

/**
 * The vault: a data key per shard, created and opened by KMS, so that a run opens all its shops' credentials with one call. A change of shards
 * does not affect sealed credentials: their bytes name their data key.
 */
export function kmsVault(dataKeys: DataKeys): Vault {
  /** Opened credentials, with the bytes that they were opened from: a shop is polled every minute, and its key changes a few times a year. */
  const known = new Map<ShopKey, { readonly sealed: SealedCredential; readonly credential: Credential }>();

  return {
    async seal(shop, shard, version, credential) {
      if (!Number.isInteger(shard) || shard < 0 || shard > dataKeyNumberMax) {
        throw new TsunagiError(
          'input.invalid',
          'never',
          sentence`The shard of ${shop} is ${shard}; it must be a whole number from 0 to ${dataKeyNumberMax}.`,
          { shop },
        );
      }
      const key = await dataKeys.openOrMake(shard);
      if (key === null) throw unreadable(shop, `Data key ${shard} cannot be opened with this deployment's KMS key.`);
      return { version, sealed: sealText(key, shard, belongingOf(shop, version), JSON.stringify(credential)) };
    },

    async open(shop, sealed) {
      const before = known.get(shop);
      if (before && isSame(before.sealed, sealed)) return before.credential;
      const keyNumber = dataKeyNumberOf(sealed.sealed);
      if (keyNumber === null) throw unreadable(shop, 'Its bytes are not of a format this release knows.');
      const key = await dataKeys.open(keyNumber);
      if (key === null) throw unreadable(shop, `Data key ${keyNumber} is missing, or belongs to another KMS key.`);
      const credential = opened(shop, key, sealed);
      known.set(shop, { sealed, credential });
      return credential;
    },
  };
}

function opened(shop: ShopKey, key: KeyObject, { version, sealed }: SealedCredential): Credential {
  const text = openText(key, belongingOf(shop, version), sealed);
  if (text === null) {
    throw unreadable(shop, 'It was sealed for another shop or another version, or it was changed.');
  }
  return JSON.parse(text) as Credential;
}

function isSame(one: SealedCredential, other: SealedCredential): boolean {
  return one.version === other.version && Buffer.compare(one.sealed, other.sealed) === 0;
}

/** What a sealed credential is bound to. */
function belongingOf(shop: ShopKey, version: number): string {
  return `${shop}\n${version}`;
}

function unreadable(shop: ShopKey, why: string): TsunagiError {
  return new TsunagiError(
    'key.unreadable',
    'after-pause',
    sentence`The stored credential of ${shop} does not open. ${why} Store the shop's keys again.`,
    { shop },
  );
}
