import { DAY_MS } from '../../jst.ts';
import { SHORTAGE } from '../orders/cancel-reason.ts';
import { isCard, payMethod } from '../orders/pay-methods.ts';
import type { Order, OrderStatus, PayStatus, Shipment, ShipStatus } from '../state.ts';
import { compactDate } from '../times.ts';
import type { World } from '../world.ts';
import { closeStock, restoreStock } from './stock.ts';

/** Marks an order as changed: its 最終更新日時, and that the shop has seen it. */
export function touch(world: World, order: Order): void {
  order.updatedAt = world.timeMs;
  if (world.settings.flow.seenByChange) order.isSeen = true;
}

/** Moves an order to a status. */
export function enter(world: World, order: Order, status: OrderStatus): void {
  order.orderStatus = status;
  order.stage += 1;
  touch(world, order);
}

/** Does something after `delayMs`, unless the order has moved on by then. */
export function later(world: World, order: Order, delayMs: number, act: () => void): void {
  const { stage } = order;
  world.agenda.at(world.timeMs + delayMs, () => {
    if (order.stage === stage) act();
  });
}

/** Whether the money of a card can still be taken. */
export const isAuthorised = (world: World, order: Order): boolean =>
  world.timeMs <= order.placedAt + world.settings.flow.authorisationDays * DAY_MS;

export interface Cancel {
  reason: number;
  detail: string;
  /** The units go back to the shelf of the mall. */
  restores: boolean;
  /** The mall tells the buyer. */
  mails: boolean;
}

/** キャンセル. 欠品 closes the stock of what was ordered: sold out, whatever the quantity, until it is opened again. */
export function cancel(world: World, order: Order, { reason, detail, restores, mails }: Cancel): void {
  order.cancelReason = reason;
  order.cancelReasonDetail = detail;
  if (mails) order.cancelMails += 1;
  if (order.settleStatus !== 6) order.settleStatus = order.captured ? 7 : 6;
  enter(world, order, 4);
  if (restores) restoreStock(world, order);
  if (reason === SHORTAGE && world.settings.stock.closeOnShortage) closeStock(world, order);
}

/** 完了: the money of a card is taken now if it was not when the goods went. */
export function complete(world: World, order: Order): void {
  capture(world, order);
  enter(world, order, 5);
}

/** Notes a shipment. 出荷済み takes the money of a card. */
export function ship(world: World, order: Order, status: ShipStatus, shipment: Shipment): void {
  order.shipment = shipment;
  order.shipStatus = status;
  if (status === 3) {
    order.shippedAt = world.timeMs;
    if (order.shipment.shipDate === '') order.shipment.shipDate = compactDate(world.timeMs);
    capture(world, order);
  }
  touch(world, order);
}

/** The money has come, or has not come after all. */
export function pay(world: World, order: Order, status: PayStatus, date: string): void {
  order.payStatus = status;
  order.payDate = date;
  if (payMethod(order.payMethod).waits) {
    order.settleStatus = status === 1 ? 5 : 4;
    if (status === 1 && order.shipStatus === 0) order.shipStatus = 1;
  }
  touch(world, order);
}

function capture(world: World, order: Order): void {
  if (!isCard(order) || order.captured || !isAuthorised(world, order)) return;
  order.captured = true;
  order.settleStatus = 5;
}
