import { inChunks } from '../../core/kernel/index.ts';
import { type Shop, unpack } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

/** The latest open orders that are looked into: enough to see what is sold often. */
const ordersMax = 2_000;
const rowsAtOnce = 100;

/**
 * Which SKU the shop's open orders bear for each item, where they tell: the one that a listing of it has to name, or what is sold is not
 * deducted from what it shows.
 */
export async function skusOfOrders(
  { orders, malls }: Pick<Ports, 'orders' | 'malls'>,
  shop: Shop,
): Promise<ReadonlyMap<string, string>> {
  const traits = malls.traits(shop.mall);
  const open = (await orders.openOrders(shop.key)).sort((one, other) => other.orderedAt - one.orderedAt);
  const skus = new Map<string, string>();
  for (const some of inChunks(open.slice(0, ordersMax), rowsAtOnce)) {
    const rows = await orders.rows(
      shop.key,
      some.map(({ orderNumber }) => orderNumber),
    );
    for (const { orderNumber } of some) {
      const row = rows.get(orderNumber);
      if (row?.kind !== 'stored' || row.original.length === 0) continue;
      for (const { item, sku } of traits.readOriginal(unpack(row.original)).lines) {
        if (item !== undefined && !skus.has(item)) skus.set(item, sku);
      }
    }
  }
  return skus;
}
