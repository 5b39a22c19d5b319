import type { Order, Shop } from '../state.ts';
import type { World } from '../world.ts';
import type { BookOrder, BookShop, BookStock, Books, YahooControl } from './interface.ts';

export function books(world: World): Books {
  return { shops: [...world.shops.values()].map(bookShop) };
}

export function bookStock(shop: Shop): BookStock[] {
  return [...shop.stock.values()].map(({ itemCode, subCode, quantity, allowOverdraft, closed }) => ({
    itemCode,
    subCode,
    quantity,
    allowOverdraft,
    closed,
  }));
}

function bookShop(shop: Shop): BookShop {
  return {
    sellerId: shop.sellerId,
    orders: shop.orders.map(bookOrder),
    stock: bookStock(shop),
    calls: Object.fromEntries(shop.calls),
  };
}

/** The truth about one order. */
export function bookOrder(order: Order): BookOrder {
  return {
    sellerId: order.shop.sellerId,
    orderId: order.orderId,
    kind: order.kind,
    orderTimeMs: order.placedAt,
    publicationTimeMs: order.publishedAt,
    visibleAtMs: order.visibleAt,
    cancelWindowEndsAtMs: order.windowEndsAt,
    lastUpdateTimeMs: order.updatedAt,
    orderStatus: order.orderStatus,
    shipStatus: order.shipStatus,
    payStatus: order.payStatus,
    isSeen: order.isSeen,
    isTest: order.kind === 'test',
    isHeld: order.fraudStatus === 1,
    cancelReason: order.cancelReason,
    cancelMails: order.cancelMails,
    parentOrderId: order.parentId === '' ? null : order.parentId,
    childOrderIds: [...order.childIds],
    lines: order.lines.map(({ lineId, sku, units }) => ({
      lineId,
      itemCode: sku.itemCode,
      subCode: sku.subCode,
      units,
    })),
  };
}

export function summary(world: World): ReturnType<YahooControl['summary']> {
  return {
    shops: [...world.shops.values()].map((shop) => {
      const byStatus: Record<string, number> = {};
      for (const order of shop.orders) byStatus[order.orderStatus] = (byStatus[order.orderStatus] ?? 0) + 1;
      const calls = [...shop.calls.values()].reduce((total, count) => total + count, 0);
      return { sellerId: shop.sellerId, orders: shop.orders.length, byStatus, calls };
    }),
  };
}
