import { text } from './attributes.ts';
import type { Item } from './table.ts';

/** The partition of a merchant's SKU: its claims and movements by the moment they speak of, and its own row. */
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

/** How the sort keys of a moment's entries begin: those of claims and of movements sort together, by moment. */
export function momentKey(at: number): string {
  return new Date(at).toISOString();
}

/** What an entry is by its sort key, `<moment>#<word>#…`; null for what is none. */
export function entryWord(entry: string): string | null {
  return /^\d[^#]*#([^#]*)#/.exec(entry)?.[1] ?? null;
}

/** Less than the sort key of every entry: those begin with a digit, and a SKU's own row with `#`. */
export const beforeEntries = '0';

/** Where a SKU's own row lies. `#` sorts before every digit, so it never lies among the entries. */
export const skuRowEntry = '#sku';

/** The key of a SKU's own row. */
export function skuRowKey(merchant: string, sku: string): Item {
  return { sku: text(skuPartition(merchant, sku)), entry: text(skuRowEntry) };
}

/**
 * What makes release 0.1.0 read an item as a claim that holds nothing, of a shop that there is not: it takes all that lies in the table and is no
 * SKU's own row for claims, and passes over those of shops that it does not know.
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
