import type { EpochMs } from '../kernel/index.ts';
import type { MissingOrder, QuarantinedOrder, ShopKey, StoredOrder } from '../model/index.ts';
import type { OrderStore } from '../ports/index.ts';

export type ExportStep =
  | { readonly kind: 'order'; readonly row: StoredOrder }
  /** Nothing readable is stored, not even 注文日時. */
  | { readonly kind: 'unreadable'; readonly row: MissingOrder | QuarantinedOrder }
  | { readonly kind: 'passed'; readonly rows: number };

const behindAll = '~';

/**
 * Orders placed in [from, to), so that consecutive days hold each once; by number, a page at a time. Reads every row, since no mall
 * promises that numbers follow dates.
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
