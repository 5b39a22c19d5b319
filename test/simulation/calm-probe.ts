import { hourMs } from '../../core/units.ts';
import type { World } from './world.ts';

/** When, after the storm, orders are cancelled, and by when that must have been noticed. */
const cancelAfterMs = hourMs;
const noticedAfterMs = 5 * hourMs;

/**
 * Cancels an order in each shop in calm weather: the state scan must notice within hours, long before the night's
 * re-reading would.
 */
export function probeScan(world: World, stormEnd: number): void {
  const { time, rms, store } = world;
  time.at(stormEnd + cancelAfterMs, () => {
    for (const shop of world.shops) {
      const rows = store.rowsByShop.get(shop.key);
      const books = rms.control.books().shops.find(({ shopUrl }) => shopUrl === shop.code);
      const order = books?.orders.find(({ orderNumber, orderProgress, orderDatetimeMs }) => {
        const row = rows?.get(orderNumber);
        const recent = time.now() - orderDatetimeMs < 60 * 24 * hourMs;
        return orderProgress === 100 && recent && row?.kind === 'stored' && !row.problem;
      });
      if (!order) continue;
      rms.control.cancelOrder(shop.code, order.orderNumber);
      time.at(stormEnd + noticedAfterMs, () => {
        const row = store.rowsByShop.get(shop.key)?.get(order.orderNumber);
        if (row?.kind === 'stored' && row.progress === '900') return;
        world.unexpected.push(`the cancel of ${order.orderNumber} went unnoticed for hours in calm weather`);
      });
    }
  });
}
