import { beforeAll, describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { StoredOrder } from '../../core/model/order.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { ListedAt } from '../../core/ports/orders.ts';
import { freshShop, missingOrder, noon, orderNumberOf, storedOrder } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

const everything = { from: 0, to: 9_999_999_999_999 };

/** How orders are looked for by people. */
export function orderListContract(factory: StoreFactory): void {
  describe('the list of orders', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    it('the list of orders has the stored orders of a shop by 注文日時, the newest first, and no more than asked for', async () => {
      const shop = freshShop();
      await place(shop, [3, 1, 5, 2, 4]);
      await place(freshShop(), [6]);
      await subject.orders.put(missingOrder({ shop, orderNumber: orderNumberOf(9) }), null);
      expect(await numbersOf(shop, everything, 10)).toEqual([5, 4, 3, 2, 1].map(orderNumberOf));
      expect(await numbersOf(shop, everything, 2)).toEqual([5, 4].map(orderNumberOf));
    });

    it('the list of orders holds the first moment of a span and not its last', async () => {
      const shop = freshShop();
      await place(shop, [1, 2, 3, 4]);
      const span = { from: noon + 2 * minuteMs, to: noon + 4 * minuteMs };
      expect(await numbersOf(shop, span, 10)).toEqual([3, 2].map(orderNumberOf));
      expect(await numbersOf(shop, { from: noon, to: noon }, 10)).toEqual([]);
      expect(await numbersOf(shop, { from: noon + hourMs, to: noon }, 10)).toEqual([]);
    });

    it('the list of orders goes on behind an order, and loses and repeats none of those placed in the same second', async () => {
      const shop = freshShop();
      await place(shop, [1, 2, 3, 4, 5, 6, 7], () => noon);
      await place(shop, [8, 9], (index) => noon + (index - 8.5) * minuteMs);
      const found: ListedAt[] = [];
      for (;;) {
        const after = found.at(-1);
        const page = await subject.orderList.newest(shop, { ...everything, ...(after && { after }) }, 2);
        found.push(...page);
        if (page.length < 2) break;
      }
      const numbers = found.map(({ orderNumber }) => orderNumber);
      expect(numbers[0]).toBe(orderNumberOf(9));
      expect(numbers.at(-1)).toBe(orderNumberOf(8));
      expect([...numbers].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map(orderNumberOf));
    });

    it('the list of orders begins at its span where the place to go on from is later, and is over where it is earlier', async () => {
      const shop = freshShop();
      await place(shop, [1, 2, 3]);
      const span = { from: noon + 2 * minuteMs, to: noon + 3 * minuteMs };
      const at = (index: number) => ({ shop, orderNumber: orderNumberOf(index), at: noon + index * minuteMs });
      expect(await numbersOf(shop, { ...span, after: at(3) }, 5)).toEqual([orderNumberOf(2)]);
      expect(await numbersOf(shop, { ...span, after: at(1) }, 5)).toEqual([]);
    });

    it('the list of orders moves an order whose 注文日時 was mended', async () => {
      const shop = freshShop();
      await place(shop, [1, 2]);
      const mended = { version: noon + 1, orderedAt: noon + hourMs };
      await subject.orders.put(storedOrder({ shop, orderNumber: orderNumberOf(1), ...mended }), noon);
      expect(await numbersOf(shop, everything, 5)).toEqual([1, 2].map(orderNumberOf));
    });

    it('the list of orders has the open orders of some states', async () => {
      const shop = freshShop();
      const states: Partial<StoredOrder>[] = [
        { progress: '100' },
        { progress: '300' },
        { progress: '3' },
        { progress: '500' },
        { progress: '300', final: true },
      ];
      for (const [index, state] of states.entries())
        await subject.orders.put(storedOrder({ shop, orderNumber: orderNumberOf(index), ...state }), null);
      const open = await subject.orderList.openIn(shop, ['100', '300']);
      const at = noon - hourMs;
      expect(open.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1))).toEqual(
        [0, 1].map((index) => ({ shop, orderNumber: orderNumberOf(index), at })),
      );
      expect(await subject.orderList.openIn(freshShop(), ['100'])).toEqual([]);
    });

    it('the list of orders shows rows of several shops without what they hold of a buyer', async () => {
      const [one, other] = [freshShop(), freshShop()];
      const problem = { kind: 'quarantined' as const, since: noon, tries: 3, reason: 'It is too large.' };
      await subject.orders.put(storedOrder({ shop: one, cancelRequested: true }), null);
      await subject.orders.put(storedOrder({ shop: other, progress: '700', final: true, problem }), null);
      await subject.orders.put(missingOrder({ shop: other, orderNumber: orderNumberOf(2) }), null);
      const keys = [
        { shop: one, orderNumber: orderNumberOf(1) },
        ...[1, 2, 3].map((index) => ({ shop: other, orderNumber: orderNumberOf(index) })),
      ];
      const found = await subject.orderList.summaries(keys);
      const times = { orderedAt: noon - hourMs, storedAt: noon, readAt: noon };
      expect(new Set(found)).toEqual(
        new Set([
          { ...keys[0], kind: 'stored', progress: '100', ...times, final: false, cancelRequested: true },
          { ...keys[1], kind: 'stored', progress: '700', ...times, final: true, problem },
          { ...keys[2], kind: 'missing', problem: missingOrder({ shop: other }).problem },
        ]),
      );
    });

    it('the list of orders gives whole rows of several shops, and leaves out what is not there', async () => {
      const [one, other] = [freshShop(), freshShop()];
      const rows = [storedOrder({ shop: one }), missingOrder({ shop: other, orderNumber: orderNumberOf(2) })];
      for (const row of rows) await subject.orders.put(row, null);
      const keys = [one, other].flatMap((shop) => [1, 2].map((index) => ({ shop, orderNumber: orderNumberOf(index) })));
      expect(new Set(await subject.orderList.rows(keys))).toEqual(new Set(rows));
    });

    function place(shop: ShopKey, indexes: readonly number[], at = (index: number) => noon + index * minuteMs) {
      const rows = indexes.map((index) =>
        storedOrder({ shop, orderNumber: orderNumberOf(index), orderedAt: at(index) }),
      );
      return Promise.all(rows.map((row) => subject.orders.put(row, null)));
    }

    async function numbersOf(...asked: Parameters<StoreSubject['orderList']['newest']>): Promise<string[]> {
      return (await subject.orderList.newest(...asked)).map(({ orderNumber }) => orderNumber);
    }
  });
}
