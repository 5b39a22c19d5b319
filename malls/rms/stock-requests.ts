import type { StockLevel } from '../../core/ports/index.ts';
import type { QuantityRange } from './stock-ranges.ts';
import { namesOf } from './stock-traits.ts';

/** bulk.get. */
export function bulkGetBody(items: readonly string[]): string {
  return JSON.stringify({ inventories: items.map(namesOf) });
}

/** bulk.upsert of absolute levels: said twice, they are the same level. No level is ever sent as RELATIVE. */
export function bulkUpsertBody(levels: readonly StockLevel[]): string {
  return JSON.stringify({
    inventories: levels.map(({ item, level }) => ({ ...namesOf(item), mode: 'ABSOLUTE', quantity: level })),
  });
}

/** bulk.get.range. RMS wants at least one bound, and the lower one to be less than the higher one. */
export function rangeQuery({ min, max }: QuantityRange): string {
  const bounds = [...(min === null ? [] : [`minQuantity=${min}`]), ...(max === null ? [] : [`maxQuantity=${max}`])];
  return `?${bounds.join('&')}`;
}
