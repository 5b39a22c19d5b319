import type { StockLedger } from '../ports/stock-ledger.ts';
import { everyPart } from './recipe.ts';

/**
 * Every SKU of a merchant whose level may be another one after these SKUs' entries or rows changed: themselves, the sets that contain
 * them, of a set its parts (those of earlier recipes, too: orders keep what they drew) and all sets of these. Two reads at most.
 */
export async function affectedSkus(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  skus: readonly string[],
): Promise<string[]> {
  const own = [...new Set(skus)];
  if (own.length === 0) return [];
  const rows = await ledger.skuRows(merchant, own);
  const parts = [...new Set(rows.flatMap(everyPart))];
  const read = new Set(own);
  const unread = parts.filter((part) => !read.has(part));
  const partRows = unread.length === 0 ? [] : await ledger.skuRows(merchant, unread);
  const sets = [...rows, ...partRows].flatMap(({ inSets }) => inSets);
  return [...new Set([...own, ...parts, ...sets])];
}
