import { TsunagiError } from '../errors.ts';
import { freeShops } from '../health/free-shops.ts';
import type { Shop } from '../merchants/shop.ts';
import type { Round } from '../orders/visit-shops.ts';
import { driftNight } from './drift-night.ts';
import { hasStock } from './features.ts';
import { defaultSyncSettings } from './sync-settings.ts';

/**
 * At night, names the shops of merchants with stock whose listings are still to be compared with the mall. By day, and once all of them
 * are compared, nothing is sent; by day nothing is read either. Returns how many were named.
 */
export async function callForDrift(
  round: Pick<Round, 'ports' | 'memory'>,
  shops: readonly Shop[],
  settings = defaultSyncSettings,
): Promise<number> {
  const { ports, memory } = round;
  const now = ports.clock.now();
  const nights = new Map(shops.map((shop) => [shop, driftNight(shop.key, now, settings)]));
  const [night] = [...nights.values()].filter((one) => one !== null);
  if (night === undefined) return 0;
  const finished = new Set((await ports.drifts.of(night)).filter((drift) => drift.finished).map(({ shop }) => shop));
  const left: Shop[] = [];
  for (const [shop, its] of nights) {
    if (its !== null && !finished.has(shop.key) && (await hasStock(round, shop.merchant))) left.push(shop);
  }
  const { free } = await freeShops(
    ports,
    memory,
    'stock',
    left.map(({ key }) => key),
  );
  if (free.length === 0) return 0;
  try {
    await ports.stockQueue.look(free);
    return free.length;
  } catch (error) {
    if (!(error instanceof TsunagiError)) throw error;
    ports.log.warn('stock.message-lost', { shops: free.length, code: error.code });
    return 0;
  }
}
