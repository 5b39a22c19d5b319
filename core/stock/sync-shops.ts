import { firstFailure } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import { eachShop, openWay } from '../session/index.ts';
import type { StockRunContext } from './stock-session.ts';
import { type SyncShopResult, syncShop } from './sync-shop.ts';
import { noStockWork, type StockWork } from './work-through.ts';

/** What a run over the shops of some messages did. */
export interface SyncReport extends Omit<StockWork, 'nextAt'> {
  shops: number;
  busy: number;
  /** Due listings of shops that are not ours any more. */
  rested: number;
  /** Listings that the nightly comparison found to differ. */
  drifted: number;
  /** Shops whose messages have to be delivered again because of a failure of our own, with the failure. */
  readonly internalErrors: Map<ShopKey, unknown>;
}

/**
 * Works on the listings of shops, several at once, each once. Failures of one shop never reach another. Those of our own making
 * are in the report by shop, so that only its messages come back; what cannot be kept of the evidence is thrown at the end.
 */
export async function syncShops(context: StockRunContext, keys: readonly ShopKey[]): Promise<SyncReport> {
  const { nextAt: _, ...none } = noStockWork();
  const counts = { ...none, shops: 0, busy: 0, rested: 0, drifted: 0 };
  const lost = firstFailure();
  const onLost = lost.note;
  // A push passes by its shop's place on the ramp; the import before it waits until all shops may be imported.
  const stock = openWay(context, { capability: 'stock', shops: [], ramp: 'by-key', onLost });
  const importing = openWay(context, { capability: 'import', shops: [], ramp: null, onLost });
  const internalErrors = await eachShop(context, keys, 'stock.broke', async (key, shop) => {
    counts.shops++;
    const result = await syncShop(context, shop, key, { ...stock, importing });
    addUp(counts, result);
    return result.kind === 'worked' ? result.defects : new Map();
  });
  await Promise.all([stock.evidence.flush(), importing.evidence.flush()]);
  lost.rethrow();
  return { ...counts, internalErrors };
}

function addUp(report: Omit<SyncReport, 'internalErrors'>, result: SyncShopResult): void {
  switch (result.kind) {
    case 'busy':
      report.busy++;
      return;
    case 'not-ours':
      report.rested += result.rested;
      return;
    case 'held':
      report.held += result.held;
      return;
    case 'worked': {
      const { nextAt: _, ...counts } = result.work;
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) report[name] += counts[name];
      report.drifted += result.drifted;
    }
  }
}
