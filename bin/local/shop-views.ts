import type { Shop } from '../../core/merchants/shop.ts';
import { holdingPause, type Pause } from '../../core/pause/pause.ts';
import type { PushCounts, ShopView } from '../../local/view/state.ts';
import type { DeskMall } from './desk-mall.ts';
import type { StoredOrders } from './stored-orders.ts';

/** What the mall's own books say of one shop. */
interface Booked {
  readonly atMall: number;
  readonly calls: number;
  readonly lagMs: number;
  readonly lastOrderAtMs: number | null;
}

/** Puts together what the tables, the bus and the mall say of each shop. Without a simulated mall its side stays unknown. */
export function shopViews(
  shops: readonly Shop[],
  pauses: readonly Pause[],
  storedOf: (shop: string) => StoredOrders,
  statusesOf: (shop: string) => PushCounts,
  mall: DeskMall | null,
  nowMs: number,
): ShopView[] {
  const booked = mall === null ? null : bookedShops(mall, shops, storedOf);
  return shops.map((shop) => {
    const { numbers, lastOrderAtMs } = storedOf(shop.key);
    const known = booked?.get(shop.code) ?? null;
    const pause = holdingPause(pauses, shop, nowMs);
    const statusPause = pause === null ? holdingPause(pauses, shop, nowMs, 'status') : null;
    return {
      name: shop.name,
      stored: numbers.size,
      atMall: known?.atMall ?? null,
      lagMs: known?.lagMs ?? null,
      lastOrderAtMs: known?.lastOrderAtMs ?? lastOrderAtMs,
      calls: known?.calls ?? null,
      statuses: statusesOf(shop.key),
      pause: pause && { cause: pause.cause, note: pause.note },
      statusPause: statusPause && { cause: statusPause.cause, note: statusPause.note },
    };
  });
}

function bookedShops(
  mall: DeskMall,
  shops: readonly Shop[],
  storedOf: (shop: string) => StoredOrders,
): Map<string, Booked> {
  const nowMs = mall.control.nowMs();
  const importFrom = new Map(shops.map((shop) => [shop.code, shop.importFrom]));
  return new Map(
    mall.control.books().shops.map(({ shopUrl, orders, calls }) => {
      const { numbers } = storedOf(`rms#${shopUrl}`);
      const from = importFrom.get(shopUrl) ?? Number.POSITIVE_INFINITY;
      let [atMall, oldestWaitingMs, lastOrderAtMs] = [0, nowMs, null as number | null];
      for (const { orderNumber, orderDatetimeMs, visibleAtMs } of orders) {
        if (visibleAtMs > nowMs || orderDatetimeMs < from) continue;
        atMall += 1;
        if (numbers.has(orderNumber)) lastOrderAtMs = Math.max(lastOrderAtMs ?? 0, orderDatetimeMs);
        else oldestWaitingMs = Math.min(oldestWaitingMs, visibleAtMs);
      }
      const callCount = Object.values(calls).reduce((total, count) => total + count, 0);
      return [shopUrl, { atMall, calls: callCount, lagMs: nowMs - oldestWaitingMs, lastOrderAtMs }];
    }),
  );
}
