import { beforeEach, describe, expect, it } from 'vitest';
import { problemOrders } from '../../../../core/import/attention.ts';
import { exportOrders } from '../../../../core/import/export.ts';
import { dayMs, hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import type { MissingOrder, OrderRow, StoredOrder } from '../../../../core/model/order.ts';
import type { ShopKey } from '../../../../core/model/shop.ts';
import { defaultImportSettings } from '../../../../core/session/import-settings.ts';
import { createMemoryStore, memoryPorts } from '../../../../proving/memory/index.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');
const [kado, sakura]: ShopKey[] = ['rms#kado-no-mise', 'rms#sakura-kitchen'];
let orders: ReturnType<typeof memoryPorts>['orders'];
beforeEach(() => {
  orders = memoryPorts(createMemoryStore()).orders;
});

const base = { version: 1, writer: 'run' };
const problem = (since: number): OrderRow['problem'] & object => ({
  kind: 'missing',
  since,
  tries: 2,
  reason: 'not handed out',
});

function missing(shop: ShopKey | undefined, orderNumber: string, since: number): MissingOrder {
  return { ...base, kind: 'missing', shop: shop as ShopKey, orderNumber, problem: problem(since), dueAt: now + hourMs };
}

function stored(orderNumber: string, more: Partial<StoredOrder> = {}): StoredOrder {
  return {
    ...base,
    kind: 'stored',
    shop: kado as ShopKey,
    orderNumber,
    revision: 1,
    progress: '700',
    orderedAt: now,
    storedAt: now,
    readAt: now,
    fingerprint: '',
    original: new Uint8Array(),
    unannounced: [],
    final: false,
    ...more,
  };
}

describe('the orders with a problem', () => {
  it('orders with a problem are those that could not be read, the oldest first, of all shops or of one', async () => {
    const rows = [
      missing(kado, '2', now - minuteMs),
      missing(sakura, '1', now - hourMs),
      stored('3', { problem: problem(now - 2 * minuteMs), dueAt: now + minuteMs }),
      stored('4', { unannounced: [{ revision: 1, kind: 'OrderImported' }], dueAt: now + minuteMs }),
    ];
    for (const row of rows) await orders.put(row, null);
    const found = await problemOrders(orders, defaultImportSettings, now);
    expect(found.map(({ shop, orderNumber, stored }) => [shop, orderNumber, stored])).toEqual([
      [sakura, '1', false],
      [kado, '3', true],
      [kado, '2', false],
    ]);
    expect(await problemOrders(orders, defaultImportSettings, now, sakura)).toEqual([
      { shop: sakura, orderNumber: '1', problem: problem(now - hourMs), stored: false, nextTryAt: now + hourMs },
    ]);
  });

  it('orders with a problem are found without reading the settled orders that wait for the removal of personal data', async () => {
    for (let index = 0; index < 300; index++) {
      await orders.put(stored(`final-${index}`, { final: true, dueAt: now + 90 * dayMs }), null);
    }
    await orders.put(missing(kado, '1', now), null);
    let read = 0;
    const counting = {
      due: orders.due,
      rows: async (shop: ShopKey, numbers: readonly string[]) => {
        read += numbers.length;
        return orders.rows(shop, numbers);
      },
    };
    expect(await problemOrders(counting, defaultImportSettings, now)).toHaveLength(1);
    expect(read).toBe(1);
  });
});

describe('the orders of an export', () => {
  it('the orders of an export are those placed in the span, its end left out, and the unreadable ones on the way', async () => {
    const placed = [now - 1, now, now + 999, now + 1_000];
    for (const [index, orderedAt] of placed.entries()) await orders.put(stored(`${index}`, { orderedAt }), null);
    await orders.put(missing(kado, '9', now), null);
    const steps = [];
    for await (const step of exportOrders(orders, kado as ShopKey, { from: now, to: now + 1_000 })) {
      steps.push(step.kind === 'passed' ? step.rows : `${step.kind} ${step.row.orderNumber}`);
    }
    expect(steps).toEqual(['order 1', 'order 2', 'unreadable 9', 5]);
  });
});
