import { placeOrder } from '../flow/place-order.ts';
import { addReason, enter, later, noteReport, touch } from '../flow/progress.ts';
import { ORDER_KINDS, type Order, type Shop, type Sku } from '../state.ts';
import type { World } from '../world.ts';
import type { RmsControl } from './interface.ts';
import { mustBeOneOf } from './one-of.ts';

/** The order of this number in this shop, or an error. */
export function orderOf(world: World, shop: Shop, orderNumber: string): Order {
  const order = world.orders.get(orderNumber);
  if (order?.shop === shop) return order;
  throw new Error(
    `Shop ${shop.shopUrl} has no order ${orderNumber}${order ? `: it belongs to ${order.shop.shopUrl}` : ''}.`,
  );
}

export function addOrders(world: World, shop: Shop, options: Parameters<RmsControl['addOrders']>[1]): string[] {
  const { count } = options;
  if (!Number.isInteger(count) || count < 0) throw new Error(`addOrders: got count ${count}, expected a whole number.`);
  if (options.kind !== undefined) mustBeOneOf('addOrders', options.kind, [...ORDER_KINDS, 'random']);
  const at = options.at ?? world.timeMs;
  const from = typeof at === 'number' ? at : at.from;
  const to = typeof at === 'number' ? at : at.to;
  if (!(to >= from)) throw new Error(`addOrders: got a span from ${from} to ${to}, expected from <= to.`);
  const lines = options.lines?.map((line) => ({ sku: skuOf(shop, line), units: line.units }));
  return Array.from({ length: count }, (_, index) => {
    const placedAt = count === 1 ? from : from + ((to - from) * index) / (count - 1);
    const visible = options.visibleAfterMs === undefined ? {} : { visibleAfterMs: options.visibleAfterMs };
    const kind = options.kind === undefined ? {} : { kind: options.kind };
    return placeOrder(world, shop, { placedAt, ...visible, ...kind, ...(lines && { lines }) }).orderNumber;
  });
}

/** What a shop sells under these names, or an error. */
function skuOf(shop: Shop, { manageNumber, variantId }: Pick<Sku, 'manageNumber' | 'variantId'>): Sku {
  const sku = shop.catalogue.find((one) => one.manageNumber === manageNumber && one.variantId === variantId);
  if (sku) return sku;
  const variants = shop.catalogue.filter((one) => one.manageNumber === manageNumber).map((one) => one.variantId);
  throw new Error(
    `Shop ${shop.shopUrl} sells no ${manageNumber} with variant ${JSON.stringify(variantId)}. ${manageNumber} has: ${variants.join(', ') || 'nothing'}.`,
  );
}

/** The buyer or the shop cancels in RMS: 800 first where `finalAfterMs` is given, else 900 at once. */
export function cancelByHand(world: World, order: Order, finalAfterMs: number | undefined): void {
  if (order.progress === 900) throw new Error(`Order ${order.orderNumber} is cancelled already.`);
  addReason(world, order, { changeType: 0, changeReason: 1, changeReasonDetail: 1 });
  if (finalAfterMs === undefined) {
    enter(world, order, 900);
    return;
  }
  enter(world, order, 800);
  // The stage grows once more, so that the mall's own delay does not come first.
  order.stage += 1;
  later(world, order, finalAfterMs, () => enter(world, order, 900));
}

export function shipByHand(world: World, order: Order, row: Parameters<RmsControl['shipOrder']>[2]): void {
  for (const pack of order.packages) {
    if (!pack.deleted) pack.rows.push({ shippingDetailId: world.nextId.shippingDetail++, ...row });
  }
  touch(order);
  noteReport(world, order);
}
