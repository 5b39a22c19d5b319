import type { Ports } from '../ports/index.ts';
import { removedShop } from './removed-shop.ts';
import type { Shop, ShopKey } from './shop.ts';

/** How removing a shop ended. */
export type ShopRemoval =
  | { readonly kind: 'removed' }
  /** Its key was replaced since it was looked at: somebody means to go on with it. Nothing was removed. */
  | { readonly kind: 'changed' };

/**
 * Stops a shop's import for good. What adding it again needs is kept first, so that whoever dies in between can begin again;
 * then its row goes, and with it the only copy of its key that is in use; then the pauses that were about it, or they would
 * hold the shop it may become again. Orders, history and claims stay: their tables are not touched.
 */
export async function removeShop(
  ports: Pick<Ports, 'shops' | 'removedShops' | 'pauses' | 'clock'>,
  shop: Shop,
  by: string,
): Promise<ShopRemoval> {
  await ports.removedShops.put(removedShop(shop, by, ports.clock.now()));
  if ((await ports.shops.remove(shop.key, shop.credential.version)) === 'changed') return { kind: 'changed' };
  await liftPausesOf(ports, shop.key);
  return { kind: 'removed' };
}

/** Lifts every pause that is about this shop alone. */
export async function liftPausesOf(ports: Pick<Ports, 'pauses'>, key: ShopKey): Promise<void> {
  for (const pause of await ports.pauses.list()) if (pause.scope === key) await ports.pauses.lift(pause);
}
