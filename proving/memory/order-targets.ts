import type { EpochMs } from '../../core/kernel/time.ts';
import { isClaimed } from '../../core/model/due-row.ts';
import { failedAtOf, freedAtOf, type OrderTarget } from '../../core/model/order-target.ts';
import { isDone } from '../../core/model/push-row.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { OrderTargets } from '../../core/ports/order-targets.ts';
import { frozenCopy } from './frozen.ts';
import { pushesIn } from './push.ts';
import { innerMap, type MemoryStore } from './store.ts';
import { isSameRow } from './versioned.ts';

/** What was asked of orders, in memory. Each request stands among the pushes, too, as those who read about it see it. */
export function memoryTargets({ targetsByShop, pushesByShop }: MemoryStore): OrderTargets {
  const rowsOf = (shop: OrderTarget['shop']): OrderTarget[] => [...(targetsByShop.get(shop)?.values() ?? [])];
  const dueAt = (target: OrderTarget): number => target.dueAt ?? Number.POSITIVE_INFINITY;
  return {
    get: async ({ shop, orderNumber }) => targetsByShop.get(shop)?.get(orderNumber) ?? null,

    async put(target) {
      const { shop, orderNumber } = target;
      const there = targetsByShop.get(shop)?.get(orderNumber);
      if (there !== undefined && isSameRow(there, target)) return 'stored';
      if ((there?.version ?? 0) !== target.version - 1) return 'changed';
      innerMap(targetsByShop, shop).set(orderNumber, frozenCopy(target));
      for (const push of pushesIn(target)) {
        const rows = innerMap(pushesByShop, shop);
        const key = `${orderNumber}#${push.id}`;
        const { version: _, writer: __, ...own } = push;
        const { version: ___, writer: ____, ...before } = rows.get(key) ?? { version: 0, writer: '' };
        if (JSON.stringify(own) !== JSON.stringify(before)) rows.set(key, frozenCopy(push));
      }
      return 'stored';
    },

    async due(shop, until, limit) {
      const due = rowsOf(shop).filter((target) => dueAt(target) <= until && !isClaimed(target, until));
      return due.sort((one, other) => dueAt(one) - dueAt(other)).slice(0, limit);
    },

    async ofOrders(shop, orderNumbers) {
      const asked = new Set(orderNumbers);
      return rowsOf(shop).filter(({ orderNumber }) => asked.has(orderNumber));
    },

    async undone(shop, limit) {
      const undone = rowsOf(shop).filter(({ requests }) => requests.some((one) => !isDone(one)));
      return undone.sort((one, other) => dueAt(one) - dueAt(other)).slice(0, limit);
    },

    failed: async (shop, since, limit) => inOrder(rowsOf(shop), failedAtOf, since).slice(0, limit),

    async failedShops(bucket) {
      const shops = [...targetsByShop.keys()].filter((shop) => bucketOf(shop) === bucket).sort();
      return shops.filter((shop) => rowsOf(shop).some((target) => failedAtOf(target) !== null));
    },

    async freed(shop, since, limit) {
      const atRest = rowsOf(shop).filter((target) => target.dueAt === undefined);
      return inOrder(atRest, freedAtOf, since).slice(0, limit);
    },

    async dueSince(bucket, until) {
      const shops = [...targetsByShop.keys()].filter((shop) => bucketOf(shop) === bucket).sort();
      return shops.flatMap((shop) => {
        const due = rowsOf(shop)
          .map(dueAt)
          .filter((at) => at <= until);
        return due.length === 0 ? [] : { shop, since: Math.min(...due) };
      });
    },
  };
}

/** The rows of which something was so since a moment, the oldest first. */
function inOrder(
  rows: readonly OrderTarget[],
  at: (target: OrderTarget) => EpochMs | null,
  since: EpochMs,
): OrderTarget[] {
  const found = rows.flatMap((target): [EpochMs, OrderTarget][] => {
    const moment = at(target);
    return moment !== null && moment >= since ? [[moment, target]] : [];
  });
  return found.sort(([one], [other]) => one - other).map(([, target]) => target);
}
