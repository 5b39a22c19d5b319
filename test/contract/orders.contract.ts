import { beforeAll, describe, expect, it } from 'vitest';
import { minuteMs } from '../../core/kernel/time.ts';
import type { OrderRow } from '../../core/model/order.ts';
import { bucketOf } from '../../core/model/shards.ts';
import { freshShop, missingOrder, noon, orderNumberOf, storedOrder } from './fixtures.ts';
import type { StoreFactory, StoreSubject } from './subject.ts';

/** What every order store must do with rows. */
export function ordersContract(factory: StoreFactory): void {
  describe('order rows', () => {
    let subject: StoreSubject;
    beforeAll(async () => {
      subject = await factory();
    });

    const rowAt = async ({ shop, orderNumber }: OrderRow): Promise<OrderRow | undefined> =>
      (await subject.orders.rows(shop, [orderNumber])).get(orderNumber);

    it.each<[string, (shop: ReturnType<typeof freshShop>) => OrderRow]>([
      ['a stored order', (shop) => storedOrder({ shop })],
      ['a stored order with everything', (shop) => storedOrderWithEverything(shop)],
      ['a final order whose personal data were removed', (shop) => erasedOrder(shop)],
      ['a missing order', (shop) => missingOrder({ shop })],
      ['a quarantined order', (shop) => quarantinedOrder(shop)],
    ])('the order table gives back %s as it was put', async (_what, make) => {
      const row = make(freshShop());
      expect(await subject.orders.put(row, null)).toBe('stored');
      expect(await rowAt(row)).toEqual(row);
    });

    it('the order table stores one row when ten writers import the same order at once', async () => {
      const shop = freshShop();
      const rows = Array.from({ length: 10 }, (_, index) =>
        storedOrder({ shop, writer: `run-${index}`, version: noon + index }),
      );
      const outcomes = await Promise.all(rows.map((row) => subject.orders.put(row, null)));
      expect(outcomes.filter((outcome) => outcome === 'stored')).toHaveLength(1);
      expect(await rowAt(storedOrder({ shop }))).toEqual(rows[outcomes.indexOf('stored')]);
    });

    it('the order table stores one of two changes that saw the same version', async () => {
      const shop = freshShop();
      await subject.orders.put(storedOrder({ shop }), null);
      const changes = ['run-b', 'run-c'].map((writer) => storedOrder({ shop, writer, version: noon + 1, revision: 2 }));
      const outcomes = await Promise.all(changes.map((row) => subject.orders.put(row, noon)));
      expect([...outcomes].sort()).toEqual(['changed', 'stored']);
      expect(await rowAt(storedOrder({ shop }))).toEqual(changes[outcomes.indexOf('stored')]);
    });

    it('the order table refuses a change of a row that is not there', async () => {
      const row = storedOrder({ shop: freshShop(), version: noon + 1 });
      expect(await subject.orders.put(row, noon)).toBe('changed');
      expect(await rowAt(row)).toBeUndefined();
    });

    it.each([null, noon])(
      'the order table takes the repeat of its own put for its success when it saw %s',
      async (seen) => {
        const shop = freshShop();
        if (seen !== null) await subject.orders.put(storedOrder({ shop, version: seen }), null);
        const row = storedOrder({ shop, version: noon + 1, writer: 'run-b' });
        expect(await subject.withLostAnswer(() => subject.orders.put(row, seen))).toBe('stored');
        expect(await rowAt(row)).toEqual(row);
      },
    );

    it('the order table does not take the same version of another writer for its own', async () => {
      const shop = freshShop();
      await subject.orders.put(storedOrder({ shop, writer: 'run-a' }), null);
      expect(await subject.orders.put(storedOrder({ shop, writer: 'run-b' }), null)).toBe('changed');
    });

    it('the order table keeps what it was given when the giver changes it afterwards', async () => {
      const unannounced = [{ revision: 1, kind: 'OrderImported' as const }];
      const row = storedOrder({ shop: freshShop(), unannounced });
      await subject.orders.put(row, null);
      unannounced.pop();
      expect(await rowAt(row)).toMatchObject({ unannounced: [{ revision: 1, kind: 'OrderImported' }] });
    });

    it('the order table knows which of 150 numbers have a row, whatever its kind, though some are asked for twice', async () => {
      const shop = freshShop();
      const asked = Array.from({ length: 150 }, (_, index) => orderNumberOf(index));
      const stored = asked.filter((_, index) => index % 3 !== 0);
      const rows = stored.map((orderNumber, index) =>
        index % 2 === 0 ? storedOrder({ shop, orderNumber }) : missingOrder({ shop, orderNumber }),
      );
      await Promise.all(rows.map((row) => subject.orders.put(row, null)));
      const askedTwice = [...asked.slice(0, 20), ...asked];
      const known = await subject.orders.known(shop, askedTwice);
      expect([...known].sort()).toEqual(stored);
      const found = await subject.orders.rows(shop, askedTwice);
      expect([...found.keys()].sort()).toEqual(stored);
    });

    it('the order table knows nothing when it is asked for nothing, or for another shop', async () => {
      const row = storedOrder({ shop: freshShop() });
      await subject.orders.put(row, null);
      expect(await subject.orders.known(row.shop, [])).toEqual(new Set());
      expect(await subject.orders.known(freshShop(), [row.orderNumber])).toEqual(new Set());
    });

    it('the order table notes what is announced, and when the row is due next', async () => {
      const row = storedOrder({ shop: freshShop(), dueAt: noon });
      await subject.orders.put(row, null);
      const left = [{ revision: 1, kind: 'OrderCancelled' as const }];
      expect(await subject.orders.markAnnounced(row, row.version, left, noon + minuteMs)).toBe('stored');
      expect(await rowAt(row)).toEqual({ ...row, unannounced: left, dueAt: noon + minuteMs });
      expect(await subject.orders.markAnnounced(row, row.version, [], undefined)).toBe('stored');
      const { dueAt: _, ...notDue } = row;
      expect(await rowAt(row)).toEqual({ ...notDue, unannounced: [] });
      expect(await subject.orders.due(bucketOf(row.shop), noon + minuteMs, 1000)).not.toContainEqual({
        shop: row.shop,
        orderNumber: row.orderNumber,
      });
    });

    it('the order table notes nothing on a row that has changed, is of another kind or is not there', async () => {
      const row = storedOrder({ shop: freshShop(), version: noon + 1 });
      expect(await subject.orders.markAnnounced(row, row.version, [], undefined)).toBe('changed');
      await subject.orders.put(row, null);
      expect(await subject.orders.markAnnounced(row, noon, [], undefined)).toBe('changed');
      expect(await rowAt(row)).toEqual(row);
      const missing = missingOrder({ shop: freshShop() });
      await subject.orders.put(missing, null);
      expect(await subject.orders.markAnnounced(missing, missing.version, [], undefined)).toBe('changed');
      expect(await rowAt(missing)).toEqual(missing);
    });
  });
}

