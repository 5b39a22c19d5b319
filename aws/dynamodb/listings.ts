import { type EpochMs, mapLimited } from '../../core/kernel/index.ts';
import {
  bucketOf,
  isClaimed,
  type Listing,
  type ListingKey,
  listingDueOf,
  listingPlaceOf,
  madeDue,
  type ShopKey,
} from '../../core/model/index.ts';
import type { ListingStore } from '../../core/ports/index.ts';
import { text, textOf } from './attributes.ts';
import { readItems } from './batch-read.ts';
import { Expression } from './expression.ts';
import { rowsIn, shopsIn } from './index-rows.ts';
import { dueBucketOf, dueKeyAt, dueUpdate, listingItemKey, listingOf, listingUpdate } from './listing-item.ts';
import { queryItems, queryPage } from './query.ts';
import { skuPartition } from './sku-partition.ts';
import { deleteItem, type Item, readItem, storedBy, type Table, updateItem } from './table.ts';

/** The index of listings that are due. */
const due = { index: 'due', partition: 'dueBucket', sort: 'dueKey' } as const;
/** SKUs whose listings are looked up at once. */
const skusAtOnce = 8;

/** Listings on DynamoDB; the table and its indexes are described in `lib/data-stack.ts`. */
export function dynamoListings(table: Table): ListingStore {
  const stretchOf = (shop: ShopKey, until: EpochMs) => ({
    ...due,
    value: dueBucketOf(bucketOf(shop)),
    from: dueKeyAt(shop, 0),
    to: dueKeyAt(shop, until),
  });
  const rows = async (keys: readonly ListingKey[]): Promise<Listing[]> => {
    const distinct = new Map(keys.map((key) => [`${key.shop}\n${key.item}`, listingItemKey(key)]));
    return (await readItems(table, [...distinct.values()], { consistent: true })).map(listingOf);
  };

  return {
    rows,

    async put(listing) {
      return storedBy(updateItem(table, listingItemKey(listing), listingUpdate(listing)));
    },

    async ofSkus(merchant, skus) {
      const wanted = new Set(skus);
      const keys = await mapLimited([...wanted], skusAtOnce, (sku) => keysOfSku(table, merchant, sku));
      // The index may lag: the rows say what they sell now.
      return (await rows(keys.flat())).filter((row) => row.merchant === merchant && wanted.has(row.sku));
    },

    async ofShop(shop, after, limit) {
      const expression = new Expression();
      const ofShop = expression.compare('shop', '=', text(shop));
      const further = after === null ? [] : [expression.compare('item', '>', text(after))];
      const query = { ConsistentRead: true, Limit: limit, ...expression.keys(ofShop, ...further) };
      const { items, last } = await queryPage(table, query);
      return { listings: items.map(listingOf), after: last === undefined ? null : textOf(last, 'item') };
    },

    async markDue(key, at) {
      if ((await updateItem(table, listingItemKey(key), dueUpdate(key, at))) === 'written') return;
      // It is due already, or is gone; or a worker is at it or has to look at it sooner, and then its place in the index is another.
      for (;;) {
        const item = await readItem(table, listingItemKey(key));
        const row = item && madeDue(listingOf(item), at);
        if (row === null || (await this.put(row)) === 'stored') return;
      }
    },

    async due(shop, until, limit, now = until) {
      const isWanted = (listing: Listing): boolean =>
        (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= until && !isClaimed(listing, now);
      const found = await rowsIn(table, stretchOf(shop, until), limit, { id: 'item', rowOf: listingOf, isWanted });
      return found.sort((one, other) => (listingPlaceOf(one) ?? 0) - (listingPlaceOf(other) ?? 0));
    },

    dueShops(bucket, until) {
      return shopsIn(table, { ...due, value: dueBucketOf(bucket) }, (key, shop) => key <= dueKeyAt(shop, until));
    },

    async remove(key) {
      await deleteItem(table, listingItemKey(key));
    },
  };
}

async function keysOfSku(table: Table, merchant: string, sku: string): Promise<ListingKey[]> {
  const expression = new Expression();
  const ofSku = expression.compare('sku', '=', text(skuPartition(merchant, sku)));
  const items = await queryItems(table, { IndexName: 'sku', ...expression.keys(ofSku) });
  return items.map((item: Item) => ({ shop: textOf(item, 'shop') as ShopKey, item: textOf(item, 'item') }));
}
