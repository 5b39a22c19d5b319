import type { EpochMs } from '../../core/kernel/index.ts';
import type { Listing, Shop, ShopKey } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { readLevels } from '../../core/stock/index.ts';

const skusMax = 50;
/** Listings that one page looks at: no index has SKUs by their names. */
const listingsMax = 20_000;
const [fewRows, manyRows] = [100, 500];

export interface ListedSku {
  readonly sku: string;
  /** Null where it is not counted. */
  readonly free: number | null;
  readonly oversoldSince: EpochMs | null;
  readonly listings: readonly Listing[];
  /** When a mall last took another level of it; null where none ever did. */
  readonly changedAt: EpochMs | null;
}

export interface SkuPlace {
  readonly shop: ShopKey;
  readonly item: string;
}

export interface SkuPage {
  readonly skus: readonly ListedSku[];
  readonly next: SkuPlace | null;
  readonly looked: number;
}

export interface SkusWanted {
  readonly lookedMax?: number;
  readonly merchant: string;
  readonly shops: readonly Pick<Shop, 'key'>[];
  readonly prefix: string;
  readonly after: SkuPlace | null;
}

/** A page of a merchant's SKUs, shop by shop, each at the first shop that sells it. A search looks at so many listings at most, and goes on from there. */
export async function readSkuPage(ports: Pick<Ports, 'listings' | 'stock'>, wanted: SkusWanted): Promise<SkuPage> {
  const { merchant } = wanted;
  const { found, next, looked } = await lookThrough(ports, wanted);
  const skus = [...found.keys()];
  if (skus.length === 0) return { skus: [], next, looked };
  const [listings, levels, rows] = await Promise.all([
    ports.listings.ofSkus(merchant, skus),
    readLevels(ports.stock, merchant, skus),
    ports.stock.skuRows(merchant, skus),
  ]);
  const bySku = Map.groupBy(listings, ({ sku }) => sku);
  const oversold = new Map(rows.map(({ sku, oversoldSince = null }) => [sku, oversoldSince]));
  const listed = skus.flatMap((sku): ListedSku[] => {
    const own = (bySku.get(sku) ?? []).sort((one, other) => (one.shop < other.shop ? -1 : 1));
    // It stood on the page of a shop before.
    if (own.some(({ shop }) => shop < (found.get(sku) ?? shop))) return [];
    const told = own.flatMap(({ acked }) => acked?.at ?? []);
    const changedAt = told.length === 0 ? null : Math.max(...told);
    const free = levels.get(sku)?.free ?? null;
    return [{ sku, free, oversoldSince: oversold.get(sku) ?? null, listings: own, changedAt }];
  });
  return { skus: listed, next, looked };
}

interface Found {
  /** Each SKU with the shop whose listing led to it. */
  readonly found: ReadonlyMap<string, ShopKey>;
  readonly next: SkuPlace | null;
  readonly looked: number;
}

async function lookThrough(
  { listings: store }: Pick<Ports, 'listings'>,
  { merchant, shops, prefix, after, lookedMax = listingsMax }: SkusWanted,
): Promise<Found> {
  const found = new Map<string, ShopKey>();
  const start = prefix.toLowerCase();
  const isWanted = (one: Listing): boolean => one.merchant === merchant && one.sku.toLowerCase().startsWith(start);
  const keys = shops.map(({ key }) => key).sort();
  let looked = 0;
  for (const shop of keys.filter((key) => after === null || key >= after.shop)) {
    let item = shop === after?.shop ? after.item : null;
    do {
      const page = await store.ofShop(shop, item, prefix === '' ? fewRows : manyRows);
      for (const listing of page.listings) {
        looked++;
        if (isWanted(listing) && !found.has(listing.sku)) found.set(listing.sku, shop);
        if (found.size >= skusMax || looked >= lookedMax) return { found, next: { shop, item: listing.item }, looked };
      }
      item = page.after;
    } while (item !== null);
  }
  return { found, next: null, looked };
}
