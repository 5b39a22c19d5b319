import type { SettingsChange } from '../settings.ts';
import type { Played, TrueOrder } from '../truth.ts';
import type { BookOrder } from './books.ts';
import type { YahooControl } from './control.ts';
import type { Sku, YahooState } from './state.ts';

const cancelled = 4;
/** A consent lasts four weeks: one that is half over is renewed by a person of the shop. */
const renewBeforeMs = 14 * 86_400_000;

const itemOf = ({ itemCode, subCode }: Pick<Sku, 'itemCode' | 'subCode'>): string =>
  subCode === '' ? itemCode : `${itemCode}:${subCode}`;

/** How Yahoo!ショッピング takes part beside other malls. */
export const played: Played<YahooControl> & { readonly settings: SettingsChange<YahooState['settings']> } = {
  shortTitle: 'Yahoo',
  stockApi: 'stock',
  keys: ['y', 'u'],
  oneShopOf: 3,
  // It gives out one order a call.
  backlogMax: 15,
  /*
   * Calls a second are not counted: seconds are short there, and none pass once it stands still. Nor does the age of a signature matter: of
   * a mall that stands still for longer than that, every key would be refused.
   */
  settings: { throttle: { enforce: false }, signature: { toleranceSeconds: 24 * 60 * 60 } },
  newShop: () => ({}),
  renewal(control, shop) {
    const ends = control.shops().find(({ sellerId }) => sellerId === shop)?.consentEndsAtMs ?? 0;
    return ends - control.nowMs() < renewBeforeMs ? { name: 'consent', body: { sellerId: shop } } : null;
  },
  truth: (control) => ({
    orders: () => control.books().shops.flatMap(({ orders }) => orders.map(trueOrder)),
    items: () =>
      control.books().shops.flatMap(({ sellerId, stock }) =>
        stock.map(({ itemCode, subCode, quantity }) => ({
          shop: sellerId,
          item: itemOf({ itemCode, subCode }),
          named: { itemCode, subCode },
          good: subCode === '' ? itemCode : `${itemCode}/${subCode}`,
          sku: null,
          level: quantity,
        })),
      ),
    *waiting(shop) {
      const now = control.nowMs();
      for (const order of control.books().shops.find(({ sellerId }) => sellerId === shop)?.orders ?? []) {
        if (isWaiting(order, now)) yield { orderNumber: order.orderId, next: order.isSeen ? 'ship' : 'confirm' };
      }
    },
    callerOf: () => null,
  }),
};

/** 処理中, 出荷可, and its buyer can take it back no more. */
const isWaiting = ({ orderStatus, shipStatus, cancelWindowEndsAtMs, isHeld, childOrderIds }: BookOrder, now: number) =>
  orderStatus === 2 && shipStatus === 1 && now >= cancelWindowEndsAtMs && !isHeld && childOrderIds.length === 0;

/** orderList does not list an order that the fraud check holds; the lines of an order that was split belong to its parts. */
function trueOrder(order: BookOrder): TrueOrder {
  const { sellerId, orderId, orderTimeMs, visibleAtMs, publicationTimeMs, orderStatus, childOrderIds } = order;
  const isGone = orderStatus === cancelled || childOrderIds.length > 0;
  return {
    shop: sellerId,
    orderNumber: orderId,
    orderedAt: orderTimeMs,
    visibleAt: order.isHeld ? null : Math.max(visibleAtMs, publicationTimeMs ?? 0),
    status: orderStatus,
    lines: order.lines.map((line) => ({
      lineId: String(line.lineId),
      item: itemOf(line),
      units: isGone ? 0 : line.units,
    })),
  };
}
