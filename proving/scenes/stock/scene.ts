import type { ListingTerms } from '../../../core/model/listing.ts';
import type { ShopKey } from '../../../core/model/shop.ts';
import { defaultStockSettings, type StockSettings } from '../../../core/model/sku.ts';
import type { Draw, Draws } from '../../worlds/draws.ts';
import { freePieces, type SoldLine, soldLines } from '../../worlds/stock-books.ts';
import { listingId } from '../../worlds/stock-watch.ts';
import type { Ware, WorldMall, WorldMalls } from '../../worlds/world-mall.ts';
import type { SkuWorld } from './world.ts';

/** Two SKUs, one that may be a set of them, and what happens to their stock. */
export interface StockScene {
  readonly world: SkuWorld;
  readonly draws: Draws;
  /** The chance of the step at hand. */
  chance: Draw;
  /** Of all that the scene is about; the last one may be a set of the others. */
  readonly skus: readonly string[];
  readonly set: string;
  readonly wares: readonly (Ware & { readonly sku: string })[];
  /** What people said last of each listing, by `listingId`. */
  readonly wished: Map<string, { readonly sku: string; readonly terms: ListingTerms }>;
  /** When a listing was last said to sell a SKU, by `listingId`. */
  readonly relisted: Map<string, number>;
  readonly orders: Placed[];
  /** Writes into the scene's story what happens now. */
  readonly tell: (line: string) => void;
}

/** An order of the scene. */
export interface Placed {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** When the mall shows it. */
  readonly shownAt: number;
  /** The version that was stored of it when it was last changed at the mall; null where it was not. */
  changedOver: number | null;
  isCancelled: boolean;
  isMisdated: boolean;
}

export function booksOf({ malls }: Pick<SkuWorld, 'malls'>, shop: ShopKey): SkuWorld['malls'][number] {
  const found = malls.find((mall) => mall.shop.key === shop);
  if (found === undefined) throw new Error(`This scene has no shop ${shop}.`);
  return found;
}

/** The malls in the form in which their books are read. */
function asWorldMalls({ malls }: Pick<SkuWorld, 'malls'>): WorldMalls<WorldMall> {
  const [rms, ...beside] = malls.map(({ at }) => at);
  return { atRms: rms as WorldMall, beside };
}

/**
 * Every line of every order by the malls' books. A line that names no SKU stands for the one that its item was listed under when it was first
 * read, and stays with the order.
 */
export function linesOf(world: SkuWorld): SoldLine[] {
  const { stockWatch, store } = world;
  return soldLines(asWorldMalls(world), stockWatch, (shop, orderNumber, { item, sku = item }) => {
    const row = store.rowsByShop.get(shop)?.get(orderNumber);
    if (row?.kind === 'stored') return row.skus?.[item] ?? sku;
    return stockWatch.goods.listings.get(listingId(shop, item))?.sku ?? sku;
  });
}

/** What is free by the malls' books and by what people said. */
export function freeNow({ world }: Pick<StockScene, 'world'>, sku: string): number | null {
  return freePieces(world.stockWatch, linesOf(world), sku);
}

export function stockSettings({ ways }: SkuWorld): StockSettings {
  const isSoon = ways.foldAfterMs < defaultStockSettings.foldAfterMs;
  return { ...defaultStockSettings, foldAfterMs: ways.foldAfterMs, ...(isSoon ? { foldEntriesMin: 2 } : {}) };
}
