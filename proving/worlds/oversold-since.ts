import type { DayFacts } from '../drill/facts.ts';
import { reckonStock } from '../drill/figures/stock/reckoning.ts';

/**
 * The SKUs of which a merchant had sold more than there was, as written down until a moment, and which were ordered after `from`;
 * by merchant, reckoned apart from the rules.
 */
export function oversoldSince({ stock }: DayFacts, from: number, moment: number): Map<string, string[]> {
  const reckoning = reckonStock(stock);
  const drawn = (merchant: string, sku: string): readonly string[] => [
    sku,
    ...stock.goods
      .filter((set) => set.merchant === merchant && set.parts.some((part) => part.sku === sku))
      .map((set) => set.sku),
  ];
  const lacking = stock.goods.filter(({ merchant, sku, parts }) => {
    const free = reckoning.freeBy(merchant, sku, moment);
    if (parts.length > 0 || free === null || free >= 0) return false;
    const names = drawn(merchant, sku);
    return stock.claims.some(
      (claim) =>
        claim.merchant === merchant &&
        names.includes(claim.sku) &&
        claim.orderedAt >= from &&
        claim.orderedAt <= moment &&
        (claim.trail.at(-1)?.[1] ?? 0) > 0,
    );
  });
  const byMerchant = Map.groupBy(lacking, ({ merchant }) => merchant);
  return new Map([...byMerchant].map(([merchant, goods]) => [merchant, goods.map(({ sku }) => sku)]));
}
