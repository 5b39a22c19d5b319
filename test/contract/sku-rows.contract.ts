import { beforeEach, describe, expect, it } from 'vitest';
import { hourMs } from '../../core/kernel/time.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { bareSku, type Checkpoint, type SkuRow } from '../../core/model/sku.ts';
import { noon } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

let skusMade = 0;

/** What every stock ledger must do with the SKUs' own rows. */
export function skuRowsContract(factory: StoreFactory): void {
  describe('own rows of SKUs', () => {
    let subject: StoreSubject;
    let sku: string;
    beforeEach(async () => {
      subject ??= await factory();
      skusMade += 1;
      sku = `葛#粉/𠮷-${skusMade}`;
    });

    const rowOf = async (name = sku): Promise<SkuRow | undefined> =>
      (await subject.stock.skuRows('hanamori', [name]))[0];
    const bucket = () => bucketOf(`hanamori#${sku}`);
    const isDirty = async (until = noon + hourMs): Promise<boolean> =>
      (await subject.stock.dirtySkus(bucket(), until, 1_000)).some((each) => each.sku === sku);

    it('are empty of a SKU without a write, and come in the requested order', async () => {
      await subject.stock.markDirty('hanamori', sku, noon);
      const asked = [`${sku}-a`, sku, `${sku}-b`, sku, ...Array.from({ length: 120 }, (_, index) => `${sku}-${index}`)];
      const rows = await subject.stock.skuRows('hanamori', asked);
      expect(rows.map((row) => row.sku)).toEqual(asked);
      expect(rows[0]).toEqual(bareSku('hanamori', `${sku}-a`));
      expect(rows[1]).toEqual({ ...bareSku('hanamori', sku), mark: 1, dirtySince: noon });
      expect(await subject.stock.skuRows('hanamori', [])).toEqual([]);
    });

    it('count every mark, say since when they are dirty, and count deep ones in their epoch', async () => {
      await subject.stock.markDirty('hanamori', sku, noon);
      await Promise.all([5, 3, 9].map((later) => subject.stock.markDirty('hanamori', sku, noon + later)));
      expect(await rowOf()).toMatchObject({ mark: 4, epoch: 0, dirtySince: noon });
      await subject.stock.markDirty('hanamori', sku, noon + 10, 'deep');
      expect(await rowOf()).toMatchObject({ mark: 5, epoch: 1, dirtySince: noon });
    });

    it('have what people decide, each by itself, and sets are only ever added', async () => {
      const recipes = [
        { from: noon, parts: [{ sku: '茶', needed: 2 }] },
        { from: noon + hourMs, parts: [] },
      ];
      await subject.stock.changeSku('hanamori', sku, { buffer: 3, inSets: ['セット-b', 'セット-a'] }, noon);
      await subject.stock.changeSku('hanamori', sku, { recipes, inSets: ['セット-c', 'セット-a'] }, noon + 1);
      await subject.withLostAnswer(() => subject.stock.changeSku('hanamori', sku, { inSets: [] }, noon + 2));
      const row = await rowOf();
      expect(row).toMatchObject({ buffer: 3, recipes, inSets: ['セット-a', 'セット-b', 'セット-c'], dirtySince: noon });
      expect(row?.mark).toBeGreaterThanOrEqual(3);
      expect(row?.epoch).toBe(row?.mark);
      await subject.stock.changeSku('hanamori', sku, { buffer: 0, recipes: [] }, noon);
      expect(await rowOf()).toMatchObject({ buffer: 0, recipes: [], inSets: ['セット-a', 'セット-b', 'セット-c'] });
    });

    it('hold both of two changes that are made at once', async () => {
      const changes = [{ inSets: ['a'] }, { inSets: ['b'] }, { buffer: 7 }];
      await Promise.all(changes.map((change) => subject.stock.changeSku('hanamori', sku, change, noon)));
      expect(await rowOf()).toMatchObject({ inSets: ['a', 'b'], buffer: 7, mark: 3, epoch: 3 });
    });

    it('are found among the dirty ones of their bucket, the longest dirty first', async () => {
      expect(await isDirty()).toBe(false);
      await subject.stock.markDirty('hanamori', sku, noon + 2);
      expect(await isDirty(noon + 1)).toBe(false);
      expect(await isDirty(noon + 2)).toBe(true);
      const earlier = twinOf(sku);
      await subject.stock.markDirty('hanamori', earlier, noon - 1_000 * hourMs);
      expect(await subject.stock.dirtySkus(bucket(), noon + hourMs, 1)).toEqual([
        { merchant: 'hanamori', sku: earlier },
      ]);
      await subject.stock.clean('hanamori', earlier, 1);
    });

    it('are clean when the mark that was read is still theirs, and count on', async () => {
      await subject.stock.changeSku('hanamori', sku, { buffer: 2 }, noon);
      expect(await subject.withLostAnswer(() => subject.stock.clean('hanamori', sku, 1))).toBe('cleaned');
      expect(await rowOf()).toEqual({ ...bareSku('hanamori', sku), mark: 1, epoch: 1, buffer: 2 });
      expect(await isDirty()).toBe(false);
      await subject.stock.markDirty('hanamori', sku, noon + 7);
      expect(await subject.stock.clean('hanamori', sku, 1)).toBe('marked-again');
      expect(await rowOf()).toMatchObject({ mark: 2, dirtySince: noon + 7 });
      expect(await isDirty()).toBe(true);
    });

    it('stay dirty when they are marked while a worker cleans them', async () => {
      await subject.stock.markDirty('hanamori', sku, noon);
      await Promise.all([subject.stock.clean('hanamori', sku, 1), subject.stock.markDirty('hanamori', sku, noon + 1)]);
      expect(await rowOf()).toMatchObject({ mark: 2, dirtySince: expect.any(Number) });
      expect(await isDirty()).toBe(true);
    });

    it('keep a checkpoint unless their epoch is another by now, and no mark counts for that', async () => {
      const first: Checkpoint = { boundary: noon, carried: -4, counted: false, epochs: { [sku]: 0, セット: 3 } };
      const keep = (epoch: number, checkpoint: Checkpoint) =>
        subject.withLostAnswer(() => subject.stock.keepCheckpoint('hanamori', sku, epoch, checkpoint));
      expect(await keep(1, first)).toBe('changed');
      expect(await rowOf()).toEqual(bareSku('hanamori', sku));
      expect(await keep(0, first)).toBe('kept');
      await subject.stock.markDirty('hanamori', sku, noon);
      expect(await rowOf()).toMatchObject({ checkpoint: first });
      const second = { ...first, boundary: noon + 1 };
      expect(await keep(0, second)).toBe('kept');
      await subject.stock.markDirty('hanamori', sku, noon, 'deep');
      expect(await keep(0, first)).toBe('changed');
      expect(await rowOf()).toMatchObject({ epoch: 1, checkpoint: second });
      expect(await keep(1, first)).toBe('kept');
      expect(await rowOf()).toMatchObject({ mark: 2, checkpoint: first });
    });

    it('say since when a SKU is oversold for as long as it is, and a merchant’s are listed, the longest first', async () => {
      const merchant = `oversold-${skusMade}`;
      const note = (name: string, since: number | null) =>
        subject.withLostAnswer(() => subject.stock.noteOversold(merchant, name, since));
      const sinceOf = async (name: string) => (await subject.stock.skuRows(merchant, [name]))[0]?.oversoldSince;
      const skusOf = async () => (await subject.stock.oversoldSkus(merchant)).map((one) => one.sku);
      await note(sku, noon + 5);
      await note(sku, noon + 9);
      await note('葛湯', noon);
      await note('never', null);
      expect(await sinceOf(sku)).toBe(noon + 5);
      expect(await subject.stock.oversoldSkus(merchant)).toEqual([
        { sku: '葛湯', since: noon },
        { sku, since: noon + 5 },
      ]);
      expect(await subject.stock.skuRows(merchant, [sku])).toEqual([
        { ...bareSku(merchant, sku), oversoldSince: noon + 5 },
      ]);
      await note('葛湯', null);
      await note('葛湯', null);
      expect(await subject.stock.skuRows(merchant, ['葛湯', 'never'])).toEqual([
        bareSku(merchant, '葛湯'),
        bareSku(merchant, 'never'),
      ]);
      expect(await skusOf()).toEqual([sku]);
      await note('葛湯', noon + 6);
      expect(await skusOf()).toEqual([sku, '葛湯']);
      expect(await subject.stock.oversoldSkus(`${merchant}0`)).toEqual([]);
    });

    it('say what an oversold SKU is called, for as long as it is', async () => {
      const merchant = `oversold-${skusMade}`;
      const note = (since: number | null, itemName?: string) =>
        subject.withLostAnswer(() => subject.stock.noteOversold(merchant, sku, since, itemName));
      const noted = () => subject.stock.oversoldSkus(merchant);
      await note(noon, '宇治抹茶 🍵 100g');
      await note(noon + 1, '煎茶');
      expect(await noted()).toEqual([{ sku, since: noon, itemName: '宇治抹茶 🍵 100g' }]);
      expect(await subject.stock.skuRows(merchant, [sku])).toEqual([
        { ...bareSku(merchant, sku), oversoldSince: noon },
      ]);
      await note(null);
      await note(noon + 2);
      expect(await noted()).toEqual([{ sku, since: noon + 2 }]);
    });
  });
}

/** Another SKU of the same bucket. */
function twinOf(sku: string): string {
  for (let number = 0; ; number++) {
    const twin = `${sku}-${number}`;
    if (bucketOf(`hanamori#${twin}`) === bucketOf(`hanamori#${sku}`)) return twin;
  }
}
