import { type DrillDay, openLedger } from '../../journal/index.ts';

/**
 * The SKUs of which a merchant had sold more than there was, as written down until a moment, and which were ordered after `from`;
 * by merchant, reckoned apart from the rules.
 */
export function oversoldSince({ stock }: DrillDay, from: number, moment: number): Map<string, string[]> {
  const ledger = openLedger(stock);
  const lacking = ledger.skus.filter(({ merchant, sku }) => {
    const free = ledger.freeBy(merchant, sku, moment);
    if (free === null || free >= 0) return false;
    return ledger
      .linesOf(merchant, sku)
      .some(({ orderedAt, trail }) => orderedAt >= from && orderedAt <= moment && (trail.at(-1)?.[1] ?? 0) > 0);
  });
  const byMerchant = Map.groupBy(lacking, ({ merchant }) => merchant);
  return new Map([...byMerchant].map(([merchant, goods]) => [merchant, goods.map(({ sku }) => sku)]));
}
