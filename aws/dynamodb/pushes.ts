import { bucketOf, dueOf, isDone, type Push, pushHeldAt } from '../../core/model/index.ts';
import type { DueShop, PushStore } from '../../core/ports/index.ts';
import { number, text, textOf } from './attributes.ts';
import { allOf, anyOf, Expression } from './expression.ts';
import { rowsIn, shopsIn } from './index-rows.ts';
import {
  dueScope,
  failedScope,
  freedScope,
  goneAttributes,
  momentOfOpenKey,
  openKeyAt,
  type PushItemOptions,
  pushesOfOrder,
  pushItem,
  pushItemKey,
  pushOf,
} from './push-item.ts';
import { queryItems } from './query.ts';
import { putItem, readItem, type Table, updateItem } from './table.ts';

/** The index of open pushes. */
const open = { index: 'open', partition: 'openBucket', sort: 'openKey' } as const;
/** Sorts behind everything that an id begins with. */
const afterAnyId = '\uffff';
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

    async ofOrders(shop, orderNumbers) {
      const asked = new Set(orderNumbers);
      const [first, last] = endsOf(asked);
      if (first === undefined || last === undefined) return [];
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const from = expression.value('from', text(pushesOfOrder(first)));
      const to = expression.value('to', text(`${pushesOfOrder(last)}${afterAnyId}`));
      const query = {
        KeyConditionExpression: `${ofShop} AND ${expression.name('push')} BETWEEN ${from} AND ${to}`,
        ...expression.placeholders(),
      };
      const items = (await queryItems(table, query)).filter((item) => asked.has(textOf(item, 'orderNumber')));
      return items.map(pushOf);
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
      return (await this.dueSince(bucket, until)).map(({ shop }) => shop);
    },

    async dueSince(bucket, until) {
      const due: DueShop[] = [];
      await shopsIn(table, { ...open, value: dueScope(bucket) }, (key, shop) => {
        const isDue = key <= openKeyAt(shop, 'due', until);
        if (isDue) due.push({ shop, since: momentOfOpenKey(key) });
        return isDue;
      });
      return due;
    },

    failedShops(bucket) {
      return shopsIn(table, { ...open, value: failedScope(bucket) }, () => true);
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
        push.state.kind === 'confirmed' && push.state.at >= since && pushHeldAt(push) !== null;
      return openRows(table, place, limit, isFreed);
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

/** Rows of a stretch of the index that are as wanted now, at most `limit`, in the index's order. */
function openRows(
  table: Table,
  { scope, from, to }: { readonly scope: string; readonly from: string; readonly to: string },
  limit: number,
  isWanted: (push: Push) => boolean,
): Promise<Push[]> {
  return rowsIn(table, { ...open, value: scope, from, to }, limit, { id: 'push', rowOf: pushOf, isWanted });
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
