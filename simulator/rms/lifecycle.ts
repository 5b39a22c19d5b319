import { DAY_MS, jstMidnight } from '../jst.ts';
import { type LevelChange, later } from '../world.ts';
import { isPrepaid, isShopChosen } from './codes.ts';
import { NOT_FIXED } from './money.ts';
import {
  type InventoryRow,
  type Line,
  linesOf,
  type Order,
  type OrderProgress,
  type Shop,
  stockKey,
  type World,
} from './state.ts';

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
function isReportComplete(order: Order): boolean {
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

/** The mall takes an order's units from its own stock; a level never falls below 0. */
export function takeStock(world: World, shop: Shop, lines: readonly Line[]): void {
  if (!world.settings.inventory.decrementAtOrder) return;
  for (const line of lines) moveStock(world, shop, line, -line.units);
}

/** What a cancel gives back: 1 always, 2 never, 0 as the product is set. */
function restoreStock(world: World, order: Order): void {
  if (order.restored) return;
  order.restored = true;
  const gives =
    order.restoreType === 1 || (order.restoreType === 0 && world.settings.inventory.restoreByProductSetting);
  if (!gives || !world.settings.inventory.decrementAtOrder) return;
  for (const line of linesOf(order)) if (!line.deleted) moveStock(world, order.shop, line, line.units);
}

/** Changes the level of a line's SKU by `units`, where the mall keeps a level for it. */
function moveStock(world: World, shop: Shop, line: Line, units: number): void {
  const row = stockOf(shop, line);
  if (!row) return;
  setLevel(world, shop, row, Math.min(99_999, Math.max(0, row.quantity + units)), 'order');
}

/** Moves the pieces of a line that is edited. A cancelled order holds none any more, whatever is edited in it. */
export function moveStockOf(world: World, order: Order, line: Line, units: number): void {
  if (!order.restored) moveStock(world, order.shop, line, units);
}

/** Writes a level, and tells who follows them. */
export function setLevel(world: World, shop: Shop, row: InventoryRow, quantity: number, by: LevelChange['by']): void {
  row.quantity = quantity;
  row.updatedAt = world.timeMs;
  const names = [row.manageNumber, row.variantId] as const;
  world.onLevel({ at: world.timeMs, shop: shop.code, names, level: quantity, by, askedAt: world.askedAt });
}

const stockOf = (shop: Shop, line: Line): InventoryRow | undefined =>
  shop.inventory.get(stockKey(line.sku.manageNumber, line.sku.variantId));
