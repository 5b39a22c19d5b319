import type { EpochMs } from '../kernel/index.ts';
import type { MissingOrder, QuarantinedOrder, ShopKey, StoredOrder } from '../model/index.ts';
import type { OrderStore } from '../ports/index.ts';

/** What an export meets on its way through a shop's rows. */
export type ExportStep =
  | { readonly kind: 'order'; readonly row: StoredOrder }
  /** Nothing readable is stored of this order, so not even its 注文日時 is known. */
  | { readonly kind: 'unreadable'; readonly row: MissingOrder | QuarantinedOrder }
  /** Rows looked at so far, the others included. */
  | { readonly kind: 'passed'; readonly rows: number };

/** Sorts behind every order number: they are made of digits, letters and hyphens. */
const behindAll = '~';

/**
 * The orders of a shop placed in [from, to): `from` belongs to it, `to` does not, so that exports of one day after the other
 * hold each order once. In the order of their numbers, a page at a time, however many there are. It looks at every row of
 * the shop, because no mall promises that an order's number depends on its date.
 */
export async function* exportOrders(
  orders: Pick<OrderStore, 'range'>,
  shop: ShopKey,
  span: { readonly from: EpochMs; readonly to: EpochMs },
): AsyncGenerator<ExportStep> {
  let after: string | undefined;
  let passed = 0;
  do {
    const page = await orders.range(shop, '', behindAll, after);
    for (const row of page.rows) {
      if (row.kind !== 'stored') yield { kind: 'unreadable', row };
      else if (row.orderedAt >= span.from && row.orderedAt < span.to) yield { kind: 'order', row };
    }
    passed += page.rows.length;
    yield { kind: 'passed', rows: passed };
    after = page.after;
  } while (after !== undefined);
}
