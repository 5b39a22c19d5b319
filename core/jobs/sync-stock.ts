import { importShop } from '../import/index.ts';
import type { ShopKey } from '../model/index.ts';
import {
  movedId,
  type SpreadReport,
  type StockRunContext,
  type SyncReport,
  spreadSkus,
  syncShops,
} from '../stock/index.ts';

/** What a message names: a shop to look at, or SKUs that moved. */
export type StockWorkItem =
  | { readonly kind: 'shop'; readonly shop: ShopKey }
  | { readonly kind: 'skus'; readonly merchant: string; readonly skus: readonly string[] };

/** What a run did, as counts for its log line. */
export type WorkedOff = Omit<SyncReport, 'ours'> & Pick<SpreadReport, 'spread' | 'marked' | 'oversold'>;

/** What the run is given: the import of new orders is the import feature's. */
export type SyncStockContext = Omit<StockRunContext, 'importShop'>;

/**
 * Works off what some messages name, in two stages: SKUs that moved are brought to their listings, then the shops that have something
 * due by that are pushed, beside those that were named themselves. `failureOf` says which messages have to come back, and why.
 */
export async function workOff(
  round: SyncStockContext,
  items: readonly StockWorkItem[],
): Promise<{
  readonly counts: WorkedOff;
  failureOf(item: StockWorkItem): { readonly error: unknown } | null;
}> {
  const withImport = { ...round, importShop };
  const spread = await spreadSkus(
    withImport,
    items.flatMap((item) => (item.kind === 'skus' ? [item] : [])),
  );
  const named = items.flatMap((item) => (item.kind === 'shop' ? [item.shop] : []));
  const { ours, ...synced } = await syncShops(withImport, [...named, ...spread.shops]);
  const { shops: _, failed, ...counts } = spread;
  return {
    counts: { ...synced, ...counts },
    failureOf(item) {
      if (item.kind === 'shop') return ours.has(item.shop) ? { error: ours.get(item.shop) } : null;
      const bad = item.skus.map((sku) => movedId(item.merchant, sku)).find((id) => failed.has(id));
      if (bad !== undefined) return { error: failed.get(bad) };
      // Of shops that were only found the listings are due, and the sweep names them.
      return null;
    },
  };
}

/** False for a run that found nothing to do, of which there are many. */
export function hasSynced({ shops: _, busy: __, ...work }: WorkedOff): boolean {
  return Object.values(work).some((count) => count > 0);
}
