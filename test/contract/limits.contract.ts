import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { packedBytesMax } from '../../core/model/storable.ts';
import { claim, freshShop, missingOrder, movement, noon, revisionEntry, storedOrder } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every store takes at most, and refuses beyond that, each time again: what `core/model/storable.ts` rests on. */
export function limitsContract(factory: StoreFactory): void {
  describe('the limits of the tables', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const longest = '茶'.repeat(341);
    const refused = { code: 'store.failing', retry: 'never' };

    it('the largest order with the longest problem fits into the tables', async () => {
      const shop = freshShop();
      const original = randomBytes(packedBytesMax);
      const unannounced = Array.from({ length: 200 }, (_, index) => ({
        revision: index,
        kind: 'OrderChanged' as const,
      }));
      const problem = { kind: 'quarantined', since: noon, tries: 99, reason: '茶'.repeat(500) } as const;
      expect(await subject.orders.put(storedOrder({ shop, original, unannounced, problem }), null)).toBe('stored');
      await subject.orders.keepRevision(revisionEntry({ shop, original }));
      const quarantined = {
        ...missingOrder({ shop: freshShop() }),
        kind: 'quarantined',
        problem,
        raw: original,
      } as const;
      expect(await subject.orders.put(quarantined, null)).toBe('stored');
    });

    it('the longest SKU fits into the tables, whatever is written of it', async () => {
      const held = claim({ shop: freshShop(), sku: longest, lineId: '1'.repeat(100), orderNumber: '茶'.repeat(255) });
      expect(await subject.stock.putClaim(held)).toEqual({ outcome: 'written', before: null });
      await subject.stock.markDirty(held.merchant, longest, noon);
      await subject.stock.noteOversold(held.merchant, longest, noon);
      const [row] = await subject.stock.skuRows(held.merchant, [longest]);
      expect(row).toMatchObject({ sku: longest, oversoldSince: noon });
      expect(await subject.stock.claims([held])).toHaveLength(1);
    });

    it.each<[string, (subject: StoreSubject) => Promise<unknown>]>([
      [
        'a row over 400 KB',
        ({ orders }) => orders.put(storedOrder({ shop: freshShop(), original: randomBytes(420_000) }), null),
      ],
      [
        'a revision over 400 KB',
        ({ orders }) => orders.keepRevision(revisionEntry({ shop: freshShop(), original: randomBytes(420_000) })),
      ],
      [
        'an order number over 1,024 bytes',
        ({ orders }) => orders.put(storedOrder({ shop: freshShop(), orderNumber: '1'.repeat(1_025) }), null),
      ],
      ['such a number that is asked for', ({ orders }) => orders.known(freshShop(), ['1'.repeat(1_025)])],
      ['an empty order number', ({ orders }) => orders.rows(freshShop(), [''])],
      ['a SKU over 2,048 bytes', ({ stock }) => stock.putClaim(claim({ shop: freshShop(), sku: 'x'.repeat(2_048) }))],
      ['a mark of such a SKU', ({ stock }) => stock.markDirty('hanamori', 'x'.repeat(2_048), noon)],
      [
        'a SKU over 1,024 bytes that is oversold',
        ({ stock }) => stock.noteOversold('hanamori', 'x'.repeat(1_025), noon),
      ],
      [
        'a line id over 1,024 bytes',
        ({ stock }) => stock.putClaim(claim({ shop: freshShop(), lineId: '1'.repeat(1_024) })),
      ],
      ['a quantity of 1e300', ({ stock }) => stock.putClaim(claim({ shop: freshShop(), quantity: 1e300 }))],
      [
        'a quantity without end',
        ({ stock }) => stock.putClaim(claim({ shop: freshShop(), quantity: Number.POSITIVE_INFINITY })),
      ],
      ['a movement of 1e300 pieces', ({ stock }) => stock.putMovement(movement({ quantity: 1e300 }))],
      [
        'an item over 1,024 bytes that is asked for',
        ({ listings }) => listings.rows([{ shop: freshShop(), item: 'x'.repeat(1_025) }]),
      ],
      [
        'an intent over 400 KB',
        ({ intents }) => {
          const shop = freshShop();
          const claims = Array.from({ length: 900 }, () => claim({ shop, sku: randomBytes(500).toString('hex') }));
          return intents.open({ id: 'run', shop, at: noon, orderNumbers: [], claims });
        },
      ],
    ])('the limits of the tables refuse %s', async (_what, call) => {
      await expect(call(subject)).rejects.toMatchObject(refused);
    });
  });
}
