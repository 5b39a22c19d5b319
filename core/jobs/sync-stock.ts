import { importShop } from '../import/index.ts';
import type { EpochMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { Glance, Log } from '../ports/index.ts';
import { keepWaits } from '../session/index.ts';
import {
  movedId,
  type SpreadReport,
  type StockRunContext,
  type SyncReport,
  spreadSkus,
  syncShops,
} from '../stock/index.ts';
import { type GlanceResult, glanceAt } from './glance.ts';

/** Subject of a message: a shop to look at, SKUs that moved, or shops to glance at. */
export type StockWorkItem =
  | { readonly kind: 'shop'; readonly shop: ShopKey }
  | { readonly kind: 'skus'; readonly merchant: string; readonly skus: readonly string[] }
  | { readonly kind: 'glance'; readonly glance: Glance };

export type WorkedOff = Omit<SyncReport, 'internalErrors'> & Pick<SpreadReport, 'spread' | 'marked' | 'oversold'>;

/** Context without `importShop`, which this job takes from the import feature. */
export type SyncStockContext = Omit<StockRunContext, 'importShop' | 'movedAt'>;

/**
 * Spreads moved SKUs to their listings, then pushes shops with due listings and those named, with glances in parallel. `failureOf` returns
 * why a message must come again.
 */
export async function workOff(
  context: SyncStockContext,
  items: readonly StockWorkItem[],
): Promise<{
  readonly counts: WorkedOff;
  failureOf(item: StockWorkItem): { readonly error: unknown } | null;
}> {
  const movedAt = new Map<string, EpochMs>();
  const withImport = { ...context, importShop, movedAt };
  const glances = glanceAtEach(context, items);
  const spread = await spreadSkus(
    withImport,
    items.flatMap((item) => (item.kind === 'skus' ? [item] : [])),
  );
  const named = items.flatMap((item) => (item.kind === 'shop' ? [item.shop] : []));
  const { internalErrors, ...synced } = await syncShops(withImport, [...named, ...spread.shops]);
  const { shops: _, failed, ...counts } = spread;
  const brokenGlances = await glances;
  await keepWaits(context);
  return {
    counts: { ...synced, ...counts },
    failureOf(item) {
      if (item.kind === 'glance') return brokenGlances.get(item) ?? null;
      if (item.kind === 'shop') return internalErrors.has(item.shop) ? { error: internalErrors.get(item.shop) } : null;
      const bad = item.skus.map((sku) => movedId(item.merchant, sku)).find((id) => failed.has(id));
      if (bad !== undefined) return { error: failed.get(bad) };
      // Shops merely found have due listings, which the sweep names.
      return null;
    },
  };
}

/** Returns glances that failed internally; redelivered, they are late and dropped. */
async function glanceAtEach(
  context: SyncStockContext,
  items: readonly StockWorkItem[],
): Promise<ReadonlyMap<StockWorkItem, { readonly error: unknown }>> {
  const broken = new Map<StockWorkItem, { readonly error: unknown }>();
  await Promise.all(
    items.map(async (item) => {
      if (item.kind !== 'glance') return;
      try {
        const result = await glanceAt({ ...context, settings: context.importSettings }, item.glance);
        logGlance(context.ports.log, item.glance, result);
      } catch (error) {
        broken.set(item, { error });
      }
    }),
  );
  return broken;
}

function logGlance(log: Log, { shard }: Glance, result: GlanceResult): void {
  if (result.kind === 'dropped' || result.imported + result.failed === 0) return;
  const { imported, visited, failed } = result;
  log.info('glance.done', { shard, imported, visited, failed });
}

export function hasSynced({ shops: _, busy: __, ...work }: WorkedOff): boolean {
  return Object.values(work).some((count) => count > 0);
}
