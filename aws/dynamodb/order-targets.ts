import { bucketOf, isClaimed, type OrderTarget } from '../../core/model/index.ts';
import type { DueShop, OrderTargets } from '../../core/ports/index.ts';
import { Expression } from './expression.ts';
import { momentOfKey, rowsIn, shopsIn } from './index-rows.ts';
import { dueBucketOf, dueKeyAt, targetItem, targetKey, targetOf, targetUpdate } from './order-target-item.ts';
import { putItem, readItem, storedBy, type Table, updateItem } from './table.ts';

/** The index of due rows. */
const due = { index: 'open', partition: 'openBucket', sort: 'openKey' } as const;

/** Rows of orders on DynamoDB, in the table of pushes and its index (`lib/data-stack.ts`). */
export function dynamoTargets(table: Table, options: { readonly retentionMs: number }): OrderTargets {
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
      const stretch = {
        ...due,
        value: dueBucketOf(bucketOf(shop)),
        from: dueKeyAt(shop, 0),
        to: dueKeyAt(shop, until),
      };
      const isWanted = (target: OrderTarget): boolean =>
        (target.dueAt ?? Number.POSITIVE_INFINITY) <= until && !isClaimed(target, until);
      const found = await rowsIn(table, stretch, limit, { id: 'push', rowOf: targetOf, isWanted });
      return found.sort((one, other) => (one.dueAt ?? 0) - (other.dueAt ?? 0));
    },

    async dueSince(bucket, until) {
      const shops: DueShop[] = [];
      await shopsIn(table, { ...due, value: dueBucketOf(bucket) }, (key, shop) => {
        const isDue = key <= dueKeyAt(shop, until);
        if (isDue) shops.push({ shop, since: momentOfKey(key) });
        return isDue;
      });
      return shops;
    },
  };
}
