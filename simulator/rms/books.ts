import { composeOrder, NEWEST_VERSION, type OrderModel } from './order-model.ts';
import { linesOf, type Order, type Shop, stockKey } from './state.ts';

export type BookOrder = ReturnType<typeof bookOrder>;
export type BookShop = ReturnType<typeof bookShop>;

/** システム連携用SKU番号 of each catalogue, by the key of its stock row: a catalogue never changes. */
const skuIdsOf = new WeakMap<Shop['catalogue'], ReadonlyMap<string, string | null>>();

/** The stock of a shop. */
export function bookInventory(shop: Shop) {
  const { catalogue } = shop;
  const skuIds =
    skuIdsOf.get(catalogue) ??
    new Map(catalogue.map((sku) => [stockKey(sku.manageNumber, sku.variantId), sku.merchantDefinedSkuId]));
  skuIdsOf.set(catalogue, skuIds);
  return [...shop.inventory.values()].map(({ manageNumber, variantId, quantity }) => ({
    manageNumber,
    variantId,
    merchantDefinedSkuId: skuIds.get(stockKey(manageNumber, variantId)) ?? null,
    quantity,
  }));
}

/** The truth about one shop. */
export function bookShop(shop: Shop) {
  return {
    shopUrl: shop.code,
    shopId: shop.shopId,
    /** By 注文日時. */
    orders: shop.orders.map(bookOrder),
    inventory: bookInventory(shop),
    /** How often each operation was asked for with this shop's key, answered or not. */
    calls: Object.fromEntries(shop.calls),
  };
}

/** The truth about one order; its lines and its model are composed only when they are read. */
export function bookOrder(order: Order) {
  return {
    shopUrl: order.shop.code,
    orderNumber: order.orderNumber,
    orderDatetimeMs: order.placedAt,
    visibleAtMs: order.visibleAt,
    orderProgress: order.progress,
    kind: order.kind,
    get lines() {
      return linesOf(order).map((line) => ({
        itemDetailId: line.itemDetailId,
        manageNumber: line.sku.manageNumber,
        variantId: line.sku.variantId,
        merchantDefinedSkuId: line.sku.merchantDefinedSkuId,
        units: line.units,
        deleted: line.deleted,
      }));
    },
    /** The OrderModel of the newest version: read it before the mall changes again. */
    get model(): OrderModel {
      return composeOrder(order, NEWEST_VERSION);
    },
  };
}
