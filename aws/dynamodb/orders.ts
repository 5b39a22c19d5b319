import type { OrderRow } from '../../core/model/index.ts';
import type { OrderStore } from '../../core/ports/index.ts';
import { number, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { dueAttributes, orderItem, orderItemKey, orderRowOf, unannouncedAttribute } from './order-item.ts';
import { dynamoOrderLists } from './order-lists.ts';
import { dynamoRevisions } from './revisions.ts';
import { putItem, type Table, updateItem } from './table.ts';

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
      const keys = [...new Set(orderNumbers)].map((orderNumber) => orderItemKey(shop, orderNumber));
      // A number that is missed because the read is a moment behind is read once more at the mall, and found unchanged.
      const items = await readItems(table, keys, { consistent: false, attributes: ['orderNumber'] });
      return new Set(items.map((item) => textOf(item, 'orderNumber')));
    },

    async rows(shop, orderNumbers) {
      const keys = [...new Set(orderNumbers)].map((orderNumber) => orderItemKey(shop, orderNumber));
      const rows = (await readItems(table, keys, { consistent: true })).map(orderRowOf);
      return new Map(rows.map((row) => [row.orderNumber, row]));
    },

    async put(row, seen) {
      const written = await putItem(table, orderItem(row), asSeenOrOwnRepeat(row, seen));
      return written === 'written' ? 'stored' : 'changed';
    },

    async markAnnounced(key, version, left, dueAt) {
      const expression = new Expression();
      const due = dueAttributes(key.shop, dueAt);
      const sets = Object.entries({ unannounced: unannouncedAttribute(left), ...due }).map(([name, value]) =>
        expression.compare(name, '=', value),
      );
      const removes = ['dueBucket', 'dueAt'].filter((name) => !(name in due)).map((name) => expression.name(name));
      const isStoredOrder = expression.compare('kind', '=', text('stored'));
      const sameVersion = expression.compare('version', '=', number(version));
      const written = await updateItem(table, orderItemKey(key.shop, key.orderNumber), {
        UpdateExpression: `SET ${sets.join(', ')}${removes.length === 0 ? '' : ` REMOVE ${removes.join(', ')}`}`,
        ConditionExpression: allOf(isStoredOrder, sameVersion),
        ...expression.placeholders(),
      });
      return written === 'written' ? 'stored' : 'changed';
    },

    async setAside(seen, until) {
      const expression = new Expression();
      const update = `SET ${expression.compare('dueAt', '=', number(until))}`;
      const sameVersion = expression.compare('version', '=', number(seen.version));
      const asSeen = expression.compare('dueAt', '=', number(seen.dueAt), 'seen');
      const ownRepeat = expression.compare('dueAt', '=', number(until));
      const written = await updateItem(table, orderItemKey(seen.shop, seen.orderNumber), {
        UpdateExpression: update,
        ConditionExpression: allOf(sameVersion, anyOf(asSeen, ownRepeat)),
        ...expression.placeholders(),
      });
      return written === 'written' ? 'stored' : 'changed';
    },
  };
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
  const ownRepeat = allOf(sameVersion, sameWriter);
  return { ConditionExpression: anyOf(asSeen, ownRepeat), ...expression.placeholders() };
}
