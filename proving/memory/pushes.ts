import { pushItem } from '../../aws/dynamodb/push-item.ts';
import type { EpochMs } from '../../core/kernel/time.ts';
import type { Push } from '../../core/model/push.ts';
import { dueOf, isDone, pushHeldAt } from '../../core/model/push-row.ts';
import { bucketOf, type ShopKey } from '../../core/model/shop.ts';
import type { OrderKey } from '../../core/ports/orders.ts';
import type { PushStore } from '../../core/ports/pushes.ts';
import { defaultStatusSettings, type StatusSettings } from '../../core/status/settings.ts';
import { frozenCopy } from './frozen.ts';
import { takes } from './limits.ts';
import { innerMap, type MemoryStore } from './store.ts';
import { isSameRow } from './versioned.ts';

/** How the memory's index of open rows behaves. */
export interface MemoryPushOptions {
  readonly settings?: Pick<StatusSettings, 'tellGraceMs'>;
  /** False while the index does not show a row yet; it shows every row at once when absent. */
  readonly isShown?: (push: Push) => boolean;
}

/** Pushes in memory. Like the index of the tables, its lists may lag behind the rows: `isShown` says so. */
export function memoryPushes(
  { pushesByShop }: MemoryStore,
  { settings = defaultStatusSettings, isShown = () => true }: MemoryPushOptions = {},
): PushStore {
  const rowsOf = (shop: ShopKey): Push[] => [...(pushesByShop.get(shop)?.values() ?? [])];
  const dueAt = (push: Push): EpochMs => dueOf(push, settings) ?? Number.POSITIVE_INFINITY;
  const isDue =
    (until: EpochMs) =>
    (push: Push): boolean =>
      dueAt(push) <= until;
  const isNeverDue = (push: Push): boolean => dueOf(push, settings) === null;
  const mostOverdueFirst = (one: Push, other: Push): number => dueAt(one) - dueAt(other);
  const standing = ({ shop, orderNumber, id }: OrderKey & { readonly id: string }): Push | undefined =>
    pushesByShop.get(shop)?.get(`${orderNumber}#${id}`);
  const keep = (push: Push): void => {
    const item = () => pushItem(push, { ...settings, retentionMs: 0 });
    takes(push, item, { partition: 'shop', sort: 'push' }, { partition: 'openBucket', sort: 'openKey' });
    innerMap(pushesByShop, push.shop).set(`${push.orderNumber}#${push.id}`, frozenCopy(push));
  };

  return {
    async request(push) {
      const there = standing(push);
      const isOurs = there?.version === push.version && there.writer === push.writer;
      if (there !== undefined && !isOurs) return { kind: 'standing', push: there };
      keep(push);
      return { kind: 'stored' };
    },

    async put(push) {
      const there = standing(push);
      if (there === undefined) return 'changed';
      if (isSameRow(there, push)) return 'stored';
      if (there.version !== push.version - 1) return 'changed';
      keep(push);
      return 'stored';
    },

    async get(key) {
      return standing(key) ?? null;
    },

    async ofOrder({ shop, orderNumber }) {
      const rows = rowsOf(shop).filter((push) => push.orderNumber === orderNumber);
      return rows.sort((one, other) => one.requestedAt - other.requestedAt);
    },

    async ofOrders(shop, orderNumbers) {
      const asked = new Set(orderNumbers);
      return rowsOf(shop).filter(({ orderNumber }) => asked.has(orderNumber));
    },

    async due(shop, until, limit) {
      return rowsOf(shop).filter(isShown).filter(isDue(until)).sort(mostOverdueFirst).slice(0, limit);
    },

    async dueSince(bucket, until) {
      const shops = [...pushesByShop.keys()].filter((shop) => bucketOf(shop) === bucket).sort();
      return shops.flatMap((shop) => {
        const due = rowsOf(shop).filter(isShown).filter(isDue(until)).map(dueAt);
        return due.length === 0 ? [] : { shop, since: Math.min(...due) };
      });
    },

    async failedShops(bucket) {
      const shops = [...pushesByShop.keys()].filter((shop) => bucketOf(shop) === bucket).sort();
      const isFailed = (push: Push): boolean => isShown(push) && isNeverDue(push) && push.state.kind === 'failed';
      return shops.filter((shop) => rowsOf(shop).some(isFailed));
    },

    async undone(shop, limit) {
      const undone = rowsOf(shop).filter((push) => isShown(push) && !isDone(push));
      return undone.sort(mostOverdueFirst).slice(0, limit);
    },

    async failed(shop, since, limit) {
      const at = ({ state }: Push): EpochMs => (state.kind === 'failed' ? state.at : Number.NaN);
      const failed = rowsOf(shop).filter((push) => isShown(push) && isNeverDue(push) && at(push) >= since);
      return failed.sort((one, other) => at(one) - at(other)).slice(0, limit);
    },

    async freed(shop, since, limit) {
      const at = ({ state }: Push): EpochMs => (state.kind === 'confirmed' ? state.at : Number.NaN);
      const freed = rowsOf(shop).filter(
        (push) => isShown(push) && isNeverDue(push) && pushHeldAt(push) !== null && at(push) >= since,
      );
      return freed.sort((one, other) => at(one) - at(other)).slice(0, limit);
    },
  };
}
