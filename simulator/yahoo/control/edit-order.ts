import { touch } from '../flow/life.ts';
import { drawSku } from '../flow/place-order.ts';
import { moveStock } from '../flow/stock.ts';
import type { Line, Order } from '../state.ts';
import type { World } from '../world.ts';
import type { OrderEdit } from './interface.ts';

/** A person changes an order on the screen. Units that change move the mall's own stock. */
export function editOrder(world: World, order: Order, edit: OrderEdit): void {
  for (const [lineId, units] of Object.entries(edit.units ?? {})) {
    if (!Number.isInteger(units) || units < 0)
      throw new Error(`editOrder: got ${units} units, expected a whole number.`);
    const line = lineOf(order, Number(lineId));
    moveStock(world, order.shop, line, line.units - units);
    line.units = units;
  }
  if (edit.removeLine !== undefined) {
    const line = lineOf(order, edit.removeLine);
    moveStock(world, order.shop, line, line.units);
    order.lines = order.lines.filter((one) => one !== line);
  }
  if (edit.addLine) {
    const lineId = Math.max(0, ...order.lines.map((line) => line.lineId)) + 1;
    const line = { lineId, sku: drawSku(world, order.shop, world.chance.edits), units: 1 };
    moveStock(world, order.shop, line, -1);
    order.lines = [...order.lines, line];
  }
  if (edit.address) order.movedSeed = world.chance.edits.int(0, 0xffff_ffff);
  if (edit.notes !== undefined) order.notes = edit.notes;
  touch(world, order);
}

/** One seeded edit of any kind that this order allows. */
export function randomEdit(world: World, order: Order): OrderEdit {
  const chance = world.chance.edits;
  const ids = order.lines.map((line) => line.lineId);
  const choices: OrderEdit[] = [{ addLine: true }, { address: true }, { notes: `電話で確認済 ${chance.hex(6)} 髙橋` }];
  if (ids.length > 0) choices.push({ units: { [chance.pick(ids)]: chance.int(1, 5) } });
  if (ids.length > 1) choices.push({ removeLine: chance.pick(ids) });
  return chance.pick(choices);
}

function lineOf(order: Order, lineId: number): Line {
  const line = order.lines.find((one) => one.lineId === lineId);
  if (line) return line;
  const ids = order.lines.map((one) => one.lineId).join(', ');
  throw new Error(`Order ${order.orderId} has no line ${lineId}. Its lines: ${ids}.`);
}
