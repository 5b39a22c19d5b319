import { cancel } from '../flow/life.ts';
import { placeOrder, takeBack } from '../flow/place-order.ts';
import { splitIds, splitOrder } from '../flow/split-order.ts';
import { isReadOnly } from '../orders/own-order.ts';
import type { Order, Shop, Sku } from '../state.ts';
import type { World } from '../world.ts';
import type { YahooControl } from './interface.ts';

/** The order of this number in this shop, or an error. */
export function orderOf(world: World, shop: Shop, orderId: string): Order {
  const order = world.orders.get(orderId);
  if (order?.shop === shop) return order;
  throw new Error(
    `Shop ${shop.sellerId} has no order ${orderId}${order ? `: it belongs to ${order.shop.sellerId}` : ''}.`,
  );
}

export function addOrders(world: World, shop: Shop, options: Parameters<YahooControl['addOrders']>[1]): string[] {
  const { count } = options;
  if (!Number.isInteger(count) || count < 0) throw new Error(`addOrders: got count ${count}, expected a whole number.`);
  const at = options.at ?? world.timeMs;
  const from = typeof at === 'number' ? at : at.from;
  const to = typeof at === 'number' ? at : at.to;
  if (!(to >= from)) throw new Error(`addOrders: got a span from ${from} to ${to}, expected from <= to.`);
  const lines = options.lines?.map((line) => ({ sku: skuOf(shop, line.itemCode, line.subCode), units: line.units }));
  return Array.from({ length: count }, (_, index) => {
    const placedAt = count === 1 ? from : from + ((to - from) * index) / (count - 1);
    return placeOrder(world, shop, {
      placedAt,
      ...(options.visibleAfterMs !== undefined && { visibleAfterMs: options.visibleAfterMs }),
      ...(options.kind !== undefined && { kind: options.kind }),
      ...(lines && { lines }),
    }).orderId;
  });
}

/** What a shop sells under these codes, or an error. */
export function skuOf(shop: Shop, itemCode: string, subCode = ''): Sku {
  const sku = shop.catalogue.find((one) => one.itemCode === itemCode && one.subCode === subCode);
  if (sku) return sku;
  const subCodes = shop.catalogue.filter((one) => one.itemCode === itemCode).map((one) => one.subCode || 'no sub code');
  throw new Error(
    `Shop ${shop.sellerId} sells no ${itemCode} with sub code ${JSON.stringify(subCode)}. ${itemCode} has: ${subCodes.join(', ') || 'nothing'}.`,
  );
}

export function cancelByHand(world: World, order: Order, by: { buyer?: true; reason?: number }): void {
  if (order.orderStatus === 4) throw new Error(`Order ${order.orderId} is cancelled already.`);
  if (by.reason === undefined) {
    if (!isReadOnly(world, order)) {
      throw new Error(`The buyer of ${order.orderId} can cancel no more. Give a reason, and the shop cancels.`);
    }
    takeBack(world, order);
    return;
  }
  cancel(world, order, { reason: by.reason, detail: '', restores: true, mails: true });
}

export function splitByHand(world: World, order: Order): string[] {
  const [first] = order.lines;
  const units = order.lines.reduce((sum, line) => sum + line.units, 0);
  const isOver = order.orderStatus === 4 || order.orderStatus === 5 || order.childIds.length > 0;
  // The shop does not see an order that the fraud check holds.
  const isHeld = order.fraudStatus === 1;
  if (isOver || isHeld || isReadOnly(world, order) || units < 2 || first === undefined) {
    throw new Error(
      `Order ${order.orderId} cannot be split: expected two units or more, open, whole and no longer its buyer's.`,
    );
  }
  const rest = order.lines.map((line) => [line.lineId, line.units - (line === first ? 1 : 0)] as const);
  const charges = { pay: 0, ship: 0, giftWrap: 0, discount: 0, usePoint: 0 };
  const parts = splitIds(order.shop, [
    { splitId: 1, charges, units: new Map([[first.lineId, 1]]) },
    { splitId: 2, charges: order.charges, units: new Map(rest) },
  ]);
  splitOrder(world, order, parts);
  return parts.map(({ orderId }) => orderId);
}
