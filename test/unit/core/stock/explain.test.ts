import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import type { Listing } from '../../../../core/model/listing.ts';
import { explainLevel } from '../../../../core/stock/explain.ts';
import type { HistoryLine } from '../../../../core/stock/history.ts';
import { fakeLedger } from './fake-ledger.ts';
import { begin, play, script } from './scripts.ts';
import { merchant, rakuten, type Shelf, shelf } from './shelf.ts';

const at = (hours: number): number => begin + hours * hourMs;
const listing: Listing = {
  merchant,
  shop: rakuten,
  item: 'tea/tea',
  sku: 'tea',
  version: 1,
  writer: 'run',
  terms: 1,
  linked: true,
  buffer: 0,
  cap: null,
  floor: null,
};

const explain = (stock: Pick<Shelf, 'ledger'>, sku: string, listings: readonly Listing[] = []) =>
  explainLevel(stock.ledger, merchant, sku, listings, () => 99_999);

/** A line as people read it: what, why, what it counts for, and what is free then. */
function told(line: HistoryLine): unknown[] {
  const what = line.kind === 'movement' ? line.movement.kind : line.claim.orderNumber;
  return [what, line.reason, line.counts, line.free];
}

async function historyOf(stock: Pick<Shelf, 'ledger'>, sku: string): Promise<unknown[][]> {
  const { pieces } = await explain(stock, sku);
  return pieces.kind === 'own' ? pieces.history.map(told) : [];
}

describe('the explanation of a level', () => {
  it('shows every entry with what it counts for, and why', async () => {
    const stock = shelf();
    await stock.counted('tea', 50, at(0));
    await stock.received('tea', 9, at(1));
    await stock.ordered({ sku: 'tea', quantity: 2, order: 'before', orderedAt: at(2) });
    await stock.ordered({ sku: 'tea', quantity: 4, order: 'cut', orderedAt: at(3) });
    await stock.ordered({ sku: 'tea', quantity: 1, order: 'more', orderedAt: at(4) });
    await stock.counted('tea', 10, at(5));
    await stock.ordered({ sku: 'tea', quantity: 1, order: 'cut', orderedAt: at(3), readAt: at(6) });
    await stock.ordered({ sku: 'tea', quantity: 2, order: 'more', orderedAt: at(4), readAt: at(6) });
    await stock.ordered({ sku: 'tea', quantity: 3, order: 'late', orderedAt: at(4.5), readAt: at(6) });
    await stock.set('box', { tea: 2 }, at(6));
    await stock.ordered({ sku: 'box', quantity: 2, order: 'set', orderedAt: at(7) });
    await stock.ordered({ sku: 'tea', quantity: 3, order: 'gone', orderedAt: at(8) });
    await stock.ordered({ sku: 'tea', quantity: 0, order: 'gone', orderedAt: at(8), readAt: at(9) });
    await stock.adjusted('tea', -1, at(9));
    expect(await historyOf(stock, 'tea')).toEqual([
      ['counted', 'in-force', 10, 10],
      ['counted', 'replaced', 0, 10],
      ['received', 'before-count', 0, 10],
      ['before', 'before-count', 0, 10],
      ['cut', 'given-back', 3, 13],
      ['more', 'grown', -1, 12],
      ['late', 'late', 0, 12],
      ['set', 'ordered-after-count', -4, 8],
      ['gone', 'cancelled', 0, 8],
      ['adjusted', 'after-count', -1, 7],
    ]);
    const { pieces } = await explain(stock, 'tea');
    const sold = pieces.kind === 'own' ? pieces.history.find((line) => line.reason === 'ordered-after-count') : null;
    expect(sold).toMatchObject({ kind: 'claim', claim: { sku: 'box' }, drawn: 2 });
  });

  it('says of a set order by another recipe that it draws on other SKUs', async () => {
    const stock = shelf();
    await stock.counted('tea', 5, at(0));
    await stock.set('box', { tea: 2 }, at(0));
    await stock.set('box', { cup: 1 }, at(1));
    await stock.ordered({ sku: 'box', quantity: 1, order: 'R1', orderedAt: at(2) });
    expect((await historyOf(stock, 'tea')).at(-1)).toEqual(['R1', 'other-recipe', 0, 5]);
  });

  it('says that nothing was counted', async () => {
    const stock = shelf();
    await stock.received('tea', 5, at(0));
    await stock.ordered({ sku: 'tea', quantity: 1, order: 'R1', orderedAt: at(1) });
    expect(await historyOf(stock, 'tea')).toEqual([
      ['received', 'not-counted', 0, null],
      ['R1', 'not-counted', 0, null],
    ]);
    expect((await explain(stock, 'tea', [listing])).listings).toMatchObject([{ shown: null, decidedBy: null }]);
  });

  it('says by which rule each listing shows what it shows', async () => {
    const stock = shelf();
    await stock.counted('tea', 10, at(0));
    const listings: Listing[] = [
      listing,
      { ...listing, buffer: 1 },
      { ...listing, cap: 4 },
      { ...listing, floor: 11 },
      { ...listing, buffer: 11 },
    ];
    const { listings: explained } = await explain(stock, 'tea', listings);
    expect(explained.map(({ shown, decidedBy }) => [shown, decidedBy])).toEqual([
      [10, null],
      [9, 'listing-buffer'],
      [4, 'cap'],
      [0, 'floor'],
      [0, 'clamp'],
    ]);
    await stock.buffer('tea', 2, at(1));
    const kept = await explain(stock, 'tea', [listing]);
    expect(kept.listings).toMatchObject([{ shown: 8, decidedBy: 'sku-buffer' }]);
    expect((await explainLevel(stock.ledger, merchant, 'tea', [listing], () => 5)).listings).toMatchObject([
      { shown: 5, decidedBy: 'mall-highest' },
    ]);
  });

  it('states for how many of a set each of its parts suffices', async () => {
    const stock = shelf();
    await stock.set('box', { tea: 2, cup: 1, hamper: 1 }, at(0));
    await stock.set('hamper', { cup: 1 }, at(0));
    await stock.counted('tea', 9, at(1));
    await stock.buffer('tea', 2, at(1));
    const { pieces, level } = await explain(stock, 'box');
    expect(level.free).toBeNull();
    expect(pieces.kind === 'set' && pieces.parts).toMatchObject([
      { sku: 'tea', needed: 2, free: 9, buffer: 2, sets: 3 },
      { sku: 'cup', needed: 1, free: null, sets: null },
      { sku: 'hamper', needed: 1, free: null, sets: null },
    ]);
  });

  it('always ends with the level that is reckoned', async () => {
    await fc.assert(
      fc.asyncProperty(script, async (steps) => {
        const ledger = fakeLedger();
        await play(steps, ledger, async () => {});
        for (const sku of ['tea', 'cup']) {
          const { pieces, level } = await explain({ ledger }, sku);
          expect(pieces.kind === 'own' && pieces.free).toBe(level.free);
        }
      }),
      { numRuns: 100 },
    );
  });
});
