import { beforeAll, describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../core/kernel/time.ts';
import { freshShop, noon, shop } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every keeper of shops must do with how far their import is, and why it waits. */
export function shopImportContract(factory: StoreFactory): void {
  describe('shops that are imported', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    async function addedShop() {
      const added = shop({ key: freshShop(), shard: 0 });
      await subject.shops.add(added);
      return added;
    }

    it('move their cursor forward and never back', async () => {
      const added = await addedShop();
      const cursor = async () => (await subject.shops.get(added.key))?.cursor;
      await subject.withLostAnswer(() => subject.shops.moveCursor(added, noon));
      expect(await cursor()).toBe(noon);
      await subject.shops.moveCursor(added, noon - 1);
      expect(await cursor()).toBe(noon);
      await Promise.all([5, 9, 2, 7].map((hours) => subject.shops.moveCursor(added, noon + hours * hourMs)));
      expect(await cursor()).toBe(noon + 9 * hourMs);
    });

    it('bring a cursor back that stands where it was seen, and no other', async () => {
      const added = await addedShop();
      const cursor = async () => (await subject.shops.get(added.key))?.cursor;
      const ahead = noon + 26_000 * dayMs;
      await subject.shops.moveCursor(added, ahead);
      await subject.shops.bringCursorBack({ ...added, cursor: ahead - 1 }, noon);
      expect(await cursor()).toBe(ahead);
      await subject.withLostAnswer(() => subject.shops.bringCursorBack({ ...added, cursor: ahead }, noon));
      expect(await cursor()).toBe(noon);
      await subject.shops.moveCursor(added, noon + hourMs);
      await subject.shops.bringCursorBack({ ...added, cursor: ahead }, noon);
      expect(await cursor()).toBe(noon + hourMs);
    });

    it('keep why their import waits until it goes on', async () => {
      const added = await addedShop();
      const trouble = { kind: 'refused', since: noon, note: 'mall.refused' } as const;
      await subject.withLostAnswer(() => subject.shops.noteImportTrouble(added, trouble));
      expect(await subject.shops.get(added.key)).toEqual({ ...added, importTrouble: trouble });
      expect(await subject.shops.inShard(added.shard)).toContainEqual({ ...added, importTrouble: trouble });
      await subject.shops.noteImportTrouble(added, null);
      expect(await subject.shops.get(added.key)).toEqual(added);
    });
  });
}
