import { DAY_MS, jstMidnight } from '../../jst.ts';
import { NOT_FIXED } from '../model/money.ts';
import { isPrepaid, isShopChosen } from '../orders/settlement-methods.ts';
import type { Order, OrderProgress } from '../state.ts';
import type { World } from '../world.ts';
import { restoreStock } from './stock.ts';

/** Marks an order as changed: what was composed of it before is stale. */
export function touch(order: Order): void {
  order.revision += 1;
}

/** Moves an order to a progress, writes the times that belong to it, and schedules what follows by itself. */
export function enter(world: World, order: Order, progress: OrderProgress): void {
  order.progress = progress;
  order.stage += 1;
  touch(order);
  switch (progress) {
    case 100:
      later(world, order, Math.max(0, order.cancelDueAt - world.timeMs), () => cancelUnconfirmed(world, order));
      if (order.shop.autoConfirm) {
        later(world, order, world.settings.flow.autoConfirmDelayMs, () => {
          if (isConfirmable(order)) enter(world, order, 200);
        });
      }
      return;
    case 200:
      if (order.confirmedAt === null) noteConfirmation(world, order);
      order.confirmedAt ??= world.timeMs;
      later(world, order, processingMs(world, order), () => enter(world, order, 300));
      return;
    case 300:
      order.confirmedAt ??= world.timeMs;
      order.fixedAt ??= world.timeMs;
      noteReport(world, order);
      return;
    case 400:
      return;
    case 500:
      order.confirmedAt ??= world.timeMs;
      order.fixedAt ??= world.timeMs;
      order.shippedReportAt ??= world.timeMs;
      later(world, order, world.settings.flow.paymentStartDelayMs, () => enter(world, order, 600));
      return;
    case 600:
      later(world, order, world.settings.flow.paymentDoneDelayMs, () => enter(world, order, 700));
      return;
    case 700:
      order.settledAt ??= world.timeMs;
      return;
    case 800:
      later(world, order, world.settings.flow.cancelFinalDelayMs, () => enter(world, order, 900));
      return;
    case 900:
      for (const reason of order.reasons) reason.fixedAt ??= world.timeMs;
      restoreStock(world, order);
      return;
  }
}

/** Does something after `delayMs`, unless the order has moved on by then. */
export function later(world: World, order: Order, delayMs: number, act: () => void): void {
  const stage = order.stage;
  world.agenda.at(world.timeMs + delayMs, () => {
    if (order.stage === stage) act();
  });
}

/** An order whose prices are not fixed, or whose gift address is awaited, cannot be confirmed. */
export function isConfirmable(order: Order): boolean {
  const priced = order.packages.every(
    (pack) => pack.deleted || (pack.postageYen !== NOT_FIXED && pack.codFeeYen !== NOT_FIXED),
  );
  return order.progress === 100 && priced && (order.kind !== 'social-gift' || order.giftAddressAt !== null);
}

/** 与信, 入金 and 不正検知 by the mall: minutes for cards, days for what is paid before. */
function processingMs(world: World, order: Order): number {
  if (isPrepaid(order.settlementCode)) return world.settings.flow.prepaidDelayMs;
  return isShopChosen(order.settlementCode) ? world.settings.flow.shopChosenDelayMs : world.settings.flow.cardDelayMs;
}

/** Not confirmed by the end of its cancelDueDate, an order is cancelled by the mall. */
function cancelUnconfirmed(world: World, order: Order): void {
  addReason(world, order, { changeType: 2, changeReason: 0, changeReasonDetail: 10 });
  enter(world, order, 900);
}

/** Writes one row of the ChangeReasonModelList. */
export function addReason(
  world: World,
  order: Order,
  reason: { changeType: number; changeReason: number; changeReasonDetail: number },
): void {
  order.reasons.push({ changeId: world.nextId.change++, ...reason, appliedAt: world.timeMs, fixedAt: null });
}

/** A confirmation is a change, too (changeType 8 注文確認), and done at once. */
function noteConfirmation(world: World, order: Order): void {
  const nobodysReason = { changeReason: null, changeReasonDetail: null };
  const at = { appliedAt: world.timeMs, fixedAt: world.timeMs };
  order.reasons.push({ changeId: world.nextId.change++, changeType: 8, ...nobodysReason, ...at });
}

/** Every destination has a row, and every row a company, a number and a date: what the night batch looks for. */
export function isReportComplete(order: Order): boolean {
  return order.packages.every(
    (pack) =>
      pack.deleted ||
      (pack.rows.length > 0 &&
        pack.rows.every(
          (row) => row.deliveryCompany !== '' && row.shippingNumber !== null && row.shippingDate !== null,
        )),
  );
}

/** Notes whether the next night batch has to look at this order, and sees to it that there is one. */
export function noteReport(world: World, order: Order): void {
  if (order.progress !== 300 || !isReportComplete(order)) {
    world.reported.delete(order);
    return;
  }
  world.reported.add(order);
  if (world.nightBatchAt !== null) return;
  const today = jstMidnight(world.timeMs) + world.settings.flow.nightBatchAtMs;
  world.nightBatchAt = today > world.timeMs ? today : today + DAY_MS;
  world.agenda.at(world.nightBatchAt, () => runNightBatch(world));
}

/** 300 becomes 500 only here, the night after every row was complete. */
function runNightBatch(world: World): void {
  world.nightBatchAt = null;
  const reported = [...world.reported];
  world.reported.clear();
  for (const order of reported) if (order.progress === 300 && isReportComplete(order)) enter(world, order, 500);
}
