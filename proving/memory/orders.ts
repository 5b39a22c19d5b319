import { orderItem, orderItemKey } from '../../aws/dynamodb/order-item.ts';
import { historyOf, revisionItem } from '../../aws/dynamodb/revisions.ts';
import type { OrderRow } from '../../core/model/order.ts';
import type { RevisionEntry } from '../../core/model/revision.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { OpenOrder, OrderStore } from '../../core/ports/orders.ts';
import { type KeyNames, takes, takesKeyOf } from './limits.ts';
import { innerMap, type MemoryStore, orderId } from './store.ts';

/** Rows of one page of `range`; small, so that tests turn pages. */
const rangePageSize = 25;

/** The keys of the table and of its indexes (`lib/data-stack.ts`). */
const rowKey: KeyNames = { partition: 'shop', sort: 'orderNumber' };
const openKey: KeyNames = { partition: 'openShop', sort: 'openKey' };
const dueKey: KeyNames = { partition: 'dueBucket' };
const revisionKey: KeyNames = { partition: 'order', sort: 'entry' };

/** Days that a revision is kept; any number makes an item of the same size. */
const historyDays = 400;

/** Order rows in memory. */
export function memoryOrders(store: MemoryStore): OrderStore {
  const rowsOf = (shop: ShopKey): ReadonlyMap<string, OrderRow> => store.rowsByShop.get(shop) ?? new Map();

  const takesKeys = (shop: ShopKey, orderNumbers: readonly string[]): void => {
    for (const orderNumber of orderNumbers) takesKeyOf([orderNumber], () => orderItemKey(shop, orderNumber), rowKey);
  };

  const keep = (row: OrderRow): void => {
    const kept = frozenRow(row);
    innerMap(store.rowsByShop, row.shop).set(row.orderNumber, kept);
    const due = innerMap(store.dueByBucket, bucketOf(row.shop));
    const id = orderId(row.shop, row.orderNumber);
    if (kept.dueAt === undefined) due.delete(id);
    else due.set(id, kept);
  };

  return {
    async known(shop, orderNumbers) {
      takesKeys(shop, orderNumbers);
      const rows = rowsOf(shop);
      return new Set(orderNumbers.filter((orderNumber) => rows.has(orderNumber)));
    },

    async rows(shop, orderNumbers) {
      takesKeys(shop, orderNumbers);
      const rows = rowsOf(shop);
      const found = new Map<string, OrderRow>();
      for (const orderNumber of orderNumbers) {
        const row = rows.get(orderNumber);
        if (row !== undefined) found.set(orderNumber, row);
      }
      return found;
    },

    async put(row, seen) {
      takes(row, () => orderItem(row), rowKey, openKey, dueKey);
      const standing = rowsOf(row.shop).get(row.orderNumber);
      const asSeen = seen === null ? standing === undefined : standing?.version === seen;
      const ownRepeat = standing?.version === row.version && standing.writer === row.writer;
      if (!asSeen && !ownRepeat) return 'changed';
      keep(row);
      return 'stored';
    },

    async markAnnounced(key, version, left, dueAt) {
      const standing = rowsOf(key.shop).get(key.orderNumber);
      if (standing?.kind !== 'stored' || standing.version !== version) return 'changed';
      const { dueAt: _, ...rest } = standing;
      keep({ ...rest, unannounced: left, ...(dueAt === undefined ? {} : { dueAt }) });
      return 'stored';
    },

    async setAside(seen, until) {
      const standing = rowsOf(seen.shop).get(seen.orderNumber);
      const asSeen = standing?.dueAt === seen.dueAt || standing?.dueAt === until;
      if (standing?.version !== seen.version || !asSeen) return 'changed';
      keep({ ...standing, dueAt: until });
      return 'stored';
    },

    async openOrders(shop) {
      const open: OpenOrder[] = [];
      for (const row of rowsOf(shop).values()) {
        if (row.kind !== 'stored' || row.final) continue;
        open.push({ orderNumber: row.orderNumber, progress: row.progress, orderedAt: row.orderedAt });
      }
      return open;
    },

    async due(bucket, until, limit) {
      const due: { row: OrderRow; dueAt: number }[] = [];
      for (const row of store.dueByBucket.get(bucket)?.values() ?? []) {
        if (row.dueAt !== undefined && row.dueAt <= until) due.push({ row, dueAt: row.dueAt });
      }
      due.sort((a, b) => a.dueAt - b.dueAt);
      return due.slice(0, limit).map(({ row }) => ({ shop: row.shop, orderNumber: row.orderNumber }));
    },

    async range(shop, from, to, after) {
      const inRange = [...rowsOf(shop).values()].filter(
        ({ orderNumber }) => orderNumber >= from && orderNumber <= to && (after === undefined || orderNumber > after),
      );
      inRange.sort((a, b) => (a.orderNumber < b.orderNumber ? -1 : 1));
      const rows = inRange.slice(0, rangePageSize);
      return { rows, after: inRange.length > rangePageSize ? rows.at(-1)?.orderNumber : undefined };
    },

    async keepRevision(entry) {
      takes(entry, () => revisionItem(entry, historyDays), revisionKey);
      const revisions = innerMap(store.revisionsByOrder, orderId(entry.shop, entry.orderNumber));
      if (!revisions.has(entry.revision)) revisions.set(entry.revision, frozenRevision(entry));
    },

    async revisions(key) {
      takesKeyOf([key.orderNumber], () => ({ order: { S: historyOf(key) } }), { partition: 'order' });
      const revisions = store.revisionsByOrder.get(orderId(key.shop, key.orderNumber))?.values() ?? [];
      return [...revisions].sort((a, b) => a.revision - b.revision);
    },

    async dropRevisions(key) {
      store.revisionsByOrder.delete(orderId(key.shop, key.orderNumber));
    },
  };
}

/** A copy that cannot be changed; bytes are shared, since nothing ever writes into them. */
function frozenRow(row: OrderRow): OrderRow {
  if (row.kind !== 'stored') return Object.freeze({ ...row, problem: Object.freeze({ ...row.problem }) });
  const unannounced = Object.freeze(row.unannounced.map((pending) => Object.freeze({ ...pending })));
  const problem = row.problem === undefined ? {} : { problem: Object.freeze({ ...row.problem }) };
  return Object.freeze({ ...row, unannounced, ...problem });
}

function frozenRevision(entry: RevisionEntry): RevisionEntry {
  return Object.freeze({ ...entry });
}
