import { TsunagiError } from '../errors.ts';
import type { ShopKey } from '../merchants/shop.ts';
import type { Ports } from '../ports/index.ts';

/**
 * Names SKUs that people moved to the workers of stock, or shops whose listings they made due. False when the queue did not take the
 * message: nothing is lost then, since marks and due rows stand in the tables, and the sweep finds them within minutes.
 */
export async function callWorkers(
  { stockQueue }: Pick<Ports, 'stockQueue'>,
  what: { readonly merchant: string; readonly skus: readonly string[] } | { readonly shops: readonly ShopKey[] },
): Promise<boolean> {
  try {
    if ('shops' in what) await stockQueue.look(what.shops);
    else await stockQueue.spread(what.merchant, what.merchant, what.skus);
    return true;
  } catch (error) {
    if (error instanceof TsunagiError && error.code === 'queue.failing') return false;
    throw error;
  }
}
