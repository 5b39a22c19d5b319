import { describe, expect, it } from 'vitest';
import type { StockPage } from '../../../core/ports/stock-api.ts';
import { setLevels } from '../../../core/stock/items.ts';
import { levelsFor, type MallSubject, openedMalls, readStock, setStock } from './subject.ts';

/** What every mall's door to stock must do, over HTTP. */
export function stockContract(subject: MallSubject): void {
  describe('stock', () => {
    const open = openedMalls(subject);

    it('stock is read back as it was set, and is what the mall has', async () => {
      const mall = await open();
      const taken = mall.taken ?? { kind: 'set' };
      for (const level of [7, 0, 12]) {
        const items = await setStock(mall.shop, await levelsFor(mall.shop, mall.items, level));
        expect([...items]).toEqual(mall.items.map((item) => [item, taken]));
        for (const item of mall.items) expect(mall.levelOf(item)).toBe(level);
        const readings = await readStock(mall.shop, mall.items);
        expect([...readings.keys()]).toEqual(mall.items);
        for (const reading of readings.values()) {
          expect(reading).toMatchObject({ kind: 'there', level, closed: false, updatedAt: expect.any(Number) });
        }
      }
    });

    it('stock that is set twice is the same', async () => {
      const mall = await open();
      const levels = await levelsFor(mall.shop, mall.items, 4);
      await setStock(mall.shop, levels);
      const once = mall.books();
      await setStock(mall.shop, levels);
      expect(mall.books()).toBe(once);
    });

    it('stock of an item that the mall does not have is absent, beside those that are there', async () => {
      const mall = await open();
      const asked = [mall.items[0], mall.absent, mall.items[1]];
      const readings = await readStock(mall.shop, asked);
      expect(asked.map((item) => readings.get(item)?.kind)).toEqual(['there', 'absent', 'there']);
      expect(readings.size).toBe(3);
      expect(readings.get(mall.absent)).toEqual({ kind: 'absent' });
    });

    it('stock is listed whole where the mall can list it, each item with its level and as it is read', async () => {
      const mall = await open();
      const { list } = mall.shop.stock;
      expect(list).toBeDefined();
      await setStock(mall.shop, await levelsFor(mall.shop, mall.items, 17));
      const found = new Map<string, number | null>();
      let pages = 0;
      for (let after: string | null = null; pages === 0 || after !== null; pages += 1) {
        const page: StockPage | undefined = await list?.(after);
        for (const { item, level } of page?.items ?? []) found.set(item, level);
        expect(page?.unlisted).toBeUndefined();
        after = page?.after ?? null;
        expect(pages).toBeLessThan(200);
      }
      expect([...found.keys()].sort()).toEqual([...mall.sold].sort());
      for (const [item, level] of found) expect([item, level]).toEqual([item, mall.levelOf(item)]);
      expect([...(await readStock(mall.shop, [...found.keys()])).values()].map(({ kind }) => kind)).not.toContain(
        'absent',
      );
    });

    it('reading changes no stock', async () => {
      const mall = await open();
      const before = mall.books();
      await readStock(mall.shop, [...mall.items, mall.absent]);
      if (mall.shop.stock.list) await mall.shop.stock.list(null);
      expect(mall.books()).toBe(before);
    });

    it('a full batch of stock is taken although one item of it is bad', async () => {
      const mall = await open();
      const { levels, bad } = await mall.fullBatch();
      expect(levels).toHaveLength(mall.shop.traits.stock.setBatch);
      let calls = 0;
      const { items } = await setLevels(levels, mall.shop.stock, () => calls++ < 30);
      const taken = mall.taken?.kind ?? 'set';
      expect([...items].filter(([, { kind }]) => kind !== taken)).toEqual([
        [bad, { kind: 'refused', code: expect.stringMatching(/^\w/), words: expect.stringMatching(/\S/) }],
      ]);
      expect(calls).toBe(levels.length === 1 ? 1 : 2);
      for (const { item, level } of levels) expect(mall.levelOf(item)).toBe(item === bad ? undefined : level);
    });

    it('a level that the mall cannot take is refused by our client at once', async () => {
      const mall = await open();
      const { stock } = mall.shop;
      const before = mall.books();
      const [level] = await levelsFor(mall.shop, [mall.items[0]], 1);
      if (!level) throw new Error('there is an item');
      const { setBatch, readBatch, highest, readFirst } = mall.shop.traits.stock;
      const many = (count: number) => Array.from({ length: count }, (_, index) => `${mall.absent}${index}`);
      const wrong = [
        stock.read(many(readBatch + 1)),
        stock.read(['日本\n語']),
        stock.set(many(setBatch + 1).map((item) => ({ ...level, item }))),
        stock.set([level, level]),
        stock.set([{ ...level, level: highest + 1 }]),
        stock.set([{ ...level, level: -1 }]),
        stock.set([{ ...level, level: 0.5 }]),
        ...(readFirst ? [stock.set([{ item: level.item, level: 1 }])] : []),
      ];
      for (const call of wrong) await expect(call).rejects.toMatchObject({ code: 'input.invalid', retry: 'never' });
      expect(mall.books()).toBe(before);
    });

    it('no call is made where there is no stock to read or to set', async () => {
      const mall = await open();
      await mall.break('no connection');
      expect(await mall.shop.stock.read([])).toEqual(new Map());
      expect((await mall.shop.stock.set([])).items).toEqual(new Map());
    });

    it('each way of writing an item leads to one form', async () => {
      const mall = await open();
      const { item, normalItem } = mall.shop.traits.stock;
      for (const one of [...mall.items, mall.absent]) {
        expect(item.form.test(one)).toBe(true);
        expect(normalItem(` ${one} `)).toBe(one);
      }
    });
  });

  describe('stock that is more than a level', () => {
    it('stock without limit and stock closed by hand are distinguished from a level', async () => {
      const mall = await subject.open();
      try {
        const [first, second] = mall.items;
        mall.sellWithoutLimit?.(first);
        mall.close?.(second);
        const readings = await readStock(mall.shop, [first, second]);
        const isUnlimited = mall.sellWithoutLimit !== undefined;
        expect(readings.get(first)).toMatchObject({ kind: 'there', level: isUnlimited ? null : expect.any(Number) });
        expect(readings.get(second)).toMatchObject({ kind: 'there', closed: mall.close !== undefined });
        await setStock(mall.shop, await levelsFor(mall.shop, [first, second], 3));
        const after = await readStock(mall.shop, [first, second]);
        expect(after.get(first)).toMatchObject({ level: 3, closed: false });
        // Only the person who closed the item reopens it.
        expect(after.get(second)).toMatchObject({ level: 3, closed: mall.close !== undefined });
      } finally {
        await mall.stop();
      }
    });
  });
}
