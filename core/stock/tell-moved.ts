import { TsunagiError } from '../errors.ts';
import type { ImportRun } from '../orders/run.ts';
import { hasStock } from './features.ts';

/**
 * Names the SKUs that a shop's orders moved to the workers of stock, once their claims and marks are written: in one message, and only
 * for a merchant who has stock with us. A message that cannot be sent is no loss: the marks stand, and the sweep sends another.
 */
export async function tellMoved(
  run: Pick<ImportRun, 'ports' | 'memory' | 'shop'>,
  skus: ReadonlySet<string>,
): Promise<void> {
  const { ports, shop } = run;
  if (skus.size === 0) return;
  try {
    if (await hasStock(run, shop.merchant)) await ports.stockQueue.spread(shop.key, shop.merchant, [...skus]);
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    ports.log.warn('stock.message-lost', { shop: shop.key, skus: skus.size, code: error.code });
  }
}
