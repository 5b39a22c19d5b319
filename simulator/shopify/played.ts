import type { SettingsChange } from '../settings.ts';
import type { Played, TrueOrder } from '../truth.ts';
import type { BookOrder } from './books.ts';
import type { ShopifyControl } from './control.ts';
import { type ShopifyState, STATUSES } from './state.ts';

/** How Shopify takes part beside other malls. */
export const played: Played<ShopifyControl> & { readonly settings: SettingsChange<ShopifyState['settings']> } = {
  shortTitle: 'Shopify',
  stockApi: 'stock',
  keys: ['h', 'j'],
  oneShopOf: 5,
  backlogMax: 20,
  // Points are not counted: seconds are short there, and none pass once it stands still.
  settings: { throttle: { enforce: false } },
  newShop: () => ({}),
  messages: (control) => control.takePosts(),
  truth: (control) => ({
    orders: () => control.books().shops.flatMap(({ orders }) => orders.map(trueOrder)),
    items: () =>
      control.books().shops.flatMap(({ shop, stock }) =>
        stock
          .filter(({ isFirstLocation, isActive }) => isFirstLocation && isActive)
          .map(({ sku, good, tracked, available }) => ({
            shop,
            item: sku,
            named: { sku },
            good,
            sku,
            level: tracked ? available : null,
          })),
      ),
    *waiting(shop) {
      for (const order of control.books().shops.find((one) => one.shop === shop)?.orders ?? []) {
        if (order.status === 'UNFULFILLED' && order.moneyLost === null) yield { orderNumber: order.name, next: 'ship' };
      }
    },
    callerOf: ({ headers: { 'x-shopify-access-token': token } }) =>
      control.shops().find(({ accessToken }) => accessToken === token)?.shop ?? null,
  }),
};

function trueOrder(order: BookOrder): TrueOrder {
  return {
    shop: order.shop,
    // What people, and clients, call it.
    orderNumber: order.name,
    orderedAt: order.createdAtMs,
    visibleAt: order.visibleAtMs,
    status: STATUSES.indexOf(order.status),
    lines: order.lines.map(({ lineId, sku, units }) => ({
      lineId: String(lineId),
      item: sku,
      units: order.status === 'CANCELLED' ? 0 : units,
    })),
  };
}
