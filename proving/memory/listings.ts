import { listingItem, listingItemKey } from '../../aws/dynamodb/listing-item.ts';
import type { EpochMs } from '../../core/kernel/time.ts';
import { isClaimed } from '../../core/model/due-row.ts';
import { type Listing, type ListingKey, listingDueOf, listingPlaceOf, madeDue } from '../../core/model/listing.ts';
import { bucketOf } from '../../core/model/shards.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { ListingStore } from '../../core/ports/stock.ts';
import { frozenCopy } from './frozen.ts';
import { type KeyNames, takes, takesKeyOf } from './limits.ts';
import { innerMap, type MemoryStore } from './store.ts';
import { isSameRow } from './versioned.ts';

/** How the memory's indexes behave. */
export interface MemoryListingOptions {
  /** False while the indexes do not show a row yet; they show every row at once when absent. */
  readonly isShown?: (listing: Listing) => boolean;
}

const tableKey: KeyNames = { partition: 'shop', sort: 'item' };

/** Listings in memory. Like the indexes of the tables, its lists may lag behind the rows: `isShown` says so. */
export function memoryListings(
  { listingsByShop, listingsBySku }: MemoryStore,
  { isShown = () => true }: MemoryListingOptions = {},
): ListingStore {
  const standing = ({ shop, item }: ListingKey): Listing | undefined => listingsByShop.get(shop)?.get(item);
  const rowsOf = (shop: ShopKey): Listing[] => [...(listingsByShop.get(shop)?.values() ?? [])];
  const at = (listing: Listing): EpochMs => listingPlaceOf(listing) ?? Number.POSITIVE_INFINITY;
  const dueOf = (shop: ShopKey, until: EpochMs, now: EpochMs): Listing[] => {
    const due: Listing[] = [];
    // Asked every minute, of shops in which nothing is due: no list of all is made.
    for (const listing of listingsByShop.get(shop)?.values() ?? []) {
      const isDue = (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= until && !isClaimed(listing, now);
      if (isDue && isShown(listing)) due.push(listing);
    }
    return due.sort((one, other) => at(one) - at(other));
  };
  const hasDue = (shop: ShopKey, until: EpochMs): boolean => {
    for (const listing of listingsByShop.get(shop)?.values() ?? []) {
      if (at(listing) <= until && isShown(listing)) return true;
    }
    return false;
  };
  const keep = (listing: Listing): void => {
    innerMap(listingsByShop, listing.shop).set(listing.item, frozenCopy(listing));
    const { shop, item } = listing;
    innerMap(listingsBySku, `${listing.merchant}#${listing.sku}`).set(`${shop}\n${item}`, { shop, item });
  };
  const found = (keys: readonly ListingKey[]): Listing[] => {
    const distinct = new Set<Listing>();
    for (const key of keys) {
      takesKeyOf([key.item], () => listingItemKey(key), tableKey);
      const listing = standing(key);
      if (listing !== undefined) distinct.add(listing);
    }
    return [...distinct];
  };

  return {
    async put(listing) {
      takes(
        listing,
        () => listingItem(listing),
        tableKey,
        { partition: 'sku' },
        { partition: 'dueBucket', sort: 'dueKey' },
      );
      const there = standing(listing);
      if (isSameRow(there, listing)) return 'stored';
      if ((there?.version ?? 0) !== listing.version - 1) return 'changed';
      keep(listing);
      return 'stored';
    },

    async rows(keys) {
      return found(keys);
    },

    async ofSkus(merchant, skus) {
      const wanted = new Set(skus);
      const keys = [...wanted].flatMap((sku) => [...(listingsBySku.get(`${merchant}#${sku}`)?.values() ?? [])]);
      return found(keys).filter((row) => isShown(row) && row.merchant === merchant && wanted.has(row.sku));
    },

    async ofShop(shop, after, limit) {
      const sorted = rowsOf(shop).sort(byItem);
      const further = sorted.filter(({ item }) => after === null || compareBytes(item, after) > 0);
      const listings = further.slice(0, limit);
      return { listings, after: further.length < limit ? null : (listings.at(-1)?.item ?? null) };
    },

    async markDue(key, when) {
      const there = standing(key);
      const row = there && madeDue(there, when);
      if (row) keep(row);
    },

    async due(shop, until, limit, now = until) {
      return dueOf(shop, until, now).slice(0, limit);
    },

    async dueShops(bucket, until) {
      const shops: ShopKey[] = [];
      for (const shop of listingsByShop.keys()) if (bucketOf(shop) === bucket && hasDue(shop, until)) shops.push(shop);
      return shops.sort();
    },

    async remove({ shop, item }) {
      listingsByShop.get(shop)?.delete(item);
    },
  };
}

const byItem = (one: Listing, other: Listing): number => compareBytes(one.item, other.item);

/** As keys of a table sort. */
function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
