import { type EpochMs, minuteMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { ListingStore } from '../ports/index.ts';

/** A process's cache of listings; losing it costs reads. */
export interface ListedSkus {
  /** The SKUs of those items of a shop that are listed. */
  of(store: Pick<ListingStore, 'rows'>, shop: ShopKey, items: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

/** A newly entered listing is known to every importer after this long. */
const freshMs = minuteMs;
/** About 10 MB. */
const rememberedMax = 50_000;

/** A bounded cache of listings, and of items without a listing, because every order of a popular item would read it again. */
export function createListedSkus(now: () => EpochMs): ListedSkus {
  const remembered = new Map<string, { readonly sku: string | null; readonly at: EpochMs }>();
  const idOf = (shop: ShopKey, item: string): string => `${shop}\n${item}`;
  return {
    async of(store, shop, items) {
      const at = now();
      const isFresh = (item: string): boolean => {
        const known = remembered.get(idOf(shop, item));
        return known !== undefined && Math.abs(at - known.at) < freshMs;
      };
      const unsure = items.filter((item) => !isFresh(item));
      if (unsure.length > 0) {
        const rows = await store.rows(unsure.map((item) => ({ shop, item })));
        const bySku = new Map(rows.map(({ item, sku }) => [item, sku]));
        if (remembered.size + unsure.length > rememberedMax) remembered.clear();
        for (const item of unsure) remembered.set(idOf(shop, item), { sku: bySku.get(item) ?? null, at });
      }
      return new Map(
        items.flatMap((item) => {
          const sku = remembered.get(idOf(shop, item))?.sku ?? null;
          return sku === null ? [] : [[item, sku] as const];
        }),
      );
    },
  };
}
