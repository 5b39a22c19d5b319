import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import { bareSku, defaultStockSettings, mayBeFolded } from '../../../../core/model/sku.ts';
import { checkpointOf, foldSku } from '../../../../core/stock/ledger.ts';
import { begin, scriptSettings } from './scripts.ts';
import { merchant, shelf } from './shelf.ts';

const at = (hours: number): number => begin + hours * hourMs;
const few = { ...scriptSettings, foldEntriesMin: 3 };

async function withOldOrders(orders: number) {
  const stock = shelf(few);
  await stock.counted('tea', 100, at(0));
  for (let nth = 1; nth <= orders; nth++) {
    await stock.ordered({ sku: 'tea', quantity: nth, order: `R${nth}`, orderedAt: at(1) });
  }
  return stock;
}

describe('folding', () => {
  it('pays off from a number of old entries on, and then a reading begins at its boundary', async () => {
    const one = await withOldOrders(1);
    expect(await foldSku(one.ledger, merchant, 'tea', at(20), few)).toBe('left');
    const stock = await withOldOrders(2);
    expect(await foldSku(stock.ledger, merchant, 'tea', at(20), few)).toBe('folded');
    await stock.ordered({ sku: 'tea', quantity: 5, order: 'R9', orderedAt: at(19) });
    stock.ledger.reads.length = 0;
    expect(await stock.free('tea')).toEqual([92]);
    expect(stock.ledger.reads).toEqual(['rows tea', 'entries tea from its boundary']);
  });

  it('goes on from the checkpoint that is there', async () => {
    const stock = await withOldOrders(2);
    await foldSku(stock.ledger, merchant, 'tea', at(20), few);
    for (const order of ['R7', 'R8', 'R9']) await stock.ordered({ sku: 'tea', quantity: 1, order, orderedAt: at(15) });
    stock.ledger.reads.length = 0;
    expect(await foldSku(stock.ledger, merchant, 'tea', at(30), few)).toBe('folded');
    expect(stock.ledger.reads).toEqual(['rows tea', 'entries tea from its boundary']);
    expect(await foldSku(stock.ledger, merchant, 'tea', at(30), few)).toBe('left');
    expect(await stock.free('tea')).toEqual([94]);
  });

  it('gives way when the SKU is changed below the boundary in between', async () => {
    const stock = await withOldOrders(2);
    const disturbed = {
      ...stock.ledger,
      async keepCheckpoint(...kept: Parameters<typeof stock.ledger.keepCheckpoint>) {
        await stock.ordered({ sku: 'tea', quantity: 0, order: 'R1', orderedAt: at(1), readAt: at(20) });
        return stock.ledger.keepCheckpoint(...kept);
      },
    };
    expect(await foldSku(disturbed, merchant, 'tea', at(20), few)).toBe('changed');
    expect(await stock.free('tea')).toEqual([98]);
  });

  it('lets a cancel of a folded order come back', async () => {
    const stock = await withOldOrders(2);
    await foldSku(stock.ledger, merchant, 'tea', at(20), few);
    expect(await stock.free('tea')).toEqual([97]);
    await stock.ordered({ sku: 'tea', quantity: 0, order: 'R2', orderedAt: at(1), readAt: at(25) });
    expect(await stock.free('tea')).toEqual([99]);
  });

  it('leaves a set alone, and sums what is ordered of it with its parts', async () => {
    const stock = shelf(few);
    await stock.set('box', { tea: 2 }, at(0));
    await stock.counted('tea', 20, at(0));
    for (const order of ['R1', 'R2', 'R3']) await stock.ordered({ sku: 'box', quantity: 1, order, orderedAt: at(1) });
    expect(await foldSku(stock.ledger, merchant, 'box', at(20), few)).toBe('left');
    expect(await foldSku(stock.ledger, merchant, 'tea', at(20), few)).toBe('folded');
    stock.ledger.reads.length = 0;
    expect(await stock.free('tea')).toEqual([14]);
    expect(stock.ledger.reads).toContain('entries box from its boundary');
  });

  it('waits for the next count where an old order changed after the last one', async () => {
    const stock = shelf(few);
    const orders = ['R1', 'R2', 'R3'];
    for (const order of orders) await stock.ordered({ sku: 'tea', quantity: 1, order, orderedAt: at(1) });
    await stock.counted('tea', 7, at(12));
    await stock.ordered({ sku: 'tea', quantity: 0, order: 'R1', orderedAt: at(1), readAt: at(13) });
    expect(await foldSku(stock.ledger, merchant, 'tea', at(20), few)).toBe('left');
    await stock.counted('tea', 5, at(14));
    expect(await foldSku(stock.ledger, merchant, 'tea', at(20), few)).toBe('folded');
    expect(await stock.free('tea')).toEqual([5]);
  });
});

describe('a checkpoint', () => {
  const checkpoint = { boundary: at(10), carried: 5, counted: true, epochs: { tea: 3, box: 2 } };
  const tea = { ...bareSku(merchant, 'tea'), epoch: 3, inSets: ['box'], checkpoint };
  const box = { ...bareSku(merchant, 'box'), epoch: 2 };
  const gift = bareSku(merchant, 'gift');
  const good = (row: typeof tea, ...sets: (typeof box)[]) => checkpointOf(row, sets) !== null;

  it('is good while all its epochs are what they were', () => {
    expect(good(tea, box)).toBe(true);
    expect(good({ ...tea, epoch: 4 }, box)).toBe(false);
    expect(good(tea, { ...box, epoch: 3 })).toBe(false);
  });

  it('is not used for a SKU that is in a set which was not summed', () => {
    expect(good({ ...tea, inSets: ['box', 'gift'] }, box, gift)).toBe(false);
    const odd = { ...bareSku(merchant, 'constructor'), epoch: 0 };
    expect(good({ ...tea, inSets: ['box', 'constructor'] }, box, odd)).toBe(false);
  });
});

describe('what may be folded', () => {
  const now = begin;

  it('is what is older than 70 days, and three hours of what is not, for clocks that are wrong', () => {
    expect(mayBeFolded(now - 70 * dayMs, now)).toBe(true);
    expect(mayBeFolded(now - 70 * dayMs + 2 * hourMs, now)).toBe(true);
    expect(mayBeFolded(now - 70 * dayMs + 3 * hourMs, now)).toBe(false);
    expect(defaultStockSettings.foldAfterMs).toBe(70 * dayMs);
  });
});
