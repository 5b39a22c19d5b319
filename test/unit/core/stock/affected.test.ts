import { describe, expect, it } from 'vitest';
import { affectedSkus } from '../../../../core/stock/spread-skus.ts';
import { begin } from './scripts.ts';
import { merchant, shelf } from './shelf.ts';

async function withSets() {
  const stock = shelf();
  await stock.set('box', { cup: 1, tea: 2 }, begin);
  await stock.set('gift', { tea: 1 }, begin);
  await stock.set('tray', { cup: 1, spoon: 1 }, begin);
  stock.ledger.reads.length = 0;
  const affected = async (...skus: string[]) => {
    const rows = await stock.ledger.skuRows(merchant, skus);
    return (await affectedSkus(stock.ledger, merchant, rows)).sort();
  };
  return { stock, affected };
}

describe('the SKUs that a change affects', () => {
  it('are the SKU alone when no set has to do with it', async () => {
    const { stock, affected } = await withSets();
    expect(await affected('plain')).toEqual(['plain']);
    expect(stock.ledger.reads).toHaveLength(1);
  });

  it('are its sets, of a piece', async () => {
    const { affected } = await withSets();
    expect(await affected('tea')).toEqual(['box', 'gift', 'tea']);
  });

  it('are of a set its parts and all sets of these, and no part of those', async () => {
    const { stock, affected } = await withSets();
    expect(await affected('box')).toEqual(['box', 'cup', 'gift', 'tea', 'tray']);
    expect(stock.ledger.reads).toHaveLength(2);
  });

  it('are the parts of earlier recipes, too: their orders still hold', async () => {
    const { stock, affected } = await withSets();
    await stock.set('gift', { spoon: 1 }, begin + 1);
    expect(await affected('gift')).toEqual(['box', 'gift', 'spoon', 'tea', 'tray']);
  });

  it('are each named once, and none when none changed', async () => {
    const { affected } = await withSets();
    expect(await affected('tea', 'gift', 'tea')).toEqual(['box', 'gift', 'tea']);
    expect(await affected()).toEqual([]);
  });
});
