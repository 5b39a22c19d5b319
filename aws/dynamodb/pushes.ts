import { bucketOf, type ShopKey } from '../../core/merchants/shop.ts';
import type { PushStore } from '../../core/ports/pushes.ts';
import { dueOf, isDone } from '../../core/status/due.ts';
import { heldAt } from '../../core/status/held-at.ts';
import type { Push } from '../../core/status/push.ts';
import { number, text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import {
  dueScope,
  failedScope,
  freedScope,
  goneAttributes,
  openKeyAt,
  type PushItemOptions,
  pushesOfOrder,
  pushItem,
  pushItemKey,
  pushOf,
} from './push-item.ts';
import { queryItems, queryPage } from './query.ts';
import { type Item, putItem, readItem, type Table, updateItem } from './table.ts';

/** Keys of one page of the index: what one read of rows takes. */
const pageMax = 100;
/** Later than any moment a key can hold. */
const endOfTime = 9_999_999_999_999;

/** Pushes on DynamoDB; the table and its index are described in `lib/data-stack.ts`. */
export function dynamoPushes(table: Table, options: PushItemOptions): PushStore {
  return {
    async request(push) {
      const expression = new Expression();
      const none = { ConditionExpression: expression.absent('push'), ...expression.placeholders() };
      if ((await putItem(table, pushItem(push, options), none)) === 'written') return { kind: 'stored' };
      const standing = await this.get(push);
      // It expired, or was cleared away, since it was in the way.
      if (standing === null) return this.request(push);
      const isOurs = standing.version === push.version && standing.writer === push.writer;
      return isOurs ? { kind: 'stored' } : { kind: 'standing', push: standing };
    },

    async put(push) {
      return (await updateItem(table, pushItemKey(push), updateTo(push, options))) === 'written' ? 'stored' : 'changed';
    },

    async get(key) {
      const item = await readItem(table, pushItemKey(key));
      return item && pushOf(item);
    },

    async ofOrder({ shop, orderNumber }) {
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const ofOrder = `begins_with(${expression.name('push')}, ${expression.value('push', text(pushesOfOrder(orderNumber)))})`;
      const query = {
        KeyConditionExpression: `${ofShop} AND ${ofOrder}`,
        ConsistentRead: true,
        ...expression.placeholders(),
      };
      return (await queryItems(table, query)).map(pushOf).sort((one, other) => one.requestedAt - other.requestedAt);
    },

    async due(shop, until, limit) {
      const place = {
        scope: dueScope(bucketOf(shop)),
        from: openKeyAt(shop, 'due', 0),
        to: openKeyAt(shop, 'due', until),
      };
      const due = (push: Push): number => dueOf(push, options) ?? Number.POSITIVE_INFINITY;
      const rows = await openRows(table, place, limit, (push) => due(push) <= until);
      return rows.sort((one, other) => due(one) - due(other));
    },

    async dueShops(bucket, until) {
      const shops: ShopKey[] = [];
      for (let after = '#'; ; ) {
        const expression = new Expression();
        const ofBucket = expression.compare('openBucket', '=', text(dueScope(bucket)));
        const further = expression.compare('openKey', '>', text(after));
        const { items } = await queryPage(table, {
          IndexName: 'open',
          KeyConditionExpression: `${ofBucket} AND ${further}`,
          Limit: 1,
          ...expression.placeholders(),
        });
        const [first] = items;
        if (first === undefined) return shops;
        const shop = textOf(first, 'shop') as ShopKey;
        if (textOf(first, 'openKey') <= openKeyAt(shop, 'due', until)) shops.push(shop);
        // Behind everything that begins with the shop and "#", and before any other shop: no name has a "$".
        after = `${shop}$`;
      }
    },

    undone(shop, limit) {
      const place = {
        scope: dueScope(bucketOf(shop)),
        from: openKeyAt(shop, 'due', 0),
        to: openKeyAt(shop, 'due', endOfTime),
      };
      return openRows(table, place, limit, (push) => !isDone(push));
    },

    failed(shop, since, limit) {
      const place = {
        scope: failedScope(bucketOf(shop)),
        from: openKeyAt(shop, 'failed', since),
        to: openKeyAt(shop, 'failed', endOfTime),
      };
      return openRows(table, place, limit, ({ state }) => state.kind === 'failed' && state.at >= since);
    },

    freed(shop, since, limit) {
      const place = {
        scope: freedScope(bucketOf(shop)),
        from: openKeyAt(shop, 'freed', since),
        to: openKeyAt(shop, 'freed', endOfTime),
      };
      const isFreed = (push: Push): boolean =>
        push.state.kind === 'confirmed' && push.state.at >= since && heldAt(push) !== null;
      return openRows(table, place, limit, isFreed);
    },
  };
}

/** A stretch of the index. */
interface Place {
  readonly scope: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Rows of a stretch of the index that are as wanted now, at most `limit`, in the index's order. The index may lag: the rows
 * themselves are read, strongly consistent, and one that has moved on is left out.
 */
async function openRows(
  table: Table,
  { scope, from, to }: Place,
  limit: number,
  isWanted: (push: Push) => boolean,
): Promise<Push[]> {
  const found = new Map<string, Push>();
  let start: Item | undefined;
  do {
    const expression = new Expression();
    const ofScope = expression.compare('openBucket', '=', text(scope));
    const within = `${expression.name('openKey')} BETWEEN ${expression.value('from', text(from))} AND ${expression.value('to', text(to))}`;
    const { items, last } = await queryPage(table, {
      IndexName: 'open',
      KeyConditionExpression: `${ofScope} AND ${within}`,
      Limit: Math.min(pageMax, limit - found.size),
      ...(start && { ExclusiveStartKey: start }),
      ...expression.placeholders(),
    });
    const keys = items.map(({ shop, push }): Item => ({ ...(shop && { shop }), ...(push && { push }) }));
    const rows = new Map(
      (await readItems(table, keys, { consistent: true })).map((item) => [textOf(item, 'push'), pushOf(item)]),
    );
    for (const key of keys) {
      const row = rows.get(textOf(key, 'push'));
      if (row !== undefined && isWanted(row)) found.set(textOf(key, 'push'), row);
    }
    start = last;
  } while (start !== undefined && found.size < limit);
  return [...found.values()];
}

/**
 * Sets what this release knows, takes away what the row has no more, and leaves the rest: a later release may have put it
 * there. A call repeats a write whose answer was lost, and the repeat meets what the first one wrote: same version, same writer.
 */
function updateTo(push: Push, options: PushItemOptions) {
  const expression = new Expression();
  const item = pushItem(push, options);
  const keys = Object.keys(pushItemKey(push));
  const sets = Object.entries(item)
    .filter(([name]) => !keys.includes(name))
    .map(([name, value]) => expression.compare(name, '=', value));
  const gone = goneAttributes(item).map((name) => expression.name(name));
  const isBefore = expression.compare('version', '=', number(push.version - 1), 'before');
  const sameVersion = expression.compare('version', '=', number(push.version));
  const sameWriter = expression.compare('writer', '=', text(push.writer));
  return {
    UpdateExpression: `SET ${sets.join(', ')}${gone.length === 0 ? '' : ` REMOVE ${gone.join(', ')}`}`,
    ConditionExpression: anyOf(isBefore, allOf(sameVersion, sameWriter)),
    ...expression.placeholders(),
  };
}
