import { holdingPause, type Pause, type Shop, type ShopKey, shopKey } from '../../core/model/index.ts';
import type { ListingCounts, PushCounts, ShopView } from '../view/state.ts';
import type { DeskMall } from './desk-mall.ts';
import { mallWord } from './played-malls.ts';
import { bookedOrders } from './shelves.ts';
import type { StoredOrders } from './stored-orders.ts';

/** What the mall's own books say of one shop. */
interface Booked {
  readonly atMall: number;
  readonly calls: number;
  readonly lagMs: number;
  readonly lastOrderAtMs: number | null;
}

/** Puts together what the tables, the bus and the malls say of each shop. Without simulated malls their side stays unknown. */
export function shopViews(
  shops: readonly Shop[],
  pauses: readonly Pause[],
  storedOf: (shop: string) => StoredOrders,
  statusesOf: (shop: string) => PushCounts,
  stockOf: (shop: string) => ListingCounts | null,
  malls: readonly DeskMall[],
  nowMs: number,
): ShopView[] {
  const [first] = malls;
  const booked = first === undefined ? null : bookedShops(malls, shops, storedOf, first.control.nowMs());
  return shops.map((shop) => {
    const { revisions, lastOrderAtMs } = storedOf(shop.key);
    const known = booked?.get(shop.key) ?? null;
    const pause = holdingPause(pauses, shop, nowMs);
    const partial =
      holdingPause(pauses, shop, nowMs, 'status') ??
      (stockOf(shop.key) === null ? null : holdingPause(pauses, shop, nowMs, 'stock'));
    const statusPause = pause === null ? partial : null;
    return {
      name: shop.name,
      mall: mallWord(shop.mall),
      stored: revisions.size,
      atMall: known?.atMall ?? null,
      lagMs: known?.lagMs ?? null,
      lastOrderAtMs: known?.lastOrderAtMs ?? lastOrderAtMs,
      calls: known?.calls ?? null,
      statuses: statusesOf(shop.key),
      stock: stockOf(shop.key),
      pause: pause && { cause: pause.cause, note: pause.note },
      statusPause: statusPause && { cause: statusPause.cause, note: statusPause.note },
    };
  });
}

function bookedShops(
  malls: readonly DeskMall[],
  shops: readonly Shop[],
  storedOf: (shop: string) => StoredOrders,
  nowMs: number,
): Map<ShopKey, Booked> {
  const calls = new Map(
    malls.flatMap(({ name, truth }) => truth.shops().map(({ code, calls }) => [shopKey(name, code), calls] as const)),
  );
  const byShop = Map.groupBy(bookedOrders(malls), ({ shop }) => shop);
  return new Map(
    shops.map(({ key, importFrom }) => {
      const { revisions } = storedOf(key);
      let [atMall, oldestWaitingMs, lastOrderAtMs] = [0, nowMs, null as number | null];
      for (const { orderNumber, orderedAt, visibleAt } of byShop.get(key) ?? []) {
        if (visibleAt === null || visibleAt > nowMs || orderedAt < importFrom) continue;
        atMall += 1;
        if (revisions.has(orderNumber)) lastOrderAtMs = Math.max(lastOrderAtMs ?? 0, orderedAt);
        else oldestWaitingMs = Math.min(oldestWaitingMs, visibleAt);
      }
      return [key, { atMall, calls: calls.get(key) ?? 0, lagMs: nowMs - oldestWaitingMs, lastOrderAtMs }];
    }),
  );
}
