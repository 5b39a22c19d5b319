import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import { foldSku, readLevels } from '../../../../core/stock/ledger.ts';
import { begin, scriptSettings } from './scripts.ts';
import { merchant, shelf } from './shelf.ts';

const at = (hours: number): number => begin + hours * hourMs;

/** A box of 1 cup and 2 teas, a gift of 1 tea; 10 of each piece. */
async function stocked() {
  const stock = shelf(scriptSettings);
  await stock.set('box', { cup: 1, tea: 2 }, at(0));
  await stock.set('gift', { tea: 1 }, at(0));
  await stock.counted('cup', 10, at(0));
  await stock.counted('tea', 10, at(0));
  stock.ledger.reads.length = 0;
  return stock;
}

describe('reading levels', () => {
  it('reads rows before entries, and the entries of each SKU once, however many need them', async () => {
    const { ledger } = await stocked();
    await readLevels(ledger, merchant, ['box', 'tea', 'gift', 'tea', 'cup']);
    expect(ledger.reads[0]).toBe('rows box tea gift cup');
    expect(ledger.reads.slice(1).sort()).toEqual(['entries box', 'entries cup', 'entries gift', 'entries tea']);
  });

  it('reads of a set its parts and their sets, in three reads of rows', async () => {
    const { ledger } = await stocked();
    await readLevels(ledger, merchant, ['box']);
    expect(ledger.reads.slice(0, 3)).toEqual(['rows box', 'rows cup tea', 'rows gift']);
    expect(ledger.reads.slice(3).sort()).toEqual(['entries box', 'entries cup', 'entries gift', 'entries tea']);
  });

  it('reads one row and one query for a SKU by itself', async () => {
    const { ledger } = shelf();
    await readLevels(ledger, merchant, ['plain']);
    expect(ledger.reads).toEqual(['rows plain', 'entries plain']);
  });

  it('reads nothing when nothing is asked for', async () => {
    const { ledger } = shelf();
    expect(await readLevels(ledger, merchant, [])).toEqual(new Map());
    expect(ledger.reads).toEqual([]);
  });

  it('reads entries that two SKUs need from the earlier of their boundaries', async () => {
    const stock = await stocked();
    await stock.ordered({ sku: 'box', quantity: 1, order: 'R1', orderedAt: at(1) });
    await foldSku(stock.ledger, merchant, 'cup', at(11), scriptSettings);
    await stock.ordered({ sku: 'box', quantity: 2, order: 'R2', orderedAt: at(5) });
    await foldSku(stock.ledger, merchant, 'tea', at(20), scriptSettings);
    stock.ledger.reads.length = 0;
    expect(await stock.free('tea', 'cup')).toEqual([4, 7]);
    expect(stock.ledger.reads.filter((read) => read.startsWith('entries')).sort()).toEqual([
      'entries box from its boundary',
      'entries cup from its boundary',
      'entries gift from its boundary',
      'entries tea from its boundary',
    ]);
  });

  it('gives another fingerprint after a change of any row that has a say, and the same without one', async () => {
    const stock = await stocked();
    const fingerprint = async () => (await readLevels(stock.ledger, merchant, ['box'])).get('box')?.fingerprint;
    const seen = [await fingerprint()];
    expect(await fingerprint()).toBe(seen[0]);
    for (const sku of ['box', 'cup', 'tea', 'gift']) {
      await stock.ledger.markDirty(merchant, sku, at(1));
      seen.push(await fingerprint());
    }
    await stock.ledger.markDirty(merchant, 'plain', at(1));
    expect(await fingerprint()).toBe(seen.at(-1));
    expect(new Set(seen).size).toBe(5);
  });

  it('has a fingerprint that is older than a change which came while it read', async () => {
    const stock = await stocked();
    const order = () => stock.ordered({ sku: 'gift', quantity: 1, order: 'R1', orderedAt: at(1) });
    const disturbed = {
      ...stock.ledger,
      async entries(...asked: Parameters<typeof stock.ledger.entries>) {
        if (asked[1] === 'gift') await order();
        return stock.ledger.entries(...asked);
      },
    };
    const during = (await readLevels(disturbed, merchant, ['tea'])).get('tea');
    const after = (await readLevels(stock.ledger, merchant, ['tea'])).get('tea');
    expect(after?.free).toBe(9);
    expect(during?.fingerprint).not.toBe(after?.fingerprint);
  });

  it('knows no level of a set of which a part is a set itself, or is not counted', async () => {
    const stock = await stocked();
    await stock.set('hamper', { box: 1 }, at(1));
    await stock.set('tray', { cup: 1, spoon: 1 }, at(1));
    expect(await stock.free('hamper', 'tray', 'box')).toEqual([null, null, 5]);
  });

  it('takes a SKU whose last recipe is empty for a plain one again', async () => {
    const stock = await stocked();
    await stock.ordered({ sku: 'gift', quantity: 1, order: 'R1', orderedAt: at(1) });
    await stock.set('gift', {}, at(2));
    await stock.counted('gift', 4, at(2));
    await stock.ordered({ sku: 'gift', quantity: 1, order: 'R2', orderedAt: at(3) });
    expect(await stock.free('gift', 'tea')).toEqual([3, 9]);
  });
});
