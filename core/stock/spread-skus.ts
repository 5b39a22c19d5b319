import { batchesOf, codeOrName, eachLimited } from '../kernel/index.ts';
import { everyPart, type ShopKey, type SkuRow } from '../model/index.ts';
import type { StockLedger } from '../ports/index.ts';
import { hasStock } from '../session/index.ts';
import { readLevels } from './ledger.ts';
import { noteOversoldSkus } from './oversold.ts';
import type { StockRunContext } from './stock-session.ts';

export interface MovedSkus {
  readonly merchant: string;
  readonly skus: readonly string[];
}

export interface SpreadReport {
  spread: number;
  marked: number;
  oversold: number;
  readonly shops: Set<ShopKey>;
  /** Errors by `movedId`. */
  readonly failed: Map<string, unknown>;
}

export function movedId(merchant: string, sku: string): string {
  return `${merchant}\n${sku}`;
}

/**
 * Spreads movements: notes oversold SKUs, makes listings of affected SKUs due, then clears the marks read; later changes have other marks.
 * SKUs whose listings cannot be made due keep theirs, without holding up others.
 */
export async function spreadSkus(context: StockRunContext, moved: readonly MovedSkus[]): Promise<SpreadReport> {
  const report: SpreadReport = { spread: 0, marked: 0, oversold: 0, shops: new Set(), failed: new Map() };
  const byMerchant = [...Map.groupBy(moved, ({ merchant }) => merchant)];
  await eachLimited(byMerchant, context.settings.merchantsAtOnce, async ([merchant, named]) => {
    const bunches = batchesOf([...new Set(named.flatMap(({ skus }) => skus))], context.settings.skusAtOnce);
    for (let bunch = bunches.next(); bunch !== undefined; bunch = bunches.next()) {
      try {
        await spreadTogether(context, merchant, bunch, report);
      } catch (error) {
        if (bunches.halve(bunch, 'first')) continue;
        const [sku = ''] = bunch;
        report.failed.set(movedId(merchant, sku), error);
        context.ports.log.error('stock.not-spread', { merchant, sku, error: codeOrName(error) });
      }
    }
  });
  return report;
}

async function spreadTogether(
  context: StockRunContext,
  merchant: string,
  skus: readonly string[],
  report: SpreadReport,
): Promise<void> {
  const { ports, settings } = context;
  // Read first: later changes have later marks.
  const rows = await ports.stock.skuRows(merchant, skus);
  const dirty = rows.filter(({ dirtySince }) => dirtySince !== undefined);
  if (dirty.length === 0) return;
  if (await hasStock(context, merchant)) {
    const affected = await affectedSkus(ports.stock, merchant, dirty);
    report.oversold += await noteOversoldSkus(context, merchant, await readLevels(ports.stock, merchant, affected));
    const listings = await ports.listings.ofSkus(merchant, affected);
    const shown = listings.filter(({ linked, orphanSince }) => linked && orphanSince === undefined);
    for (const { sku, dirtySince } of dirty) context.movedAt.set(movedId(merchant, sku), dirtySince ?? 0);
    await eachLimited(shown, settings.writesAtOnce, async (listing) => {
      await ports.listings.markDue(listing, ports.clock.now());
      report.shops.add(listing.shop);
      report.marked++;
    });
  }
  await eachLimited(dirty, settings.writesAtOnce, async ({ sku, mark }) => {
    if ((await ports.stock.clean(merchant, sku, mark)) === 'cleaned') report.spread++;
  });
}

/** These SKUs, their sets, a set's present and earlier parts, and all sets of those. */
export async function affectedSkus(
  ledger: Pick<StockLedger, 'skuRows'>,
  merchant: string,
  rows: readonly SkuRow[],
): Promise<string[]> {
  const own = rows.map(({ sku }) => sku);
  const parts = rows.flatMap(everyPart);
  const unread = [...new Set(parts)].filter((part) => !own.includes(part));
  const partRows = unread.length === 0 ? [] : await ledger.skuRows(merchant, unread);
  const sets = [...rows, ...partRows].flatMap(({ inSets }) => inSets);
  return [...new Set([...own, ...parts, ...sets])];
}
