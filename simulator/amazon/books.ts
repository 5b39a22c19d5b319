import { isFba } from './lifecycle.ts';
import { orderItemId } from './order-model.ts';
import type { Order, Shop } from './state.ts';

/** What its seller still has to send, or will have to. */
const isWaiting = ({ status }: Order): boolean =>
  status !== 'SHIPPED' && status !== 'CANCELLED' && status !== 'UNFULFILLABLE';

export type BookOrder = ReturnType<typeof bookOrder>;
export type BookShop = ReturnType<typeof bookShop>;

export const bookStock = (shop: Shop) =>
  shop.catalogue.flatMap(({ sellerSku, good }) => {
    const { quantity, isFba } = shop.stock.get(sellerSku) ?? {};
    return quantity === undefined || isFba === undefined ? [] : [{ sellerSku, good, quantity, isFba }];
  });

/** The truth about one shop. */
export const bookShop = (shop: Shop) => ({
  sellerId: shop.code,
  /** By createdTime. */
  orders: shop.orders.map(bookOrder),
  stock: bookStock(shop),
  /** How often each operation was asked for with this shop's token, answered or not. */
  calls: Object.fromEntries(shop.calls),
});

/** The truth about one order. */
export const bookOrder = (order: Order) => ({
  sellerId: order.shop.code,
  orderId: order.orderId,
  kind: order.kind,
  createdTimeMs: order.placedAt,
  lastUpdatedTimeMs: order.updatedAt,
  visibleAtMs: order.visibleAt,
  fulfillmentStatus: order.status,
  /** Its buyer asks for its cancel, and it is still to be sent. */
  cancelRequested: order.cancelRequest !== null && isWaiting(order),
  fulfilledBy: isFba(order) ? 'AMAZON' : 'MERCHANT',
  lines: order.lines.map(({ lineId, sku, units }) => ({
    lineId,
    orderItemId: orderItemId(order, lineId),
    sellerSku: sku.sellerSku,
    units,
  })),
  packages: order.packages
    .filter(({ isCancelled }) => isCancelled !== true)
    .map(({ reference, carrierCode, carrierName, trackingNumber, shipTime, items }) => ({
      ...{ packageReferenceId: reference, carrierCode, carrierName, trackingNumber, shipTimeMs: shipTime },
      items: items.map(({ lineId, units }) => ({ orderItemId: orderItemId(order, lineId), units })),
    })),
});
