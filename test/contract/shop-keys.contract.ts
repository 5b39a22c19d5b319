import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { freshShop, noon, shop } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of shops must do with their keys, what is known of their end, and the ones that wait. */
export function shopKeysContract(factory: StoreFactory): void {
  describe('keys of shops', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('know when their key ends until they have another one', async () => {
      const added = shop({ key: freshShop(), credential: { version: 1, sealed: Uint8Array.of(1), expiresAt: noon } });
      await subject.shops.add(added);
      expect(await subject.shops.get(added.key)).toEqual(added);
      await subject.withLostAnswer(() => subject.shops.recordKeyExpiry(added.key, 1, { expiresAt: noon + dayMs }));
      expect((await subject.shops.get(added.key))?.credential.expiresAt).toBe(noon + dayMs);
      const second = { version: 2, sealed: Uint8Array.of(2) };
      await subject.shops.replaceCredential(added.key, second);
      expect((await subject.shops.get(added.key))?.credential).toEqual(second);
      await subject.shops.recordKeyExpiry(added.key, 1, { expiresAt: noon, checkedAt: noon });
      expect((await subject.shops.get(added.key))?.credential).toEqual(second);
      const third = { version: 3, sealed: Uint8Array.of(3), expiresAt: noon + 2 * dayMs };
      await subject.shops.replaceCredential(added.key, third);
      expect((await subject.shops.get(added.key))?.credential).toEqual(third);
      const never = freshShop();
      await subject.shops.recordKeyExpiry(never, 1, { expiresAt: noon });
      expect(await subject.shops.get(never)).toBeNull();
    });

    it('know which part of their key ends, and when that was read, until they have another one', async () => {
      const added = await addedShop();
      const read = { expiresAt: noon + dayMs, expiringPart: 'public-key', checkedAt: noon } as const;
      await subject.shops.recordKeyExpiry(added.key, 1, read);
      expect((await subject.shops.get(added.key))?.credential).toEqual({ ...added.credential, ...read });
      // A mall that does not tell: what was known stays.
      await subject.shops.recordKeyExpiry(added.key, 1, { checkedAt: noon + dayMs });
      const asked = { ...added.credential, ...read, checkedAt: noon + dayMs };
      expect((await subject.shops.get(added.key))?.credential).toEqual(asked);
      const second = { version: 2, sealed: Uint8Array.of(2) };
      await subject.shops.replaceCredential(added.key, second);
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential: second });
    });

    it('know what ends later, too, until they have another one', async () => {
      const laterEnd = { part: 'public-key', at: noon + 9 * dayMs } as const;
      const first = {
        version: 1,
        sealed: Uint8Array.of(1),
        expiresAt: noon,
        expiringPart: 'consent',
        laterEnd,
      } as const;
      const added = shop({ key: freshShop(), credential: first });
      await subject.shops.add(added);
      expect(await subject.shops.get(added.key)).toEqual(added);
      const moved = { ...laterEnd, at: noon + 10 * dayMs };
      const record = () => subject.shops.recordKeyExpiry(added.key, 1, { laterEnd: moved, checkedAt: noon });
      await subject.withLostAnswer(record);
      const noted = { ...first, laterEnd: moved, checkedAt: noon };
      expect((await subject.shops.get(added.key))?.credential).toEqual(noted);
      const second = { version: 2, sealed: Uint8Array.of(2) };
      await subject.shops.replaceCredential(added.key, second);
      expect((await subject.shops.get(added.key))?.credential).toEqual(second);
      const third = { version: 3, sealed: Uint8Array.of(3), laterEnd };
      await subject.shops.replaceCredential(added.key, third);
      expect((await subject.shops.get(added.key))?.credential).toEqual(third);
    });

    it('keep the next key beside their own until it, or another one, takes its place', async () => {
      const added = await addedShop();
      const pending = { version: 2, sealed: Uint8Array.of(8), since: noon };
      expect(await subject.withLostAnswer(() => subject.shops.putPending(added.key, pending))).toBe('stored');
      expect(await subject.shops.get(added.key)).toEqual({ ...added, pending });
      expect(await subject.shops.inShard(added.shard)).toContainEqual({ ...added, pending });
      const corrected = { ...pending, sealed: Uint8Array.of(9), since: noon + 1 };
      expect(await subject.shops.putPending(added.key, corrected)).toBe('stored');
      expect(await subject.shops.putPending(added.key, { ...pending, version: 3 })).toBe('changed');
      const { since: _, ...taken } = corrected;
      await subject.withLostAnswer(() => subject.shops.replaceCredential(added.key, taken));
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential: taken });
      expect(await subject.shops.putPending(added.key, pending)).toBe('changed');
      const never = freshShop();
      expect(await subject.shops.putPending(never, pending)).toBe('changed');
      expect(await subject.shops.get(never)).toBeNull();
    });

    it('that are sealed anew keep the key that waits, sealed anew in the same write', async () => {
      const added = await addedShop();
      await subject.shops.putPending(added.key, { version: 2, sealed: Uint8Array.of(8), since: noon });
      const credential = { version: 2, sealed: Uint8Array.of(2) };
      const pending = { version: 3, sealed: Uint8Array.of(3), since: noon };
      const replace = () => subject.shops.replaceCredential(added.key, credential, pending);
      expect(await subject.withLostAnswer(replace)).toBe('stored');
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential, pending });
    });

    it('are replaced over the key that was seen to wait, and over no other that was handed in since', async () => {
      const added = await addedShop();
      const second = { version: 2, sealed: Uint8Array.of(2) };
      const first = { version: 2, sealed: Uint8Array.of(8), since: noon };
      const corrected = { ...first, sealed: Uint8Array.of(9) };
      expect(await subject.shops.replaceCredential(added.key, second, undefined, first)).toBe('changed');
      await subject.shops.putPending(added.key, corrected);
      for (const seen of [null, first]) {
        expect(await subject.shops.replaceCredential(added.key, second, undefined, seen)).toBe('changed');
      }
      expect(await subject.shops.get(added.key)).toEqual({ ...added, pending: corrected });
      const replace = () => subject.shops.replaceCredential(added.key, second, undefined, corrected);
      expect(await subject.withLostAnswer(replace)).toBe('stored');
      const third = { version: 3, sealed: Uint8Array.of(3) };
      expect(await subject.shops.replaceCredential(added.key, third, undefined, null)).toBe('stored');
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential: third });
    });

    async function addedShop(): Promise<Shop> {
      const added = shop({ key: freshShop() });
      await subject.shops.add(added);
      return added;
    }
  });
}