function storedOrderWithEverything(shop: ReturnType<typeof freshShop>): OrderRow {
  return storedOrder({
    shop,
    progress: '300',
    dueAt: noon,
    unannounced: [
      { revision: 2, kind: 'OrderChanged' },
      { revision: 3, kind: 'OrderCancelled' },
    ],
    skus: { 'tea:green': 'TEA-G', 茶: '𠮷茶' },
    problem: { kind: 'quarantined', since: noon, tries: 3, reason: '品名「𠮷野の葛🎁」の数量が数ではない' },
    original: crypto.getRandomValues(new Uint8Array(3000)),
    redacted: { at: noon, version: 7 },
    parts: ['kado-10000002', 'kado-10000003'],
  });
}

function erasedOrder(shop: ReturnType<typeof freshShop>): OrderRow {
  return storedOrder({
    shop,
    progress: '700',
    final: true,
    finalAt: noon - 1,
    original: new Uint8Array(0),
    erasedAt: noon,
    unannounced: [],
  });
}

function quarantinedOrder(shop: ReturnType<typeof freshShop>): OrderRow {
  return {
    ...missingOrder({ shop }),
    kind: 'quarantined',
    problem: { kind: 'quarantined', since: noon, tries: 2, reason: 'The order has no 注文日時.' },
    raw: Uint8Array.of(9, 9, 9),
  };
}
