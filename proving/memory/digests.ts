import type { Digests } from '../../core/ports/pushes.ts';
import type { MemoryStore } from './store.ts';
import { putVersion } from './versioned.ts';

/** What merchants have to be told, in memory. */
export function memoryDigests({ digestsByMerchant, warnedByShop, morningsById }: MemoryStore): Digests {
  return {
    async list() {
      return [...digestsByMerchant.values()];
    },

    async get(merchant) {
      return digestsByMerchant.get(merchant) ?? null;
    },

    async put(digest) {
      return putVersion(digestsByMerchant, digest.merchant, digest);
    },

    async warned(shop) {
      return new Set(warnedByShop.get(shop));
    },

    async markWarned(shop, word) {
      warnedByShop.set(shop, new Set([...(warnedByShop.get(shop) ?? []), word]));
    },

    async putMorning(report) {
      morningsById.set(`${report.merchant} ${report.day} ${report.shop}`, structuredClone(report));
    },

    async mornings(merchant, day) {
      return [...morningsById.values()].filter((report) => report.merchant === merchant && report.day === day);
    },
  };
}
