import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../core/kernel/time.ts';
import type { Shop } from '../../core/model/shop.ts';
import { freshShop, noon, shop } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of shops must do. */
export function shopsContract(factory: StoreFactory): void {
  describe('shops', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('are given back as they were added, and not added twice', async () => {
      const added = shop({
        key: freshShop(),
        name: '𠮷野葛🎁本舗',
        addedAt: noon,
        rereadDay: '2026-11-23',
        rereadAfter: '365123-20261124-0000000001',
        lostSpan: { from: noon - dayMs, to: noon },
        rewound: { times: 2, at: noon },
      });
      expect(await subject.shops.add(added)).toBe('stored');
      expect(await subject.shops.get(added.key)).toEqual(added);
      const again = { ...added, name: 'x', credential: { version: 1, sealed: Uint8Array.of(9) } };
      expect(await subject.shops.add(again)).toBe('duplicate');
      expect(await subject.shops.get(added.key)).toEqual(added);
    });

    it('are added once when the answer was lost and the adding is repeated', async () => {
      const added = shop({ key: freshShop() });
      expect(await subject.withLostAnswer(() => subject.shops.add(added))).toBe('stored');
    });

    it('are added by one of two who add the same', async () => {
      const key = freshShop();
      const adding = [1, 2].map((byte) => shop({ key, credential: { version: 1, sealed: Uint8Array.of(byte) } }));
      const outcomes = await Promise.all(adding.map((each) => subject.shops.add(each)));
      expect([...outcomes].sort()).toEqual(['duplicate', 'stored']);
      expect(await subject.shops.get(key)).toEqual(adding[outcomes.indexOf('stored')]);
    });

    it('are found by shard, and all of them by a person', async () => {
      const [here, too, elsewhere] = [71, 71, 72].map((shard) => shop({ key: freshShop(), shard }));
      for (const each of [here, too, elsewhere]) if (each) await subject.shops.add(each);
      const inShard = await subject.shops.inShard(71);
      expect(inShard.sort((a, b) => a.key.length - b.key.length || (a.key < b.key ? -1 : 1))).toEqual([here, too]);
      expect(await subject.shops.inShard(73)).toEqual([]);
      expect(await subject.shops.all()).toEqual(expect.arrayContaining([here, too, elsewhere]));
    });

    it('are found a few at a time, whatever shards they lie in', async () => {
      const few = await factory();
      expect(await few.shops.some('rms', 5)).toEqual([]);
      const added = [0, 0, 0, 40].map((shard) => shop({ key: freshShop(), shard }));
      for (const each of added) await few.shops.add(each);
      expect(await few.shops.some('rms', 2)).toHaveLength(2);
      expect((await few.shops.some('rms', 9)).map(({ key }) => key).sort()).toEqual(added.map(({ key }) => key).sort());
    });

    it('that were never added are null', async () => {
      expect(await subject.shops.get(freshShop())).toBeNull();
    });

    it('do not come into being by a cursor', async () => {
      const key = freshShop();
      await subject.shops.moveCursor({ key }, noon);
      expect(await subject.shops.get(key)).toBeNull();
    });

    it('keep how far their scan and re-reading came, and what was lost', async () => {
      const added = await addedShop();
      await subject.shops.recordScan(added, noon);
      await subject.shops.recordReread(added, '2026-11-24', 'order-7');
      await subject.shops.recordLostSpan(added.key, { from: noon - dayMs, to: noon });
      const after = {
        ...added,
        scannedAt: noon,
        scanPlace: '',
        rereadDay: '2026-11-24',
        rereadAfter: 'order-7',
        lostSpan: { from: noon - dayMs, to: noon },
      };
      expect(await subject.shops.get(added.key)).toEqual(after);
      expect(await subject.shops.inShard(added.shard)).toContainEqual(after);
      await subject.shops.recordReread(added, '2026-11-24', '');
      expect(await subject.shops.get(added.key)).toEqual({ ...after, rereadAfter: '' });
    });

    it('keep since when their orders cannot be stored, until they can', async () => {
      const added = await addedShop();
      const failing = { since: noon, code: 'store.failing' };
      await subject.shops.recordFailing(added.key, failing);
      expect(await subject.shops.get(added.key)).toEqual({ ...added, failing });
      expect(await subject.shops.inShard(added.shard)).toContainEqual({ ...added, failing });
      await subject.shops.recordFailing(added.key, null);
      await subject.shops.recordFailing(added.key, null);
      expect(await subject.shops.get(added.key)).toEqual(added);
      const gone = freshShop();
      await subject.shops.recordFailing(gone, null);
      expect(await subject.shops.get(gone)).toBeNull();
      await expect(subject.shops.recordFailing(gone, failing)).rejects.toMatchObject({ code: 'shop.unknown' });
    });

    it('must exist for anything to be recorded of them', async () => {
      const key = freshShop();
      const unknown = { code: 'shop.unknown', retry: 'never' };
      await expect(subject.shops.recordScan({ key }, noon)).rejects.toMatchObject(unknown);
      await expect(subject.shops.recordReread({ key }, '2026-11-24', '')).rejects.toMatchObject(unknown);
      await expect(subject.shops.recordLostSpan(key, { from: 0, to: 1 })).rejects.toMatchObject(unknown);
      expect(await subject.shops.get(key)).toBeNull();
    });

    it('are sent back to a moment, with their scan and their re-reading, and go forward from there', async () => {
      const added = await addedShop();
      await subject.shops.moveCursor(added, noon);
      await subject.shops.recordScan(added, noon);
      await subject.shops.recordScanPlace(added, '2-100@5');
      await subject.shops.recordReread(added, '2026-11-24', '~');
      const seen = (await subject.shops.get(added.key)) as Shop;
      expect(await subject.withLostAnswer(() => subject.shops.rewind(seen, noon - dayMs, noon))).toBe('stored');
      const back = {
        ...added,
        cursor: noon - dayMs,
        scannedAt: 0,
        scanPlace: '',
        rereadDay: '',
        rereadAfter: '',
        rewound: { times: 1, at: noon },
      };
      expect(await subject.shops.get(added.key)).toEqual(back);
      await subject.shops.moveCursor(back, noon - hourMs);
      expect(await subject.shops.get(added.key)).toEqual({ ...back, cursor: noon - hourMs });
      expect(await subject.shops.inShard(added.shard)).toContainEqual({ ...back, cursor: noon - hourMs });
    });

    it('that were sent back forget what a run notes that began before', async () => {
      const before = await addedShop();
      await subject.shops.moveCursor(before, noon);
      const seen = (await subject.shops.get(before.key)) as Shop;
      await subject.shops.rewind(seen, noon - dayMs, noon);
      const back = await subject.shops.get(before.key);
      await subject.shops.moveCursor(before, noon + hourMs);
      await subject.shops.recordScan(before, noon + hourMs);
      await subject.shops.recordScanPlace(before, '2-100@5');
      await subject.shops.recordReread(before, '2026-11-24', '~');
      expect(await subject.shops.get(before.key)).toEqual(back);
    });

    it('are sent back once by two who do it at once', async () => {
      const added = await addedShop();
      await subject.shops.moveCursor(added, noon);
      const seen = (await subject.shops.get(added.key)) as Shop;
      const outcomes = await Promise.all([1, 2].map((ms) => subject.shops.rewind(seen, noon - dayMs, noon + ms)));
      expect([...outcomes].sort()).toEqual(['changed', 'stored']);
      expect((await subject.shops.get(added.key))?.rewound?.times).toBe(1);
      expect(await subject.shops.rewind(seen, noon - 2 * dayMs, noon + 3)).toBe('changed');
    });

    it('whose cursor lies behind the moment keep it, unless it has passed the moment in between', async () => {
      const added = await addedShop();
      await subject.shops.moveCursor(added, noon);
      const seen = (await subject.shops.get(added.key)) as Shop;
      expect(await subject.shops.rewind(seen, noon + hourMs, noon)).toBe('stored');
      const kept = (await subject.shops.get(added.key)) as Shop;
      expect(kept).toMatchObject({ cursor: noon, rewound: { times: 1 } });
      await subject.shops.moveCursor(kept, noon + 2 * hourMs);
      expect(await subject.shops.rewind(kept, noon + hourMs, noon + 1)).toBe('changed');
      expect(await subject.shops.get(added.key)).toMatchObject({ cursor: noon + 2 * hourMs, rewound: { times: 1 } });
    });

    it('are not there to be sent back when they were never added', async () => {
      const never = shop({ key: freshShop() });
      expect(await subject.shops.rewind(never, noon, noon)).toBe('changed');
      expect(await subject.shops.get(never.key)).toBeNull();
    });

    it('move from the shard they are in to another, with everything they are', async () => {
      const added = await addedShop(80);
      const move = () => subject.shops.moveToShard(added.key, 80, 81);
      expect(await subject.withLostAnswer(move)).toBe('stored');
      const moved = { ...added, shard: 81 };
      expect(await subject.shops.get(added.key)).toEqual(moved);
      expect(await subject.shops.inShard(80)).toEqual([]);
      expect(await subject.shops.inShard(81)).toEqual([moved]);
    });

    it('move from no shard that they are not in, and come into being by no move', async () => {
      const added = await addedShop(82);
      expect(await subject.shops.moveToShard(added.key, 83, 84)).toBe('changed');
      expect(await subject.shops.get(added.key)).toEqual(added);
      const key = freshShop();
      expect(await subject.shops.moveToShard(key, 82, 84)).toBe('changed');
      expect(await subject.shops.get(key)).toBeNull();
    });

    it('move to one of two shards at once', async () => {
      const added = await addedShop(85);
      const outcomes = await Promise.all([86, 87].map((to) => subject.shops.moveToShard(added.key, 85, to)));
      expect([...outcomes].sort()).toEqual(['changed', 'stored']);
      const shard = outcomes[0] === 'stored' ? 86 : 87;
      expect(await subject.shops.get(added.key)).toEqual({ ...added, shard });
    });

    it('take a credential that follows the stored one, and no other', async () => {
      const added = await addedShop();
      const credential = { version: 2, sealed: Uint8Array.of(4, 5, 6) };
      const replace = () => subject.shops.replaceCredential(added.key, credential);
      expect(await subject.withLostAnswer(replace)).toBe('stored');
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential });
      const others = [2, 4].map((version) => ({ version, sealed: Uint8Array.of(7) }));
      for (const other of others) expect(await subject.shops.replaceCredential(added.key, other)).toBe('changed');
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential });
      expect(await subject.shops.replaceCredential(freshShop(), credential)).toBe('changed');
    });

    it('are called otherwise, or slower, without anything else becoming another', async () => {
      const added = await addedShop();
      await subject.shops.change(added.key, { name: '花森茶舗本店' });
      await subject.withLostAnswer(() => subject.shops.change(added.key, { callsPerSecond: 2 }));
      const changed = { ...added, name: '花森茶舗本店', callsPerSecond: 2 };
      expect(await subject.shops.get(added.key)).toEqual(changed);
      expect(await subject.shops.inShard(added.shard)).toContainEqual(changed);
      await subject.shops.change(added.key, { nextDayCutOff: '14:00' });
      expect(await subject.shops.get(added.key)).toEqual({ ...changed, nextDayCutOff: '14:00' });
      await subject.shops.change(added.key, { nextDayCutOff: null });
      expect(await subject.shops.get(added.key)).toEqual(changed);
      await subject.shops.change(added.key, { shipWithinDays: 0, cardDays: 45 });
      expect(await subject.shops.get(added.key)).toEqual({ ...changed, shipWithinDays: 0, cardDays: 45 });
      await subject.shops.change(added.key, { shipWithinDays: null, cardDays: 0 });
      expect(await subject.shops.get(added.key)).toEqual({ ...changed, cardDays: 0 });
      await subject.shops.change(added.key, { cardDays: null });
      expect(await subject.shops.get(added.key)).toEqual(changed);
      await expect(subject.shops.change(freshShop(), { name: 'x' })).rejects.toMatchObject({ code: 'shop.unknown' });
    });

    it('are removed, and with them their key', async () => {
      const added = shop({ key: freshShop(), shard: 74 });
      await subject.shops.add(added);
      await subject.withLostAnswer(() => subject.shops.remove(added.key, 1));
      expect(await subject.shops.get(added.key)).toBeNull();
      expect(await subject.shops.inShard(74)).toEqual([]);
      expect(await subject.shops.remove(added.key, 1)).toBe('absent');
      await subject.shops.moveCursor(added, noon);
      expect(await subject.shops.replaceCredential(added.key, { version: 2, sealed: Uint8Array.of(1) })).toBe(
        'changed',
      );
      expect(await subject.shops.get(added.key)).toBeNull();
      expect(await subject.shops.add(added)).toBe('stored');
    });

    it('stay when their key was replaced after it was read', async () => {
      const added = await addedShop();
      await subject.shops.replaceCredential(added.key, { version: 2, sealed: Uint8Array.of(4) });
      expect(await subject.shops.remove(added.key, 1)).toBe('changed');
      expect(await subject.shops.get(added.key)).not.toBeNull();
      expect(await subject.shops.remove(added.key, 2)).toBe('removed');
    });

    it('take one of two credentials that are set at once', async () => {
      const added = await addedShop();
      const credentials = [1, 2].map((byte) => ({ version: 2, sealed: Uint8Array.of(byte) }));
      const outcomes = await Promise.all(
        credentials.map((credential) => subject.shops.replaceCredential(added.key, credential)),
      );
      expect([...outcomes].sort()).toEqual(['changed', 'stored']);
      const credential = credentials[outcomes.indexOf('stored')];
      expect(await subject.shops.get(added.key)).toEqual({ ...added, credential });
    });

    async function addedShop(shard = 0) {
      const added = shop({ key: freshShop(), shard });
      await subject.shops.add(added);
      return added;
    }
  });
}
