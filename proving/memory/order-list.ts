import type { OrderRow } from '../../core/model/order.ts';
import type { ListedAt, OrderKey, OrderList, OrderSummary } from '../../core/ports/orders.ts';
import type { MemoryStore } from './store.ts';

/** Order rows in memory as people look for them. */
export function memoryOrderList(store: MemoryStore): OrderList {
  const stored = (shop: OrderRow['shop']) =>
    [...(store.rowsByShop.get(shop)?.values() ?? [])].filter((row) => row.kind === 'stored');
  const rowsOf = (keys: readonly OrderKey[]): OrderRow[] =>
    keys.flatMap(({ shop, orderNumber }) => store.rowsByShop.get(shop)?.get(orderNumber) ?? []);
  return {
    async newest(shop, { from, to, after }, limit) {
      const listed = stored(shop)
        .map((row): ListedAt => ({ shop, orderNumber: row.orderNumber, at: row.orderedAt }))
        .filter(({ at }) => at >= from && at < to)
        .sort((a, b) => b.at - a.at || (a.orderNumber < b.orderNumber ? -1 : 1));
      const isBehind = (one: ListedAt, before: ListedAt): boolean =>
        one.at < before.at || (one.at === before.at && one.orderNumber > before.orderNumber);
      return listed.filter((one) => after === undefined || isBehind(one, after)).slice(0, limit);
    },

    async openIn(shop, progress) {
      const open = stored(shop).filter((row) => !row.final && progress.includes(row.progress));
      return open.map(({ orderNumber, orderedAt }) => ({ shop, orderNumber, at: orderedAt }));
    },

    summaries: async (keys) => rowsOf(keys).map(summaryOf),
    rows: async (keys) => rowsOf(keys),
  };
}

function summaryOf(row: OrderRow): OrderSummary {
  const { shop, orderNumber } = row;
  if (row.kind !== 'stored') return { shop, orderNumber, kind: row.kind, problem: row.problem };
  const { kind, progress, orderedAt, storedAt, readAt, final, problem, cancelRequested } = row;
  const failing = {
    ...(problem === undefined ? {} : { problem }),
    ...(cancelRequested === true ? { cancelRequested } : {}),
  };
  return { shop, orderNumber, kind, progress, orderedAt, storedAt, readAt, final, ...failing };
}
