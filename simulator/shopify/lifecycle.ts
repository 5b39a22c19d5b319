import { drawBetween } from '../prng.ts';
import { chanceOfEdit, later } from '../world.ts';
import { allOf, firstLocation, fulfill, recall, recordId, rowOf } from './parcels.ts';
import {
  type CancelReason,
  currentQuantity,
  type Fulfillment,
  type MoneyLoss,
  type Order,
  type Status,
  statusOf,
  type Tracking,
  type World,
} from './state.ts';
import { uncommit } from './stock.ts';
import { post } from './webhooks.ts';

/** Marks an order as changed. Searches find it by its new updatedAt once their index has it. */
export function touch(world: World, order: Order): void {
  const { timeMs } = world;
  if (timeMs >= order.reindexedAt) order.indexed = order.updatedAt;
  order.updatedAt = Math.floor(timeMs / 1000) * 1000;
  const { indexDelayMinMs, indexDelayMaxMs } = world.settings.orders;
  order.reindexedAt = Math.max(
    order.visibleAt,
    timeMs + drawBetween(chanceOfEdit(world, order.orderId, 'shown'), indexDelayMinMs, indexDelayMaxMs),
  );
  post(world, order, 'ORDERS_UPDATED');
}

/** Moves an order to what a person sees of it, and lets follow what does by itself. */
export function enter(world: World, order: Order, status: Status): void {
  if (order.cancelledAt !== null && status !== 'CANCELLED') {
    throw new Error(`moveOrder: order ${order.orderId} is cancelled, which cannot be undone.`);
  }
  order.stage += 1;
  switch (status) {
    case 'FULFILLMENT_NOT_REQUIRED':
      throw new Error('moveOrder: nothing is left to send once everything was refunded. Use refundOrder.');
    case 'CANCELLED':
      cancel(world, order, 'OTHER');
      return;
    case 'FULFILLED':
      release(order);
      for (const one of order.fulfillmentOrders) fulfill(world, order, [allOf(one)], []);
      break;
    case 'PARTIALLY_FULFILLED': {
      recall(world, order);
      release(order);
      const open = order.fulfillmentOrders.find(({ lines }) => lines.some(({ remaining }) => remaining > 0));
      const line = open?.lines.find(({ remaining }) => remaining > 0);
      if (open && line) fulfill(world, order, [{ of: open, units: new Map([[line.id, 1]]) }], []);
      break;
    }
    case 'ON_HOLD':
      recall(world, order);
      order.isPaid = true;
      for (const one of order.fulfillmentOrders) if (one.status === 'OPEN') one.status = 'ON_HOLD';
      break;
    case 'PENDING':
    case 'UNFULFILLED':
      recall(world, order);
      release(order);
      order.isPaid = status === 'UNFULFILLED';
      order.moneyLost = null;
      if (!order.isPaid) awaitPayment(world, order, world.settings.flow.pendingMs);
      break;
  }
  touch(world, order);
}

/** Its payment comes after a while, unless something else happens to the order first. */
export function awaitPayment(world: World, order: Order, afterMs: number): void {
  later(world, order, afterMs, () => {
    if (order.cancelledAt !== null || order.moneyLost !== null) return;
    order.isPaid = true;
    touch(world, order);
  });
}

/** Its payment never comes, and cannot come any more after a while. */
export function expirePayment(world: World, order: Order, afterMs: number): void {
  later(world, order, afterMs, () => {
    if (order.cancelledAt === null) loseMoney(world, order, 'EXPIRED');
  });
}

/** Its money is released, runs out of time, or goes back to the buyer, and its lines stay as they are. */
export function loseMoney(world: World, order: Order, how: MoneyLoss): void {
  order.moneyLost = how;
  touch(world, order);
}

/** Nobody holds it back any more. */
function release(order: Order): void {
  order.isPaid = true;
  order.moneyLost = null;
  for (const one of order.fulfillmentOrders) if (one.status === 'ON_HOLD') one.status = 'OPEN';
}

/** A person of the shop, its buyer or an app cancels what was not sent. */
export function cancel(world: World, order: Order, reason: CancelReason): void {
  if (order.cancelledAt !== null) return;
  order.stage += 1;
  order.cancelledAt = world.timeMs;
  order.cancelReason = reason;
  const { restoreAtCancel } = world.settings.stock;
  const isKept = world.settings.orders.cancelledUnits === 'kept';
  const taken = order.lines.flatMap((line) => {
    const quantity = line.unfulfilled;
    if (quantity === 0) return [];
    const location = rowOf(order, line)?.[0].location ?? firstLocation(order);
    uncommit(world, order.shop, line.variant, { location, units: quantity, isRestocked: restoreAtCancel });
    line.unfulfilled = 0;
    if (!isKept) line.removed += quantity;
    return [{ line, quantity, restockType: restoreAtCancel ? ('CANCEL' as const) : ('NO_RESTOCK' as const), location }];
  });
  if (!isKept && taken.length > 0)
    order.refunds.push({ id: recordId(order), at: world.timeMs, note: '', lines: taken });
  for (const one of order.fulfillmentOrders) {
    for (const row of one.lines) row.remaining = 0;
    if (one.status !== 'CLOSED') one.status = world.settings.flow.cancelledStatus;
  }
  touch(world, order);
  post(world, order, 'ORDERS_CANCELLED');
}

/** Replaces where a parcel is to be found. */
export function track(world: World, order: Order, fulfillment: Fulfillment, tracking: Tracking[]): void {
  fulfillment.tracking = tracking;
  fulfillment.updatedAt = world.timeMs;
  touch(world, order);
}

/** `PAID`, `PENDING` and so on. */
export function financialStatus(order: Order): string {
  if (order.moneyLost !== null) return order.moneyLost;
  if (!order.isPaid) return order.cancelledAt === null ? 'PENDING' : 'VOIDED';
  if (order.refunds.length === 0) return 'PAID';
  return order.lines.every((line) => currentQuantity(line) === 0) ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
}

/**
 * Nothing of a cancelled order is sent any more, but what was sent before stays so. What has nothing to be sent is UNFULFILLED up to
 * 2026-07: https://shopify.dev/changelog/posts/orderdisplayfulfillmentstatus-now-returns-fulfillmentnotrequired
 */
export function fulfillmentStatus(order: Order, version: string): string {
  const nothingToSend = version < '2026-10' ? 'UNFULFILLED' : 'FULFILLMENT_NOT_REQUIRED';
  const status = statusOf(order);
  if (status === 'FULFILLMENT_NOT_REQUIRED') return nothingToSend;
  if (status === 'CANCELLED')
    return order.fulfillments.some((one) => one.status === 'SUCCESS') ? 'FULFILLED' : nothingToSend;
  return status === 'PENDING' ? 'UNFULFILLED' : status;
}
