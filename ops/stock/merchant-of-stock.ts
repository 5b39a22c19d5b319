import { everyPart, type Merchant, type Shop, type SkuRow } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { t } from '../../language/index.ts';
import { merchantMeant } from '../arguments/meant.ts';
import { optional, text } from '../arguments/parameter.ts';
import type { OpsContext } from '../frame/command.ts';
import { listingsOfShops } from '../listings/listings-of-shop.ts';

export const merchantOption = optional(
  text('<merchant>', 'whose stock it is; the only merchant, or the only one with stock, when absent'),
);

export interface StockMerchant {
  readonly id: string;
  /** Null where only shops name it. */
  readonly row: Merchant | null;
  readonly shops: readonly Shop[];
}

/** The merchant that is meant; notes a problem and returns null where there is none, or where it is ambiguous. */
export async function stockMerchant(
  ports: Pick<Ports, 'merchants' | 'shops'>,
  id: string | undefined,
  problems: string[],
): Promise<StockMerchant | null> {
  const meant = id ?? (await onlyMerchant(ports, problems));
  if (meant === null) return null;
  const found = await merchantMeant(ports, meant, problems);
  if (found === null) return null;
  const shops = (await ports.shops.all()).filter(({ merchant }) => merchant === meant);
  return { id: meant, row: found.row, shops: shops.sort((one, other) => (one.key < other.key ? -1 : 1)) };
}

async function onlyMerchant(ports: Pick<Ports, 'merchants' | 'shops'>, problems: string[]): Promise<string | null> {
  const [rows, shops] = await Promise.all([ports.merchants.list(), ports.shops.all()]);
  const ids = [...new Set([...rows.map(({ id }) => id), ...shops.map(({ merchant }) => merchant)])];
  const withStock = rows.filter(({ features }) => features.includes('stock')).map(({ id }) => id);
  const [only, another] = withStock.length === 1 ? withStock : ids;
  if (only !== undefined && another === undefined) return only;
  problems.push(t`--merchant: is missing, and there are ${ids.length} merchants (ops merchants list).`);
  return null;
}

export async function merchantsWithStock({ merchants }: Pick<Ports, 'merchants'>): Promise<Merchant[]> {
  const rows = (await merchants.list()).filter(({ features }) => features.includes('stock'));
  return rows.sort((one, other) => (one.id < other.id ? -1 : 1));
}

/** Says of a merchant without the feature that nothing of it is shown at a mall yet. */
export function tellWithoutStock({ terminal }: Pick<OpsContext, 'terminal'>, { id, row }: StockMerchant): void {
  if (row?.features.includes('stock')) return;
  const features = [...(row?.features ?? ['import']), 'stock'].join(';');
  terminal.say(
    t`${id} has no stock with us yet: no mall gets a level. To begin: ops merchants change ${id} --features "${features}"`,
  );
}

/** Rows of a merchant's SKUs: what its listings sell, and the sets and parts of those. No index has all SKUs. */
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
