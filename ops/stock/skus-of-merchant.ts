import { everyPart, type SkuRow } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { listingsOfShops } from '../listings/listings-of-shop.ts';
import type { StockMerchant } from './merchant-of-stock.ts';

/**
 * Rows of a merchant's SKUs: what its listings sell, and the sets and parts of those. What no listing leads to is found by its name
 * only: no index has all SKUs.
 */
export async function skusOfMerchant(
  ports: Pick<Ports, 'listings' | 'stock'>,
  { id, shops }: StockMerchant,
): Promise<ReadonlyMap<string, SkuRow>> {
  const rows = new Map<string, SkuRow>();
  let wanted = [...new Set((await listingsOfShops(ports, shops)).map(({ sku }) => sku))];
  while (wanted.length > 0) {
    const read = await ports.stock.skuRows(id, wanted);
    for (const row of read) rows.set(row.sku, row);
    wanted = [...new Set(read.flatMap((row) => [...row.inSets, ...everyPart(row)]))].filter((sku) => !rows.has(sku));
  }
  return rows;
}
