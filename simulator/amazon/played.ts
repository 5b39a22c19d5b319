import type { SettingsChange } from '../settings.ts';
import type { Played, TrueOrder } from '../truth.ts';
import type { BookOrder } from './books.ts';
import type { AmazonControl } from './control.ts';
import { type AmazonState, STATUSES } from './state.ts';

/** Another secret is due every 180 days: one that is half over is renewed by a person of the shop. */
const renewBeforeMs = 90 * 86_400_000;

/** How Amazon takes part beside other malls. */
export const played: Played<AmazonControl> & { readonly settings: SettingsChange<AmazonState['settings']> } = {
  shortTitle: 'Amazon',
  stockApi: 'stock',
  keys: ['a', 's'],
  oneShopOf: 4,
  backlogMax: 15,
  // Calls are not counted: minutes are short there, and none pass once it stands still.
  settings: { throttle: { enforce: false } },
  newShop: () => ({}),
  renewal(control, shop) {
    const ends = control.shops().find(({ sellerId }) => sellerId === shop)?.secretEndsAtMs ?? 0;
    return ends - control.nowMs() < renewBeforeMs ? { name: 'rotate-secret', body: { sellerId: shop } } : null;
  },
  messages: (control) => control.takeNotifications(),
  truth: (control) => ({
    orders: () => control.books().shops.flatMap(({ orders }) => orders.map(trueOrder)),
    items: () =>
      control.books().shops.flatMap(({ sellerId, stock }) =>
        stock.map(({ sellerSku, good, quantity }) => ({
          shop: sellerId,
          item: sellerSku,
          named: { sellerSku },
          good,
          sku: sellerSku,
          level: quantity,
        })),
      ),
    *waiting(shop) {
      for (const order of control.books().shops.find(({ sellerId }) => sellerId === shop)?.orders ?? []) {
        if (isWaiting(order)) yield { orderNumber: order.orderId, next: 'ship' };
      }
    },
    callerOf: ({ headers }) => control.shopOfToken(headers['x-amz-access-token'] ?? ''),
  }),
};

/** Paid, and the merchant's to send. */
const isWaiting = ({ fulfillmentStatus, fulfilledBy }: BookOrder): boolean =>
  fulfillmentStatus === 'UNSHIPPED' && fulfilledBy === 'MERCHANT';

function trueOrder(order: BookOrder): TrueOrder {
  const isGone = order.fulfillmentStatus === 'CANCELLED' || order.fulfilledBy === 'AMAZON';
  return {
    shop: order.sellerId,
    orderNumber: order.orderId,
    orderedAt: order.createdTimeMs,
    // What Amazon sends from its own shelf is not among the orders of the merchant's.
    visibleAt: order.fulfilledBy === 'AMAZON' ? null : order.visibleAtMs,
    status: STATUSES.indexOf(order.fulfillmentStatus),
    lines: order.lines.map(({ orderItemId, sellerSku, units }) => ({
      lineId: orderItemId,
      item: sellerSku,
      units: isGone ? 0 : units,
    })),
  };
}
