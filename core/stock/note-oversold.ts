import { eachLimited } from '../pacing/limited.ts';
import { nameSkus } from './name-skus.ts';
import type { SkuLevel } from './sku-level.ts';
import type { StockRound } from './stock-run.ts';

/**
 * Notes which of these SKUs are oversold: fewer than none of them are free; with the name that orders have for it, since who writes to merchants
 * may read no orders. Only what changes is written. Returns how many are oversold that were not before.
 */
export async function noteOversoldSkus(
  work: Pick<StockRound, 'ports' | 'settings'>,
  merchant: string,
  levels: ReadonlyMap<string, SkuLevel>,
): Promise<number> {
  const { ports, settings } = work;
  const rows = await ports.stock.skuRows(merchant, [...levels.keys()]);
  const changed = rows.filter(
    ({ sku, oversoldSince }) => isOversold(levels.get(sku)) !== (oversoldSince !== undefined),
  );
  const oversold = changed.map(({ sku }) => sku).filter((sku) => isOversold(levels.get(sku)));
  const names = await nameSkus(work, merchant, oversold);
  let fresh = 0;
  await eachLimited(changed, settings.writesAtOnce, async ({ sku }) => {
    const since = isOversold(levels.get(sku)) ? ports.clock.now() : null;
    await ports.stock.noteOversold(merchant, sku, since, names.get(sku));
    if (since === null) return;
    fresh++;
    ports.log.warn('stock.oversold', { merchant, sku });
  });
  return fresh;
}

function isOversold(level: SkuLevel | undefined): boolean {
  return level !== undefined && level.free !== null && level.free < 0;
}
