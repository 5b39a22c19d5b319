import { beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { MissingOrder } from '../../core/model/order.ts';
import { bucketCount, bucketOf } from '../../core/model/shards.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import { freshShop, missingOrder, noon, orderNumberOf, storedOrder } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every order store must list: open orders, due rows, ranges. */
export function orderListsContract(factory: StoreFactory): void {
  describe('lists of orders', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('open orders of a shop are listed under their present progress, until they are final', async () => {
      const shop = freshShop();
      const first = storedOrder({ shop, orderedAt: noon - hourMs });
      const second = storedOrder({ shop, orderNumber: orderNumberOf(2), progress: '300', orderedAt: noon });
      await subject.orders.put(first, null);
      await subject.orders.put(second, null);
      expect(await openOf(shop)).toEqual([
        { orderNumber: orderNumberOf(1), progress: '100', orderedAt: noon - hourMs },
        { orderNumber: orderNumberOf(2), progress: '300', orderedAt: noon },
      ]);

      await subject.orders.put({ ...first, version: noon + 1, progress: '500' }, noon);
      expect(await openOf(shop)).toMatchObject([
        { orderNumber: orderNumberOf(1), progress: '500' },
        { orderNumber: orderNumberOf(2), progress: '300' },
      ]);

      await subject.orders.put({ ...first, version: noon + 2, progress: '700', final: true }, noon + 1);
      expect(await openOf(shop)).toMatchObject([{ orderNumber: orderNumberOf(2) }]);
    });

    it('problem rows and orders of other shops are not listed as open', async () => {
      const shop = freshShop();
      await subject.orders.put(missingOrder({ shop }), null);
      await subject.orders.put(storedOrder({ shop: freshShop() }), null);
      expect(await openOf(shop)).toEqual([]);
    });

    it('an order that turned out to be readable is listed as open', async () => {
      const shop = freshShop();
      await subject.orders.put(missingOrder({ shop }), null);
      await subject.orders.put(storedOrder({ shop, version: noon + 1 }), noon);
      expect(await openOf(shop)).toHaveLength(1);
    });

    it('due rows of orders are listed, the most overdue first, and no more than asked for', async () => {
      const shop = freshShop();
      for (const [index, minutes] of [3, 1, 5, 2, 4].entries()) {
        const dueAt = noon + minutes * minuteMs;
        await subject.orders.put(missingOrder({ shop, orderNumber: orderNumberOf(index), dueAt }), null);
      }
      await subject.orders.put(storedOrder({ shop, orderNumber: orderNumberOf(9) }), null);
      const until = noon + 4 * minuteMs;
      const orderNumbers = async (limit: number): Promise<string[]> =>
        (await subject.orders.due(bucketOf(shop), until, limit)).map((key) => key.orderNumber);
      expect(await orderNumbers(100)).toEqual([1, 3, 0, 4].map(orderNumberOf));
      expect(await orderNumbers(2)).toEqual([1, 3].map(orderNumberOf));
    });

    it('a due row of an order is listed in the bucket of its shop alone, and no longer once it is put without a due time', async () => {
      const shop = freshShop();
      const key = { shop, orderNumber: orderNumberOf(1) };
      await subject.orders.put(storedOrder({ shop, dueAt: noon }), null);
      for (let bucket = 0; bucket < bucketCount; bucket++) {
        const due = await subject.orders.due(bucket, noon, 1000);
        const expected = bucket === bucketOf(shop) ? expect(due) : expect(due).not;
        expected.toContainEqual(key);
      }
      await subject.orders.put(storedOrder({ shop, version: noon + 1 }), noon);
      expect(await subject.orders.due(bucketOf(shop), noon, 1000)).not.toContainEqual(key);
    });

    it('a due row of an order rests until a later moment, behind those that were due before', async () => {
      const shop = freshShop();
      const [first, second] = [1, 2].map((index) =>
        missingOrder({ shop, orderNumber: orderNumberOf(index), dueAt: noon + index }),
      ) as [MissingOrder, MissingOrder];
      for (const row of [first, second]) await subject.orders.put(row, null);
      const seen = { ...first, dueAt: noon + 1 };
      const setAside = () => subject.orders.setAside(seen, noon + minuteMs);
      expect(await subject.withLostAnswer(setAside)).toBe('stored');
      const rested = { ...first, dueAt: noon + minuteMs };
      expect((await subject.orders.rows(shop, [first.orderNumber])).get(first.orderNumber)).toEqual(rested);
      const due = async (until: number) => (await subject.orders.due(bucketOf(shop), until, 100)).filter(isOf(shop));
      expect(await due(noon + 2)).toEqual([{ shop, orderNumber: second.orderNumber }]);
      expect((await due(noon + minuteMs)).map(({ orderNumber }) => orderNumber)).toEqual(
        [1, 2].map(orderNumberOf).reverse(),
      );
    });

    it('no row of an order rests that was dealt with since it was seen, and none that is not there', async () => {
      const shop = freshShop();
      const row = storedOrder({ shop, dueAt: noon });
      await subject.orders.put(row, null);
      const setAside = (version: number, dueAt: number) =>
        subject.orders.setAside({ shop, orderNumber: row.orderNumber, version, dueAt }, noon + minuteMs);
      expect(await setAside(noon + 1, noon)).toBe('changed');
      expect(await setAside(noon, noon - 1)).toBe('changed');
      await subject.orders.markAnnounced(row, noon, [], undefined);
      expect(await setAside(noon, noon)).toBe('changed');
      const { dueAt: _, ...announced } = row;
      expect((await subject.orders.rows(shop, [row.orderNumber])).get(row.orderNumber)).toEqual({
        ...announced,
        unannounced: [],
      });
      const never = { shop: freshShop(), orderNumber: orderNumberOf(1), version: noon, dueAt: noon };
      expect(await subject.orders.setAside(never, noon + minuteMs)).toBe('changed');
      expect((await subject.orders.rows(never.shop, [never.orderNumber])).size).toBe(0);
    });

    it('a range of order numbers is read in order, page by page, both ends included', async () => {
      const shop = freshShop();
      const sequences = Array.from({ length: 230 }, (_, index) => index);
      await Promise.all(
        sequences.map((sequence) =>
          subject.orders.put(storedOrder({ shop, orderNumber: orderNumberOf(229 - sequence) }), null),
        ),
      );
      await subject.orders.put(storedOrder({ shop: freshShop() }), null);
      const { orderNumbers, pages } = await rangeOf(shop, orderNumberOf(5), orderNumberOf(228));
      expect(orderNumbers).toEqual(sequences.slice(5, 229).map(orderNumberOf));
      expect(pages).toBeGreaterThan(1);
      expect((await rangeOf(shop, '', '\uffff')).orderNumbers).toEqual(sequences.map(orderNumberOf));
    });

    it('a range of order numbers that is empty or the wrong way round has none', async () => {
      const shop = freshShop();
      await subject.orders.put(storedOrder({ shop }), null);
      const nothing = { rows: [], after: undefined };
      expect(await subject.orders.range(shop, orderNumberOf(2), orderNumberOf(3), undefined)).toEqual(nothing);
      expect(await subject.orders.range(shop, orderNumberOf(3), orderNumberOf(0), undefined)).toEqual(nothing);
      expect(await subject.orders.range(shop, '', '', undefined)).toEqual(nothing);
    });

    const isOf =
      (shop: ShopKey) =>
      (key: { readonly shop: ShopKey }): boolean =>
        key.shop === shop;

    async function openOf(shop: ShopKey) {
      const open = await subject.orders.openOrders(shop);
      return open.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1));
    }

    async function rangeOf(shop: ShopKey, from: string, to: string) {
      const orderNumbers: string[] = [];
      let pages = 0;
      let after: string | undefined;
      do {
        const page = await subject.orders.range(shop, from, to, after);
        orderNumbers.push(...page.rows.map((row) => row.orderNumber));
        after = page.after;
        pages += 1;
      } while (after !== undefined);
      return { orderNumbers, pages };
    }
  });
}
