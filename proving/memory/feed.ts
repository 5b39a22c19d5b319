import type { FeedRow } from '../../core/model/index.ts';
import type { FeedStore } from '../../core/ports/index.ts';
import { innerMap, type MemoryStore } from './store.ts';

/** The feeds of merchants in memory. */
export function memoryFeed({ feedByMerchant, feedMarksById }: MemoryStore): FeedStore {
  const rowsOf = (merchant: string): FeedRow[] =>
    [...(feedByMerchant.get(merchant)?.values() ?? [])].sort((one, other) => one.position - other.position);
  return {
    head: async (merchant) => rowsOf(merchant).at(-1) ?? null,

    async append(row) {
      const rows = innerMap(feedByMerchant, row.merchant);
      if (rows.has(row.position)) return 'changed';
      rows.set(row.position, Object.freeze(structuredClone(row)));
      return 'stored';
    },

    async letExpire(merchant, position, expiresAt) {
      const { marks: _, ...row } = feedByMerchant.get(merchant)?.get(position) ?? {};
      if ('position' in row)
        feedByMerchant.get(merchant)?.set(position, Object.freeze({ ...(row as FeedRow), expiresAt }));
    },

    async marks(merchant, orders) {
      return orders.flatMap(
        ({ shop, orderNumber }) => feedMarksById.get(`${merchant} ${shop}#${orderNumber}`)?.mark ?? [],
      );
    },

    async putMark(merchant, mark, expiresAt) {
      const id = `${merchant} ${mark.shop}#${mark.orderNumber}`;
      if ((feedMarksById.get(id)?.mark.position ?? 0) < mark.position)
        feedMarksById.set(id, Object.freeze({ mark: structuredClone(mark), expiresAt }));
    },

    async from(merchant, position, limit, livingAt = 0) {
      return rowsOf(merchant)
        .filter((row) => row.position >= position && (row.expiresAt ?? Number.POSITIVE_INFINITY) > livingAt)
        .slice(0, limit);
    },
  };
}
