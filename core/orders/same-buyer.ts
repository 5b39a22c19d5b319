import type { ShopKey } from '../merchants/shop.ts';
import type { BuyerMark, MallTraits } from '../ports/mall.ts';
import type { OrderStore } from '../ports/orders.ts';
import { unpack } from './packing.ts';
import type { OrderRow, StoredOrder } from './row.ts';

/** An order, as far as its finder needs to know. */
export type OrderFacts = Pick<StoredOrder, 'shop' | 'orderNumber' | 'orderedAt' | 'progress'>;

/** An order that was found, by a mark it shares with another one. */
export interface FoundOrder extends OrderFacts {
  readonly mark: BuyerMark;
  /** The order that the mark was known from: one that was given, or that was found before. */
  readonly sameAs: string;
}

/** Sorts behind every order number. */
const behindAll = '~';

type Reading = { readonly orders: Pick<OrderStore, 'rows' | 'range'>; readonly traits: Pick<MallTraits, 'buyerMarks'> };

/**
 * The other orders in one shop of whoever placed the given ones. Reads every row of the shop, as an export does: no index leads
 * from a person to orders, and none should. Marks are compared in memory, and each order comes back with the one it was found by. What
 * another order of the same person brings to light, a second address for instance, is followed, too.
 *
 * @param onProgress how many rows were looked at
 */
export async function ordersOfSameBuyer(
  { orders, traits }: Reading,
  shop: ShopKey,
  given: readonly string[],
  onProgress: (rows: number) => void,
): Promise<FoundOrder[]> {
  const marksOf = (row: OrderRow): readonly BuyerMark[] =>
    row.kind === 'stored' && row.original.length > 0 ? traits.buyerMarks(unpack(row.original)) : [];
  const marks = new Map<string, string>();
  for (const row of (await orders.rows(shop, given)).values()) learn(marks, marksOf(row), row.orderNumber);
  const others = new Map<OrderFacts, readonly BuyerMark[]>();
  let after: string | undefined;
  let passed = 0;
  do {
    if (marks.size === 0) break;
    const page = await orders.range(shop, '', behindAll, after);
    for (const row of page.rows) {
      const found = marksOf(row);
      if (row.kind === 'stored' && found.length > 0 && !given.includes(row.orderNumber))
        others.set(factsOf(row), found);
    }
    passed += page.rows.length;
    onProgress(passed);
    after = page.after;
  } while (after !== undefined);
  return closure(others, marks);
}

const factsOf = ({ shop, orderNumber, orderedAt, progress }: StoredOrder): OrderFacts => ({
  shop,
  orderNumber,
  orderedAt,
  progress,
});

/** Notes of each mark the first order that it was known from. */
function learn(marks: Map<string, string>, found: readonly BuyerMark[], orderNumber: string): void {
  for (const mark of found) if (!marks.has(wordOf(mark))) marks.set(wordOf(mark), orderNumber);
}

const wordOf = ({ kind, value }: BuyerMark): string => `${kind} ${value}`;

/** Those of the orders that share a mark, as long as they bring more marks. */
function closure(others: ReadonlyMap<OrderFacts, readonly BuyerMark[]>, marks: Map<string, string>): FoundOrder[] {
  const found = new Map<OrderFacts, FoundOrder>();
  for (let size = -1; size < found.size; ) {
    size = found.size;
    for (const [row, own] of others) {
      const mark = own.find((one) => marks.has(wordOf(one)));
      if (found.has(row) || mark === undefined) continue;
      found.set(row, { ...row, mark, sameAs: marks.get(wordOf(mark)) as string });
      learn(marks, own, row.orderNumber);
    }
  }
  return [...found.values()].sort((one, other) => one.orderedAt - other.orderedAt);
}
