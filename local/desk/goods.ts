import { type ShopKey, shopKey, skuOf } from '../../core/model/index.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { rmsItem, yahooItem } from './items.ts';

/** One thing that a merchant sells at a mall. */
export interface Ware {
  readonly merchant: string;
  readonly sku: string;
  readonly shop: ShopKey;
  readonly item: string;
}

/**
 * What merchants with a shop at each simulated mall sell at both: the wares of 楽天, each followed by the same one at
 * Yahoo!ショッピング. A merchant's id is the code of the shops.
 */
export function waresOf(mall: Pick<DeskMall, 'control'>, yahoo: Pick<DeskYahoo, 'control'>): Ware[] {
  const atYahoo = new Map(yahoo.control.books().shops.map(({ sellerId, stock }) => [sellerId, stock]));
  return mall.control.books().shops.flatMap(({ shopUrl: merchant, inventory }) => {
    const stock = atYahoo.get(merchant);
    if (stock === undefined) return [];
    const items = new Set(stock.map(({ itemCode, subCode }) => yahooItem(itemCode, subCode)));
    return inventory.flatMap((row): Ware[] => {
      const subCode = row.variantId === row.manageNumber ? '' : row.variantId;
      const there = yahooItem(row.manageNumber, subCode);
      if (!items.has(there)) return [];
      const sku = skuOf(row);
      return [
        { merchant, sku, shop: shopKey('rms', merchant), item: rmsItem(row) },
        { merchant, sku, shop: shopKey('yahoo', merchant), item: there },
      ];
    });
  });
}
