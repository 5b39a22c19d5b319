import type { ShopKey } from '../merchants/shop.ts';
import type { MallTraits } from '../ports/mall.ts';
import type { OrderStore } from '../ports/orders.ts';
import { unpack } from './packing.ts';
import type { OrderRow, StoredOrder } from './row.ts';

/** An order, as far as its finder needs to know. */
export type FoundOrder = Pick<StoredOrder, 'shop' | 'orderNumber' | 'orderedAt' | 'progress'>;

/** Sorts behind every order number. */
const behindAll = '~';

type Reading = { readonly orders: Pick<OrderStore, 'rows' | 'range'>; readonly traits: Pick<MallTraits, 'buyerMarks'> };

/**
 * The other orders in one shop of whoever placed the given ones. Reads every row of the shop, as an export does: no index leads
 * from a person to orders, and none should. Marks are compared in memory and go nowhere. What another order of the same person
 * brings to light, a second address for instance, is followed, too.
 *
 * @param onProgress how many rows were looked at
 */
export async function ordersOfSameBuyer(
  { orders, traits }: Reading,
  shop: ShopKey,
  given: readonly string[],
  onProgress: (rows: number) => void,
): Promise<FoundOrder[]> {
  const marksOf = (row: OrderRow): readonly string[] =>
    row.kind === 'stored' && row.original.length > 0 ? traits.buyerMarks(unpack(row.original)) : [];
  const marks = new Set([...(await orders.rows(shop, given)).values()].flatMap(marksOf));
  const others = new Map<FoundOrder, readonly string[]>();
  let after: string | undefined;
  let passed = 0;
  do {
    if (marks.size === 0) break;
    const page = await orders.range(shop, '', behindAll, after);
    for (const row of page.rows) {
      const found = marksOf(row);
      if (row.kind === 'stored' && found.length > 0 && !given.includes(row.orderNumber))
        others.set(keyDataOf(row), found);
    }
    passed += page.rows.length;
    onProgress(passed);
    after = page.after;
  } while (after !== undefined);
  return closure(others, marks);
}

const keyDataOf = ({ shop, orderNumber, orderedAt, progress }: StoredOrder): FoundOrder => ({
  shop,
  orderNumber,
  orderedAt,
  progress,
});

/** Those of the orders that share a mark, as long as they bring more marks. */
function closure(others: ReadonlyMap<FoundOrder, readonly string[]>, marks: Set<string>): FoundOrder[] {
  const found = new Set<FoundOrder>();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const [row, own] of others) {
      if (found.has(row) || !own.some((mark) => marks.has(mark))) continue;
      found.add(row);
      for (const mark of own) marks.add(mark);
    }
  }
  return [...found].sort((one, other) => one.orderedAt - other.orderedAt);
}
