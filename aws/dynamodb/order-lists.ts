import type { ShopKey } from '../../core/model/index.ts';
import type { OpenOrder, OrderStore } from '../../core/ports/index.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { allOf, Expression } from './expression.ts';
import { orderItemKey, orderRowOf } from './order-item.ts';
import { queryItems, queryPage } from './query.ts';
import type { Item, Table } from './table.ts';

/** Rows of one page of `range`: at most about 400 KB, so that an export holds little at once. */
const rangePageSize = 100;

/** The queries of the order store by shop, bucket or range. */
export function dynamoOrderLists(table: Table): Pick<OrderStore, 'openOrders' | 'due' | 'range'> {
  return {
    async openOrders(shop) {
      const expression = new Expression();
      const ofShop = expression.compare('openShop', '=', text(shop));
      const items = await queryItems(table, {
        IndexName: 'open',
        KeyConditionExpression: ofShop,
        ...expression.placeholders(),
      });
      return items.map(openOrderOf);
    },

    async due(bucket, until, limit) {
      const expression = new Expression();
      const ofBucket = expression.compare('dueBucket', '=', text(String(bucket)));
      const isDue = expression.compare('dueAt', '<=', number(until));
      const query = { IndexName: 'due', KeyConditionExpression: allOf(ofBucket, isDue), ...expression.placeholders() };
      const items = await queryItems(table, query, limit);
      return items.map((item) => ({ shop: textOf(item, 'shop') as ShopKey, orderNumber: textOf(item, 'orderNumber') }));
    },

    async range(shop, from, to, after) {
      // DynamoDB refuses a range whose ends are the wrong way round, and an empty text in a key.
      if (from > to || to === '') return { rows: [], after: undefined };
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const inRange =
        from === ''
          ? expression.compare('orderNumber', '<=', text(to))
          : `${expression.name('orderNumber')} BETWEEN ${expression.value('from', text(from))} AND ${expression.value('to', text(to))}`;
      const { items, last } = await queryPage(table, {
        KeyConditionExpression: `${ofShop} AND ${inRange}`,
        Limit: rangePageSize,
        ...(after === undefined ? {} : { ExclusiveStartKey: orderItemKey(shop, after) }),
        ...expression.placeholders(),
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
