import type { EpochMs } from '../../core/kernel/index.ts';
import {
  bucketOf,
  failedAtOf,
  freedAtOf,
  isClaimed,
  isDone,
  type OrderTarget,
  type ShopKey,
} from '../../core/model/index.ts';
import type { DueShop, OrderTargets } from '../../core/ports/index.ts';
import { text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { momentOfKey, rowsIn, shopsIn } from './index-rows.ts';
import {
  bucketIn,
  keyAt,
  type TargetIndex,
  targetItem,
  targetKey,
  targetOf,
  targetUpdate,
} from './order-target-item.ts';
import { queryItems } from './query.ts';
import { putItem, readItem, storedBy, type Table, updateItem } from './table.ts';

const open = { index: 'open', partition: 'openBucket', sort: 'openKey' } as const;
const failedRows = { index: 'failed', partition: 'failedBucket', sort: 'failedKey' } as const;
const indexOf = (index: TargetIndex) => (index === 'failed' ? failedRows : open);
/** Later than any moment a key can hold. */
const endOfTime = 9_999_999_999_999;

/** Rows of orders on DynamoDB, in a table with two indexes (`lib/data-stack.ts`). */
export function dynamoTargets(table: Table, options: { readonly retentionMs: number }): OrderTargets {
  /** Rows of a shop in a stretch of an index that are as wanted now, at most `limit`, in the index's order. */
  const rows = (
    index: TargetIndex,
    shop: ShopKey,
    [from, to]: readonly [EpochMs, EpochMs],
    limit: number,
    isWanted: (target: OrderTarget) => boolean,
  ): Promise<OrderTarget[]> => {
    const value = bucketIn(index, bucketOf(shop));
    const stretch = { ...indexOf(index), value, from: keyAt(shop, from), to: keyAt(shop, to) };
    return rowsIn(table, stretch, limit, { id: 'push', rowOf: targetOf, isWanted });
  };

  return {
    async get(key) {
      const item = await readItem(table, targetKey(key));
      return item && targetOf(item);
    },

    async put(target) {
      if (target.version > 1) return storedBy(updateItem(table, targetKey(target), targetUpdate(target, options)));
      const expression = new Expression();
      const none = expression.condition(expression.absent('push'));
      if ((await putItem(table, targetItem(target, options), none)) === 'written') return 'stored';
      const standing = await this.get(target);
      return standing?.version === 1 && standing.writer === target.writer ? 'stored' : 'changed';
    },

    async due(shop, until, limit) {
      const isWanted = (target: OrderTarget): boolean =>
        (target.dueAt ?? Number.POSITIVE_INFINITY) <= until && !isClaimed(target, until);
      const found = await rows('due', shop, [0, until], limit, isWanted);
      return found.sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
    },

    async ofOrders(shop, orderNumbers) {
      const asked = [...new Set(orderNumbers)].sort();
      const [first, last] = [asked[0], asked.at(-1)];
      if (first === undefined || last === undefined) return [];
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const items = await queryItems(table, expression.keys(ofShop, expression.between('push', first, last)));
      // The key of a row that is none of an order, from before there were such, is longer.
      return items.filter((item) => asked.includes(textOf(item, 'push'))).map(targetOf);
    },

    undone: (shop, limit) =>
      rows('due', shop, [0, endOfTime], limit, ({ requests }) => requests.some((one) => !isDone(one))),

    failed: (shop, since, limit) =>
      rows('failed', shop, [since, endOfTime], limit, (target) => (failedAtOf(target) ?? 0) >= since),

    failedShops: (bucket) => shopsIn(table, { ...failedRows, value: bucketIn('failed', bucket) }, () => true),

    freed: (shop, since, limit) =>
      rows('freed', shop, [since, endOfTime], limit, (target) => (freedAtOf(target) ?? 0) >= since),

    async dueSince(bucket, until) {
      const shops: DueShop[] = [];
      await shopsIn(table, { ...open, value: bucketIn('due', bucket) }, (key, shop) => {
        const isDue = key <= keyAt(shop, until);
        if (isDue) shops.push({ shop, since: momentOfKey(key) });
        return isDue;
      });
      return shops;
    },
  };
}
