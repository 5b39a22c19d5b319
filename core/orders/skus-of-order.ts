import type { ItemSkus, MallOrder } from './order.ts';
import type { OrderRow } from './row.ts';
import type { ImportRun } from './run.ts';
import { storedOrderOf } from './stored-order.ts';

/**
 * The SKUs of an order's items: those that were taken when it was stored, and those of items that are new in it. An item that was in
 * it before and had no listing keeps the SKU its order names, whatever was listed since. `fingerprint` is that of the order's original.
 */
export async function skusOfOrder(
  order: MallOrder,
  seen: OrderRow | null,
  { traits, listedSkus }: Pick<ImportRun, 'traits' | 'listedSkus'>,
  fingerprint: string,
): Promise<ItemSkus | undefined> {
  const before = seen?.kind === 'stored' ? seen : null;
  if (order.lines.every(({ item }) => item === undefined)) return before?.skus;
  if (before?.fingerprint === fingerprint) return before.skus;
  const known = new Set(
    before === null || before.original.length === 0
      ? []
      : storedOrderOf(before.original, before, traits).lines.map(({ item }) => item),
  );
  const fresh = order.lines.filter(({ item }) => item !== undefined && !known.has(item));
  if (fresh.length === 0) return before?.skus;
  const found = await listedSkus([...new Set(fresh.map(({ item }) => item as string))]);
  const skus = new Map(Object.entries(before?.skus ?? {}));
  for (const { item = '', sku } of fresh) {
    const listed = found.get(item);
    if (listed !== undefined && listed !== sku) skus.set(item, listed);
  }
  return skus.size === 0 ? undefined : Object.fromEntries(skus);
}
