import { drawSku } from '../sales.ts';
import { chanceOfEdit } from '../world.ts';
import { touch } from './lifecycle.ts';
import { closeEmpty, dropFrom, firstLocation, recordId, rowOf } from './parcels.ts';
import {
  currentQuantity,
  fulfilledOf,
  type Line,
  type Location,
  type Order,
  type Refund,
  type World,
} from './state.ts';
import { commit, shelfOf, takeBack, uncommit } from './stock.ts';

/** What the order's merchant, or its buyer, changes by hand. Lines are named by their number. */
export interface OrderEdit {
  units?: Record<number, number>;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  note?: string;
}

export function editOrder(world: World, order: Order, edit: OrderEdit): void {
  for (const [lineId, units] of Object.entries(edit.units ?? {})) {
    if (!Number.isInteger(units) || units < 0)
      throw new Error(`editOrder: got ${units} units, expected a whole number.`);
    setUnits(world, order, lineOf(order, Number(lineId)), units);
  }
  if (edit.removeLine !== undefined) setUnits(world, order, lineOf(order, edit.removeLine), 0);
  if (edit.addLine && order.cancelledAt === null) {
    const variant = drawSku(shelfOf(world, order.shop), chanceOfEdit(world, order.orderId, 'line'));
    const { productTitle: title, priceYen } = variant;
    const line: Line = { lineId: recordId(order), variant, title, priceYen, quantity: 0, removed: 0, unfulfilled: 0 };
    order.lines = [...order.lines, line];
    setUnits(world, order, line, 1);
  }
  if (edit.address) order.movedSeed = chanceOfEdit(world, order.orderId, 'address').int(0, 0xffff_ffff);
  if (edit.note !== undefined) order.note = edit.note;
  closeEmpty(order);
  touch(world, order);
}

/** An order edit never shrinks `quantity`, and nothing is edited in what was cancelled or sent. */
function setUnits(world: World, order: Order, line: Line, wanted: number): void {
  if (order.cancelledAt !== null) return;
  const units = Math.max(wanted, fulfilledOf(line));
  const more = units - currentQuantity(line);
  const [of, row] = rowOf(order, line) ?? [];
  const location = of?.location ?? firstLocation(order);
  if (more > 0) {
    line.quantity += more;
    line.unfulfilled += more;
    commit(world, order.shop, line.variant, location, more);
    if (of && row) {
      row.total += more;
      row.remaining += more;
      if (of.status === 'CLOSED') of.status = 'OPEN';
    } else openRow(order, line, more);
  } else if (more < 0) {
    line.removed -= more;
    line.unfulfilled += more;
    dropFrom(world, row, -more);
    uncommit(world, order.shop, line.variant, { location, units: -more, isRestocked: true });
  }
}

/** A new line is sent with the others that still are, or by a fulfillment order of its own. */
function openRow(order: Order, line: Line, units: number): void {
  const row = { id: recordId(order), line, total: units, remaining: units };
  const open = order.fulfillmentOrders.find(({ status }) => status === 'OPEN' || status === 'ON_HOLD');
  if (open) open.lines.push(row);
  else {
    const location = firstLocation(order);
    order.fulfillmentOrders.push({ id: recordId(order), location, status: 'OPEN', lines: [row] });
  }
}

function lineOf(order: Order, lineId: number): Line {
  const line = order.lines.find((one) => one.lineId === lineId);
  if (line) return line;
  throw new Error(
    `Order ${order.orderId} has no line ${lineId}. It has ${order.lines.map((one) => one.lineId).join(', ')}.`,
  );
}

/** Gives money back for units, of a line or of everything; they are put back on the shelf, or not. */
export function refund(
  world: World,
  order: Order,
  { lineId, units, restock = true, note = '' }: { lineId?: number; units?: number; restock?: boolean; note?: string },
): void {
  const chosen = lineId === undefined ? order.lines : [lineOf(order, lineId)];
  const rows = chosen.flatMap((line): Refund['lines'][number][] => {
    const quantity = Math.min(units ?? currentQuantity(line), currentQuantity(line));
    if (quantity <= 0) return [];
    const [of, row] = rowOf(order, line) ?? [];
    const location = of?.location ?? firstLocation(order);
    const unsent = Math.min(quantity, line.unfulfilled);
    line.removed += quantity;
    line.unfulfilled -= unsent;
    dropFrom(world, row, unsent);
    uncommit(world, order.shop, line.variant, { location, units: unsent, isRestocked: restock });
    if (restock) takeBack(world, order.shop, line.variant, location, quantity - unsent);
    return [{ line, quantity, restockType: !restock ? 'NO_RESTOCK' : unsent > 0 ? 'CANCEL' : 'RETURN', location }];
  });
  if (rows.length === 0) throw new Error(`refund: order ${order.orderId} has nothing left to give money back for.`);
  order.refunds.push({ id: recordId(order), at: world.timeMs, note, lines: rows });
  closeEmpty(order);
  touch(world, order);
}

/**
 * Another location sends from now on what was not sent, or at most so many units of each line. A fulfillment order of which nothing stays
 * moves itself; otherwise what moves is in one of its own.
 */
export function relocate(world: World, order: Order, location: Location, most = Number.POSITIVE_INFINITY): void {
  const { shop } = order;
  for (const of of order.fulfillmentOrders.filter((one) => one.location !== location && one.status !== 'CANCELLED')) {
    const moved = of.lines.flatMap((row) => (row.remaining > 0 ? [{ row, units: Math.min(row.remaining, most) }] : []));
    if (moved.length === 0) continue;
    for (const { row, units } of moved) {
      uncommit(world, shop, row.line.variant, { location: of.location, units, isRestocked: true });
      commit(world, shop, row.line.variant, location, units);
    }
    if (of.lines.every(({ id, total }) => moved.some(({ row, units }) => row.id === id && units === total))) {
      of.location = location;
      continue;
    }
    const lines = moved.map(({ row, units }) => ({
      id: recordId(order),
      line: row.line,
      total: units,
      remaining: units,
    }));
    order.fulfillmentOrders.push({ id: recordId(order), location, status: 'OPEN', lines });
    for (const { row, units } of moved) {
      row.total -= units;
      row.remaining -= units;
    }
  }
  closeEmpty(order);
  if (world.settings.flow.moveChangesOrder) touch(world, order);
}
