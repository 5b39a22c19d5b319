import { secondMs } from '../../core/kernel/time.ts';
import type { ShopKey } from '../../core/model/shop.ts';
import type { World } from './world.ts';

/**
 * Holds the cursor to its promise at every moment, not only at the end: it never runs ahead of the mall's clock, and every
 * order placed before it has a row. Orders that the mall showed late are the state scan's to find and left out here.
 */
export function createCursorWatch(
  world: Pick<World, 'time' | 'rms' | 'store' | 'unexpected' | 'note'>,
): (shop: ShopKey) => void {
  const watched = new Map<ShopKey, number>();
  const complain = (line: string): void => {
    world.note(line);
    if (world.unexpected.length < 20) world.unexpected.push(line);
  };
  return (key) => {
    const shop = world.store.shopsByKey.get(key);
    if (!shop) return;
    const before = watched.get(key) ?? shop.importFrom;
    watched.set(key, Math.max(before, shop.cursor));
    const now = world.time.now();
    if (shop.cursor > now) complain(`the cursor of ${key} runs ${shop.cursor - now} ms ahead of the mall's clock`);
    if (shop.cursor <= before || shop.mall !== 'rms') return;
    const rows = world.store.rowsByShop.get(key);
    for (const order of world.rms.control.placedBetween(shop.code, before, shop.cursor)) {
      const { orderNumber, orderDatetimeMs, visibleAtMs } = order;
      const shownAtOnce = visibleAtMs - orderDatetimeMs < secondMs;
      if (shownAtOnce && !rows?.has(orderNumber)) {
        complain(`the cursor of ${key} passed order ${orderNumber}, which has no row`);
      }
    }
  };
}
