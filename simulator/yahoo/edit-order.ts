import { drawSku } from '../sales.ts';
import { chanceOfEdit } from '../world.ts';
import { cancel, isReadOnly, moveStockOf, splitIds, splitOrder, touch } from './lifecycle.ts';
import { cancelByBuyer, shelfOf } from './place-order.ts';
import type { Line, Order, World } from './state.ts';

/** What a person changes in ストアクリエイターPro. Lines are named by LineId. */
export interface OrderEdit {
  units?: Record<number, number>;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  notes?: string;
}

/** A person changes an order on the screen. Units that change move the mall's own stock. */
export function editOrder(world: World, order: Order, edit: OrderEdit): void {
  for (const [lineId, units] of Object.entries(edit.units ?? {})) {
    if (!Number.isInteger(units) || units < 0)
      throw new Error(`editOrder: got ${units} units, expected a whole number.`);
    const line = lineOf(order, Number(lineId));
    moveStockOf(world, order, line, line.units - units);
    line.units = units;
  }
  if (edit.removeLine !== undefined) {
    const line = lineOf(order, edit.removeLine);
    moveStockOf(world, order, line, line.units);
    order.lines = order.lines.filter((one) => one !== line);
  }
  if (edit.addLine) {
    const lineId = Math.max(0, ...order.lines.map((line) => line.lineId)) + 1;
    const line = {
      lineId,
      sku: drawSku(shelfOf(world, order.shop), chanceOfEdit(world, order.orderId, 'line')),
      units: 1,
    };
    moveStockOf(world, order, line, -1);
    order.lines = [...order.lines, line];
  }
  if (edit.address) order.movedSeed = chanceOfEdit(world, order.orderId, 'address').int(0, 0xffff_ffff);
  if (edit.notes !== undefined) order.notes = edit.notes;
  touch(world, order);
}

function lineOf(order: Order, lineId: number): Line {
  const line = order.lines.find((one) => one.lineId === lineId);
  if (line) return line;
  const ids = order.lines.map((one) => one.lineId).join(', ');
  throw new Error(`Order ${order.orderId} has no line ${lineId}. Its lines: ${ids}.`);
}

export function cancelByHand(world: World, order: Order, by: { buyer?: true; reason?: number }): void {
  if (order.orderStatus === 4) throw new Error(`Order ${order.orderId} is cancelled already.`);
  if (by.reason === undefined) {
    if (!isReadOnly(world, order)) {
      throw new Error(`The buyer of ${order.orderId} can cancel no more. Give a reason, and the shop cancels.`);
    }
    cancelByBuyer(world, order);
    return;
  }
  cancel(world, order, { reason: by.reason, detail: '', restores: true, mails: true });
}

export function splitByHand(world: World, order: Order): string[] {
  const [first] = order.lines;
  const units = order.lines.reduce((sum, line) => sum + line.units, 0);
  const isOver = order.orderStatus === 4 || order.orderStatus === 5 || order.childIds.length > 0;
  // The shop does not see an order that the fraud check holds.
  const isHeld = order.fraudStatus === 1;
  if (isOver || isHeld || isReadOnly(world, order) || units < 2 || first === undefined) {
    throw new Error(
      `Order ${order.orderId} cannot be split: expected two units or more, open, whole and no longer its buyer's.`,
    );
  }
  const rest = order.lines.map((line) => [line.lineId, line.units - (line === first ? 1 : 0)] as const);
  const charges = { pay: 0, ship: 0, giftWrap: 0, discount: 0, usePoint: 0 };
  const parts = splitIds(order.shop, [
    { splitId: 1, charges, units: new Map([[first.lineId, 1]]) },
    { splitId: 2, charges: order.charges, units: new Map(rest) },
  ]);
  splitOrder(world, order, parts);
  return parts.map(({ orderId }) => orderId);
}
