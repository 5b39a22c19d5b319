import { text } from './attributes.ts';
import type { Item } from './table.ts';

/** The partition of a merchant's SKU: its claims and movements by their moment, and its own row. */
export function skuPartition(merchant: string, sku: string): string {
  return `${merchant}#${sku}`;
}

/** The merchant and the SKU of a partition; no merchant's id has a `#`. */
export function skuOfPartition(partition: string): { merchant: string; sku: string } {
  const end = partition.indexOf('#');
  return { merchant: partition.slice(0, end), sku: partition.slice(end + 1) };
}

/** What a claim's sort key has after its moment. */
export const claimWord = 'claim';
/** What a movement's sort key has after its moment. */
export const movementWord = 'move';

/** The prefix of the sort keys of a moment: claims and movements sort together, by moment. */
export function momentKey(at: number): string {
  return new Date(at).toISOString();
}

/** The kind of an entry by its sort key, `<moment>#<word>#…`; null if it is not an entry. */
export function entryWord(entry: string): string | null {
  return /^\d[^#]*#([^#]*)#/.exec(entry)?.[1] ?? null;
}

/** Less than the sort key of every entry: those begin with a digit, and a SKU's own row with `#`. */
export const beforeEntries = '0';

/** The sort key of a SKU's own row. `#` sorts before every digit, so it is never among the entries. */
const skuRowEntry = '#sku';

/** The key of a SKU's own row. */
export function skuRowKey(merchant: string, sku: string): Item {
  return { sku: text(skuPartition(merchant, sku)), entry: text(skuRowEntry) };
}

/**
 * Attributes that make 0.1.0 read an item as an empty claim of an unknown shop: it reads everything in the table that is not a SKU's own row as
 * a claim, and ignores claims of unknown shops.
 */
export const asUnownedClaim: Item = {
  shop: text('none'),
  orderNumber: text('none'),
  lineId: text('none'),
  orderedAt: { N: '0' },
  quantity: { N: '0' },
  version: { N: '0' },
  writer: text('none'),
};
