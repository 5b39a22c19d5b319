import type { OrderRow, ShopKey } from '../../core/model/index.ts';
import type { OpenOrder, OrderStore } from '../../core/ports/index.ts';
import { type Item, number, numberOf, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { announcementPart, dueAttributes, orderItem, orderItemKey, orderRowOf } from './order-item.ts';
import { queryItems, queryPage } from './query.ts';
import { dynamoRevisions } from './revisions.ts';
import { listValue } from './row-codec.ts';
import { putItem, storedBy, type Table, updateItem } from './table.ts';

/** Rows of one page of `range`: at most about 400 KB, so that an export holds little at once. */
const rangePageSize = 100;

/** How long the order store keeps what it keeps. */
export interface OrderStoreOptions {
  /** Days that a superseded revision stays readable. */
  readonly historyDays?: number;
}

/** Order rows on DynamoDB; the tables are described in `lib/data-stack.ts`. */
export function dynamoOrders(
  tables: { readonly orders: Table; readonly revisions: Table },
  { historyDays = 400 }: OrderStoreOptions = {},
): OrderStore {
  const table = tables.orders;
  return {
    ...dynamoOrderLists(table),
    ...dynamoRevisions(tables.revisions, historyDays),

    async known(shop, orderNumbers) {
      // A number that is missed because the read is a moment behind is read once more at the mall, and found unchanged.
      const read = { consistent: false, attributes: ['orderNumber'] };
      const items = await readItems(table, keysOf(shop, orderNumbers), read);
      return new Set(items.map((item) => textOf(item, 'orderNumber')));
    },

    async rows(shop, orderNumbers) {
      const rows = (await readItems(table, keysOf(shop, orderNumbers), { consistent: true })).map(orderRowOf);
      return new Map(rows.map((row) => [row.orderNumber, row]));
    },

    async put(row, seen) {
      return storedBy(putItem(table, orderItem(row), asSeenOrOwnRepeat(row, seen)));
    },

    async markAnnounced(key, version, left, dueAt) {
      const expression = new Expression();
      const due = dueAttributes(key.shop, dueAt);
      const isStoredOrder = expression.compare('kind', '=', text('stored'));
      const sameVersion = expression.compare('version', '=', number(version));
      const update = expression.update({
        set: { unannounced: listValue(announcementPart, left), ...due },
        remove: ['dueBucket', 'dueAt'].filter((name) => !(name in due)),
        when: allOf(isStoredOrder, sameVersion),
      });
      return storedBy(updateItem(table, orderItemKey(key.shop, key.orderNumber), update));
    },

    async setAside(seen, until) {
      const expression = new Expression();
      const sameVersion = expression.compare('version', '=', number(seen.version));
      const asSeen = expression.compare('dueAt', '=', number(seen.dueAt), 'seen');
      const ownRepeat = expression.compare('dueAt', '=', number(until));
      const when = allOf(sameVersion, anyOf(asSeen, ownRepeat));
      const update = expression.update({ set: { dueAt: number(until) }, when });
      return storedBy(updateItem(table, orderItemKey(seen.shop, seen.orderNumber), update));
    },
  };
}

function keysOf(shop: ShopKey, orderNumbers: readonly string[]): Item[] {
  return [...new Set(orderNumbers)].map((orderNumber) => orderItemKey(shop, orderNumber));
}

/**
 * The row must be as it was read. A call repeats a put whose answer was lost, and the repeat finds the row that the first
 * put wrote: same version, same writer. This counts as success, not as a change by another writer.
 */
function asSeenOrOwnRepeat(row: OrderRow, seen: number | null) {
  const expression = new Expression();
  const asSeen =
    seen === null ? expression.absent('orderNumber') : expression.compare('version', '=', number(seen), 'seen');
  const sameVersion = expression.compare('version', '=', number(row.version));
  const sameWriter = expression.compare('writer', '=', text(row.writer));
  return expression.condition(anyOf(asSeen, allOf(sameVersion, sameWriter)));
}

/** The queries of the order store by shop, bucket or range. */
function dynamoOrderLists(table: Table): Pick<OrderStore, 'openOrders' | 'due' | 'range'> {
  return {
    async openOrders(shop) {
      const expression = new Expression();
      const ofShop = expression.compare('openShop', '=', text(shop));
      return (await queryItems(table, { IndexName: 'open', ...expression.keys(ofShop) })).map(openOrderOf);
    },

    async due(bucket, until, limit) {
      const expression = new Expression();
      const ofBucket = expression.compare('dueBucket', '=', text(String(bucket)));
      const isDue = expression.compare('dueAt', '<=', number(until));
      const items = await queryItems(table, { IndexName: 'due', ...expression.keys(ofBucket, isDue) }, limit);
      return items.map((item) => ({ shop: textOf(item, 'shop') as ShopKey, orderNumber: textOf(item, 'orderNumber') }));
    },

    async range(shop, from, to, after) {
      // DynamoDB refuses a range whose ends are the wrong way round, and an empty text in a key.
      if (from > to || to === '') return { rows: [], after: undefined };
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const inRange =
        from === '' ? expression.compare('orderNumber', '<=', text(to)) : expression.between('orderNumber', from, to);
      const { items, last } = await queryPage(table, {
        ...expression.keys(ofShop, inRange),
        Limit: rangePageSize,
        ...(after === undefined ? {} : { ExclusiveStartKey: orderItemKey(shop, after) }),
      });
      return { rows: items.map(orderRowOf), after: last && textOf(last, 'orderNumber') };
    },
  };
}

/** The index keeps `<progress>#<orderNumber>` in one key, so that one progress can be asked for. */
function openOrderOf(item: Item): OpenOrder {
  const orderNumber = textOf(item, 'orderNumber');
  const progress = textOf(item, 'openKey').slice(0, -(orderNumber.length + 1));
  return { orderNumber, progress, orderedAt: numberOf(item, 'orderedAt') };
}
