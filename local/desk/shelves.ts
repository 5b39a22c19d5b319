import { type ShopKey, shopKey } from '../../core/model/index.ts';
import type { DeskMall, DeskYahoo } from './desk-mall.ts';
import { rmsItem, yahooItem } from './items.ts';

/** What a mall truly shows of an item; null is 無限大. */
export interface Shelf {
  readonly shop: ShopKey;
  readonly item: string;
  readonly level: number | null;
}

/** An order as a simulated mall truly has it, told the same way of either mall. */
export interface BookedOrder {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** 注文日時 */
  readonly orderedAt: number;
  /** The mall lists it from this moment on; null: not until the order is released. */
  readonly visibleAt: number | null;
  readonly progress: number;
  /** `units` is what the line holds now: 0 of a cancelled order, of a line that was taken out, of an order that was split. */
  readonly lines: readonly { readonly lineId: string; readonly item: string; readonly units: number }[];
}

/** Both simulated malls, as far as there are any. */
export interface Malls {
  readonly mall: Pick<DeskMall, 'control'> | null;
  readonly yahoo: Pick<DeskYahoo, 'control'> | null;
}

/** キャンセル確定 of 楽天, and キャンセル of Yahoo!ショッピング. */
const cancelled = { rms: 900, yahoo: 4 } as const;

/** Every item of every shop with its level. */
export function shelvesOf({ mall, yahoo }: Malls): Shelf[] {
  const atRms = (mall?.control.books().shops ?? []).flatMap(({ shopUrl, inventory }) =>
    inventory.map((row): Shelf => ({ shop: shopKey('rms', shopUrl), item: rmsItem(row), level: row.quantity })),
  );
  const atYahoo = (yahoo?.control.books().shops ?? []).flatMap(({ sellerId, stock }) =>
    stock.map(({ itemCode, subCode, quantity }): Shelf => {
      return { shop: shopKey('yahoo', sellerId), item: yahooItem(itemCode, subCode), level: quantity };
    }),
  );
  return [...atRms, ...atYahoo];
}

/** Every order of every shop. */
export function bookedOrders({ mall, yahoo }: Malls): BookedOrder[] {
  const atRms = (mall?.control.books().shops ?? []).flatMap(({ shopUrl, orders }) =>
    orders.map((order): BookedOrder => {
      const { orderNumber, orderDatetimeMs, visibleAtMs, orderProgress } = order;
      return {
        shop: shopKey('rms', shopUrl),
        orderNumber,
        orderedAt: orderDatetimeMs,
        visibleAt: visibleAtMs,
        progress: orderProgress,
        get lines() {
          return order.lines.map((line) => ({
            lineId: String(line.itemDetailId),
            item: rmsItem(line),
            units: line.deleted || orderProgress === cancelled.rms ? 0 : line.units,
          }));
        },
      };
    }),
  );
  const atYahoo = (yahoo?.control.books().shops ?? []).flatMap(({ sellerId, orders }) =>
    orders.map((order): BookedOrder => {
      const isGone = order.orderStatus === cancelled.yahoo || order.childOrderIds.length > 0;
      return {
        shop: shopKey('yahoo', sellerId),
        orderNumber: order.orderId,
        orderedAt: order.orderTimeMs,
        visibleAt: order.isHeld ? null : Math.max(order.visibleAtMs, order.publicationTimeMs ?? 0),
        progress: order.orderStatus,
        lines: order.lines.map((line) => ({
          lineId: String(line.lineId),
          item: yahooItem(line.itemCode, line.subCode),
          units: isGone ? 0 : line.units,
        })),
      };
    }),
  );
  return [...atRms, ...atYahoo];
}
