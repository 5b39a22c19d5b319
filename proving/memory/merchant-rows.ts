import { bucketOf } from '../../core/model/shards.ts';
import type { MerchantRows } from '../../core/ports/merchant-rows.ts';
import type { MemoryStore } from './store.ts';

/** Rows of one merchant among those of others, in memory. */
export function memoryMerchantRows(store: MemoryStore): MerchantRows {
  const byKey = () => [...store.shopsByKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    async merchant(id) {
      return store.merchantsById.get(id) ?? null;
    },

    async shopKeys(merchant) {
      return byKey()
        .filter((shop) => shop.merchant === merchant)
        .map(({ key }) => key);
    },

    async shopsAfter(key, limit) {
      return byKey()
        .filter((shop) => shop.key > key)
        .slice(0, limit);
    },

    async standing(shops) {
      const named = (scope: string): boolean => !scope.includes('#') || shops.some((shop) => shop === scope);
      return {
        pauses: [...store.pausesById.values()].filter(({ scope }) => named(scope)),
        healths: [...store.healthsById.values()],
        maintenances: [...store.maintenancesById.values()],
      };
    },

    async due(shop, until) {
      const rows = [...(store.dueByBucket.get(bucketOf(shop))?.values() ?? [])];
      const due = rows.filter((row) => row.shop === shop && (row.dueAt ?? Number.POSITIVE_INFINITY) <= until);
      return due.map(({ orderNumber }) => ({ shop, orderNumber }));
    },

    async mails(merchant, before, limit) {
      return [...store.sentMailsById.values()]
        .filter(({ id, record }) => record?.merchant === merchant && (before === undefined || id < before))
        .sort((a, b) => (a.id < b.id ? 1 : -1))
        .slice(0, limit);
    },

    async mail(merchant, id) {
      const found = store.sentMailsById.get(id);
      return found?.record?.merchant === merchant ? found : null;
    },
  };
}
