import { currentQuantity, type Order, type Shop, statusOf } from './state.ts';

export type BookOrder = ReturnType<typeof bookOrder>;
export type BookShop = ReturnType<typeof bookShop>;

/** What every location of a shop has. */
export const bookStock = (shop: Shop) =>
  [...shop.levels.values()].map(({ variant, location, available, committed, isActive }) => ({
    sku: variant.sku,
    good: variant.good,
    inventoryItemId: String(variant.itemId),
    locationId: String(location.id),
    isFirstLocation: location === shop.locations[0],
    tracked: variant.tracked,
    isActive,
    available,
    committed,
  }));

/** The truth about one shop. */
export const bookShop = (shop: Shop) => ({
  shop: shop.code,
  /** By createdAt. */
  orders: shop.orders.map(bookOrder),
  stock: bookStock(shop),
  /** How often each function was asked for at its address, answered or not. */
  calls: Object.fromEntries(shop.calls),
});

/** The truth about one order. */
export const bookOrder = (order: Order) => ({
  shop: order.shop.code,
  orderId: order.orderId,
  name: order.name,
  kind: order.kind,
  createdAtMs: order.placedAt,
  updatedAtMs: order.updatedAt,
  visibleAtMs: order.visibleAt,
  status: statusOf(order),
  moneyLost: order.moneyLost,
  cancelReason: order.cancelReason,
  lines: order.lines.map((line) => ({
    lineId: line.lineId,
    sku: line.variant?.sku ?? null,
    quantity: line.quantity,
    units: currentQuantity(line),
    unfulfilled: line.unfulfilled,
  })),
  refunds: order.refunds.map(({ id, lines }) => ({
    id,
    units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
  })),
  fulfillmentOrders: order.fulfillmentOrders.map(({ id, status, location, lines }) => ({
    id,
    status,
    locationId: String(location.id),
    remaining: lines.reduce((sum, { remaining }) => sum + remaining, 0),
  })),
  fulfillments: order.fulfillments.map(({ id, status, lines, tracking }) => ({
    id,
    status,
    units: lines.reduce((sum, { quantity }) => sum + quantity, 0),
    tracking,
  })),
});
