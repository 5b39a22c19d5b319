import { claimKeysOfOrder, type HistoryEntry, historyOf } from '../../core/import/index.ts';
import { type Claim, type OrderRow, type Push, type Shop, unpack } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';

/** Everything that is known of one order. Holds personal data. */
export interface OrderFacts {
  readonly shop: Shop;
  readonly row: OrderRow;
  readonly history: readonly HistoryEntry[];
  /** Claims on stock; null when the order's lines are not known, so that they cannot be looked for. */
  readonly claims: readonly Claim[] | null;
  /** The changes that were requested of it, the first one first. */
  readonly pushes: readonly Push[];
  /** What the mall gave, as text; empty once it was removed, and where nothing came. */
  readonly original: string;
}

/** Gathers what is known of the order in this row. */
export async function orderFacts(
  ports: Pick<Ports, 'orders' | 'stock' | 'malls' | 'pushes'>,
  shop: Shop,
  row: OrderRow,
): Promise<OrderFacts> {
  const pushes = await ports.pushes.ofOrder(row);
  switch (row.kind) {
    case 'missing':
      return { shop, row, pushes, history: [], claims: null, original: '' };
    case 'quarantined':
      return { shop, row, pushes, history: [], claims: null, original: unpack(row.raw) };
    case 'stored': {
      const traits = ports.malls.traits(shop.mall);
      const superseded = await ports.orders.revisions(row);
      const keys = claimKeysOfOrder(shop, row, superseded, traits);
      return {
        shop,
        row,
        pushes,
        history: historyOf(row, superseded, traits),
        claims: keys && (await ports.stock.claims(keys)).sort(byLine),
        original: unpack(row.original),
      };
    }
  }
}

/** The ledger gives its claims in no order. */
function byLine(a: Claim, b: Claim): number {
  return a.lineId.localeCompare(b.lineId, 'en', { numeric: true }) || (a.sku < b.sku ? -1 : 1);
}
