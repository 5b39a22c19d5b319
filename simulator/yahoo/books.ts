import type { Order, Shop } from './state.ts';

export type BookOrder = ReturnType<typeof bookOrder>;
export type BookShop = ReturnType<typeof bookShop>;

/** The stock of a shop; a quantity of null is 無限大. */
export const bookStock = (shop: Shop) =>
  [...shop.stock.values()].map(({ itemCode, subCode, quantity, allowOverdraft, closed }) => ({
    itemCode,
    subCode,
    quantity,
    allowOverdraft,
    closed,
  }));

/** The truth about one shop. */
export const bookShop = (shop: Shop) => ({
  sellerId: shop.code,
  /** By 注文日時. */
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
  /** 注文日時. */
  orderTimeMs: order.placedAt,
  /** 公開日時; null: none is set. */
  publicationTimeMs: order.publishedAt,
  /** orderList lists it from here on, to who asks for it. */
  visibleAtMs: order.visibleAt,
  /** Its buyer can cancel until here. */
  cancelWindowEndsAtMs: order.windowEndsAt,
  lastUpdateTimeMs: order.updatedAt,
  orderStatus: order.orderStatus,
  shipStatus: order.shipStatus,
  payStatus: order.payStatus,
  shipment: {
    companyCode: order.shipment.companyCode,
    numbers: [order.shipment.invoiceNumber1, order.shipment.invoiceNumber2],
    emptyReason: order.shipment.emptyReason,
    shipDate: order.shipment.shipDate,
  },
  /** 社内メモ. */
  notes: order.notes,
  isSeen: order.isSeen,
  isTest: order.kind === 'test',
  /** Held by the fraud check: listed only to who asks for such. */
  isHeld: order.fraudStatus === 1,
  cancelReason: order.cancelReason,
  cancelMails: order.cancelMails,
  parentOrderId: order.parentId === '' ? null : order.parentId,
  childOrderIds: [...order.childIds],
  lines: order.lines.map(({ lineId, sku: { itemCode, subCode }, units }) => ({ lineId, itemCode, subCode, units })),
});
