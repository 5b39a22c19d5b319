import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followOrders } from '../../local/desk/stored-orders.ts';
import type { BusEvent } from '../../local/events/put-events.ts';
import type { Item } from '../../local/tables/read-table.ts';

const shop = 'rms#midori-an';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Follows a table that holds these orders at the start, each with its revision. */
async function following(table: Readonly<Record<string, number>> = {}) {
  const listeners: ((event: BusEvent) => void)[] = [];
  const told: string[] = [];
  const orders = followOrders(
    {
      onEvent: (listener) => {
        listeners.push(listener);
        return () => {};
      },
      async *readTable() {
        for (const [orderNumber, revision] of Object.entries(table)) {
          const item: Item = {
            shop: { S: shop },
            orderNumber: { S: orderNumber },
            kind: { S: 'stored' },
            orderedAt: { N: '1' },
            revision: { N: String(revision) },
          };
          yield item;
        }
      },
    },
    { add: (_, text) => void told.push(text) },
    () => 'みどり庵',
  );
  await orders.load();
  return {
    stored: () => orders.of(shop).revisions.size,
    hear(kind: string, orderNumber: string, revision: number) {
      const detail = { id: `${shop}#${orderNumber}#${revision}`, shop, orderNumber, revision };
      for (const listener of listeners)
        listener({ source: 'tsunagi', 'detail-type': kind, detail } as unknown as BusEvent);
    },
    told() {
      vi.runAllTimers();
      return told.splice(0);
    },
  };
}

it('counts the orders that are new, that were changed, and that were cancelled', async () => {
  const { hear, told, stored } = await following({ a: 1 });
  hear('OrderImported', 'b', 1);
  hear('OrderImported', 'c', 1);
  hear('OrderChanged', 'a', 2);
  hear('OrderCancelled', 'b', 2);
  expect(told()).toEqual(['みどり庵: 2 orders imported, 1 changed, 1 cancelled']);
  expect(stored()).toBe(3);
});

it('"32 orders imported, 32 changed" where none was imported: what is announced again is neither new nor changed', async () => {
  const numbers = Array.from({ length: 32 }, (_, index) => `n${index}`);
  const { hear, told, stored } = await following(Object.fromEntries(numbers.map((number) => [number, 2])));
  for (const number of numbers) {
    hear('OrderImported', number, 1);
    hear('OrderChanged', number, 2);
  }
  expect(told()).toEqual(['みどり庵: 32 known orders announced again']);
  expect(stored()).toBe(32);
});

it('counts an order whose change is announced before itself as one new order', async () => {
  const { hear, told } = await following();
  hear('OrderChanged', 'a', 2);
  hear('OrderImported', 'a', 1);
  expect(told()).toEqual(['みどり庵: 1 order imported, 1 known order announced again']);
});
