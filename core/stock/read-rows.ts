import type { StockLedger } from '../ports/stock-ledger.ts';
import { type Account, accountOf } from './account.ts';
import { presentParts } from './recipe.ts';
import type { SkuRow } from './sku-row.ts';

/**
 * The rows of SKUs and of all that have a say in their levels: of sets the parts, of parts and plain SKUs all sets that contain them.
 * At most three reads, however many SKUs. Entries are read after all of them, so that what is later than the entries has a later mark.
 */
export async function readRows(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  skus: readonly string[],
): Promise<ReadonlyMap<string, SkuRow>> {
  const rows = new Map<string, SkuRow>();
  const read = async (wanted: readonly string[]): Promise<SkuRow[]> => {
    const unread = [...new Set(wanted)].filter((sku) => !rows.has(sku));
    const found = unread.length === 0 ? [] : await ledger.skuRows(merchant, unread);
    for (const row of found) rows.set(row.sku, row);
    return found;
  };
  const parts = (await read(skus)).flatMap((row) => [...(presentParts(row)?.keys() ?? [])]);
  await read(parts);
  await read([...rows.values()].filter((row) => presentParts(row) === null).flatMap(({ inSets }) => inSets));
  return rows;
}

/** The account of one SKU's own pieces, whatever it consists of at present. */
export async function readAccount(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  sku: string,
): Promise<Account> {
  const [row] = (await ledger.skuRows(merchant, [sku])) as [SkuRow];
  const sets = row.inSets.length === 0 ? [] : await ledger.skuRows(merchant, row.inSets);
  return accountOf(new Map([...sets, row].map((one) => [one.sku, one])), sku);
}
