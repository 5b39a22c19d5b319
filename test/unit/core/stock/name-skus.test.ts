import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../../core/kernel/time.ts';
import type { StoredOrder } from '../../../../core/model/order.ts';
import { pack } from '../../../../core/model/packing.ts';
import { nameSkus } from '../../../../core/stock/oversold.ts';
import { openStockWorld } from './world.ts';

const merchant = 'hanamori';
const shop = 'rms#kado-no-mise';

/** Orders of one line each, placed one day after the other; null for one without a row. */
async function named(
  orders: readonly { readonly sku: string; readonly name: string | null; readonly daysAgo: number }[],
  skus: readonly string[],
): Promise<Record<string, string>> {
  const world = await openStockWorld();
  const { ports } = world.worker();
  const now = ports.clock.now();
  const rows = new Map<string, StoredOrder>();
  for (const [index, { sku, name, daysAgo }] of orders.entries()) {
    const orderNumber = `1-${index}`;
    const orderedAt = now - daysAgo * dayMs;
    const line = { merchant, sku, shop, orderNumber, lineId: '7', orderedAt } as const;
    await ports.stock.putClaim({ ...line, quantity: 1, version: 1, writer: 'w' });
    const model = { PackageModelList: [{ ItemModelList: [{ itemDetailId: 7, itemName: name }] }] };
    if (name !== null) {
      rows.set(orderNumber, { kind: 'stored', orderNumber, original: pack(JSON.stringify(model)) } as StoredOrder);
    }
  }
  const orderStore = {
    ...ports.orders,
    rows: async (_: string, numbers: readonly string[]) =>
      new Map([...rows].filter(([number]) => numbers.includes(number))),
  };
  return Object.fromEntries(await nameSkus(world.worker({ orders: orderStore }).ports, merchant, skus));
}

describe('what orders call a SKU', () => {
  it('is the name in its last order, by its SKU, and nothing of another one', async () => {
    const orders = [
      { sku: 'tea', name: '煎茶', daysAgo: 1 },
      { sku: 'tea', name: '煎茶 旧', daysAgo: 3 },
      { sku: 'box', name: 'ギフト', daysAgo: 0 },
    ];
    expect(await named(orders, ['tea', 'cup'])).toEqual({ tea: '煎茶' });
    expect(await named(orders, ['tea', 'box'])).toEqual({ tea: '煎茶', box: 'ギフト' });
  });

  it('is that of an order before it, where the last one has no row yet', async () => {
    const orders = [
      { sku: 'tea', name: null, daysAgo: 0 },
      { sku: 'tea', name: '煎茶', daysAgo: 1 },
    ];
    expect(await named(orders, ['tea'])).toEqual({ tea: '煎茶' });
  });

  it('is not looked for in orders of long ago', async () => {
    expect(await named([{ sku: 'tea', name: '煎茶', daysAgo: 31 }], ['tea'])).toEqual({});
  });
});
