import type { EpochMs } from '../../core/kernel/index.ts';
import { bucketOf, dueOf, isDone, type Push, pushHeldAt, type ShopKey } from '../../core/model/index.ts';
import type { DueShop, PushStore } from '../../core/ports/index.ts';
import { text, textOf } from './attributes.ts';
import { Expression } from './expression.ts';
import { momentOfKey, rowsIn, shopsIn } from './index-rows.ts';
import {
  type OpenKind,
  openBucketOf,
  openKeyAt,
  type PushItemOptions,
  pushesOfOrder,
  pushItem,
  pushItemKey,
  pushOf,
  pushUpdate,
} from './push-item.ts';
import { queryItems } from './query.ts';
import { putItem, readItem, storedBy, type Table, updateItem } from './table.ts';

/** The index of open pushes. */
const open = { index: 'open', partition: 'openBucket', sort: 'openKey' } as const;
/** Sorts behind everything that an id begins with. */
const afterAnyId = '\uffff';
/** Later than any moment a key can hold. */
const endOfTime = 9_999_999_999_999;

/** Pushes on DynamoDB; the table and its index are described in `lib/data-stack.ts`. */
export function dynamoPushes(table: Table, options: PushItemOptions): PushStore {
  /** Rows of a shop in a stretch of the index that are as wanted now, at most `limit`, in the index's order. */
  const rows = (
    kind: OpenKind,
    shop: ShopKey,
    [from, to]: readonly [EpochMs, EpochMs],
    limit: number,
    isWanted: (push: Push) => boolean,
  ): Promise<Push[]> => {
    const value = openBucketOf(kind, bucketOf(shop));
    const stretch = { ...open, value, from: openKeyAt(shop, kind, from), to: openKeyAt(shop, kind, to) };
    return rowsIn(table, stretch, limit, { id: 'push', rowOf: pushOf, isWanted });
  };

  return {
    async request(push) {
      const expression = new Expression();
      const none = expression.condition(expression.absent('push'));
      if ((await putItem(table, pushItem(push, options), none)) === 'written') return { kind: 'stored' };
      const standing = await this.get(push);
      // It expired, or was cleared away, since it was in the way.
      if (standing === null) return this.request(push);
      const isOurs = standing.version === push.version && standing.writer === push.writer;
      return isOurs ? { kind: 'stored' } : { kind: 'standing', push: standing };
    },

    async put(push) {
      return storedBy(updateItem(table, pushItemKey(push), pushUpdate(push, options)));
    },

    async get(key) {
      const item = await readItem(table, pushItemKey(key));
      return item && pushOf(item);
    },

    async ofOrder({ shop, orderNumber }) {
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const ofOrder = expression.beginsWith('push', pushesOfOrder(orderNumber));
      const query = { ConsistentRead: true, ...expression.keys(ofShop, ofOrder) };
      return (await queryItems(table, query)).map(pushOf).sort((one, other) => one.requestedAt - other.requestedAt);
    },

    async ofOrders(shop, orderNumbers) {
      const asked = new Set(orderNumbers);
      const [first, last] = endsOf(asked);
      if (first === undefined || last === undefined) return [];
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const inRange = expression.between('push', pushesOfOrder(first), `${pushesOfOrder(last)}${afterAnyId}`);
      const items = (await queryItems(table, expression.keys(ofShop, inRange))).filter((item) =>
        asked.has(textOf(item, 'orderNumber')),
      );
      return items.map(pushOf);
    },

    async due(shop, until, limit) {
      const due = (push: Push): number => dueOf(push, options) ?? Number.POSITIVE_INFINITY;
      const found = await rows('due', shop, [0, until], limit, (push) => due(push) <= until);
      return found.sort((one, other) => due(one) - due(other));
    },

    async dueSince(bucket, until) {
      const due: DueShop[] = [];
      await shopsIn(table, { ...open, value: openBucketOf('due', bucket) }, (key, shop) => {
        const isDue = key <= openKeyAt(shop, 'due', until);
        if (isDue) due.push({ shop, since: momentOfKey(key) });
        return isDue;
      });
      return due;
    },

    failedShops(bucket) {
      return shopsIn(table, { ...open, value: openBucketOf('failed', bucket) }, () => true);
    },

    async undone(shop, limit) {
      return rows('due', shop, [0, endOfTime], limit, (push) => !isDone(push));
    },

    async failed(shop, since, limit) {
      const isFailed = ({ state }: Push) => state.kind === 'failed' && state.at >= since;
      return rows('failed', shop, [since, endOfTime], limit, isFailed);
    },

    async freed(shop, since, limit) {
      const isFreed = (push: Push): boolean =>
        push.state.kind === 'confirmed' && push.state.at >= since && pushHeldAt(push) !== null;
      return rows('freed', shop, [since, endOfTime], limit, isFreed);
    },
  };
}

/** The first and the last of some words, as sort keys are sorted; undefined of none. */
function endsOf(words: Iterable<string>): [first: string | undefined, last: string | undefined] {
  let [first, last]: [string | undefined, string | undefined] = [undefined, undefined];
  for (const word of words) {
    if (first === undefined || word < first) first = word;
    if (last === undefined || word > last) last = word;
  }
  return [first, last];
}
