import { composeOrder, NEWEST_VERSION } from '../model/compose-order.ts';
import { linesOf, type Order, type Shop, stockKey } from '../state.ts';
import type { World } from '../world.ts';
import type { BookOrder, BookShop, Books, RmsControl } from './interface.ts';

export function books(world: World): Books {
  return { shops: [...world.shops.values()].map(bookShop) };
}

/** システム連携用SKU番号 of each catalogue, by the key of its stock row: a catalogue never changes. */
const skuIdsOf = new WeakMap<Shop['catalogue'], ReadonlyMap<string, string | null>>();

export function bookInventory(shop: Shop): BookShop['inventory'] {
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

function bookShop(shop: Shop): BookShop {
  return {
    shopUrl: shop.shopUrl,
    shopId: shop.shopId,
    orders: shop.orders.map(bookOrder),
    inventory: bookInventory(shop),
    calls: Object.fromEntries(shop.calls),
  };
}

/** The truth about one order; its lines and its model are composed only when they are read. */
export function bookOrder(order: Order): BookOrder {
  return {
    shopUrl: order.shop.shopUrl,
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
    get model() {
      return composeOrder(order, NEWEST_VERSION);
    },
  };
}

export function summary(world: World): ReturnType<RmsControl['summary']> {
  return {
    shops: [...world.shops.values()].map((shop) => {
      const byProgress: Record<string, number> = {};
      for (const order of shop.orders) byProgress[order.progress] = (byProgress[order.progress] ?? 0) + 1;
      const calls = [...shop.calls.values()].reduce((total, count) => total + count, 0);
      return { shopUrl: shop.shopUrl, orders: shop.orders.length, byProgress, calls };
    }),
  };
}
