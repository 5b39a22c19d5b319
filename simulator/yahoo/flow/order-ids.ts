import type { Order, Shop } from '../state.ts';
import type { World } from '../world.ts';

/** `<sellerId>-<8 digits>`. Nothing is counted until the order exists: a call whose answer is lost leaves no gap. */
export function nextOrderId(shop: Shop, ahead = 1): string {
  return `${shop.sellerId}-${shop.lastSerial + ahead}`;
}

/** Puts an order at its place by 注文日時. Most come last. */
export function insertOrder(world: World, order: Order): void {
  const { orders } = order.shop;
  const last = orders.at(-1);
  orders.push(order);
  if (last && last.placedAt > order.placedAt) orders.sort((a, b) => a.placedAt - b.placedAt);
  world.orders.set(order.orderId, order);
}
