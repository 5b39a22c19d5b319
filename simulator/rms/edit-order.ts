import { chanceOfEdit, later } from '../world.ts';
import { person } from './buyer.ts';
import { addReason, enter, moveStockOf, noteReport, touch } from './lifecycle.ts';
import { NOT_FIXED } from './money.ts';
import { fillGiftAddress, newLine } from './place-order.ts';
import { type Line, linesOf, type Order, type ShippingRow, type World } from './state.ts';

/** What a person changes in RMS by hand. Lines are counted over all destinations, from 0. */
export interface OrderEdit {
  units?: Record<number, number>;
  memo?: string;
  removeLine?: number;
  addLine?: boolean;
  address?: boolean;
  /** Fixes what is −9999, in yen per destination. */
  postage?: number;
  /** The recipient of a social gift gives an address. */
  giftAddress?: boolean;
}

/** A person changes an order in RMS. Units that change move the mall's own stock. */
export function editOrder(world: World, order: Order, edit: OrderEdit): void {
  const lines = linesOf(order);
  for (const [index, units] of Object.entries(edit.units ?? {}))
    changeUnits(world, order, lineAt(order, lines, Number(index)), units);
  if (edit.removeLine !== undefined) removeLine(world, order, lineAt(order, lines, edit.removeLine));
  if (edit.addLine) addLine(world, order);
  if (edit.memo !== undefined) order.patch = { ...order.patch, memo: edit.memo };
  if (edit.address) moveHouse(world, order);
  if (edit.postage !== undefined) fixPrices(order, edit.postage);
  if (edit.giftAddress) fillGiftAddress(world, order);
  order.edited = true;
  touch(order);
}

function lineAt(order: Order, lines: readonly Line[], index: number): Line {
  const line = lines[index];
  if (line) return line;
  throw new Error(`Order ${order.orderNumber} has lines 0 to ${lines.length - 1}; there is no line ${index}.`);
}

function changeUnits(world: World, order: Order, line: Line, units: number): void {
  if (!Number.isInteger(units) || units < 0) throw new Error(`editOrder: got ${units} units, expected a whole number.`);
  moveStockOf(world, order, line, line.units - units);
  line.units = units;
}

function removeLine(world: World, order: Order, line: Line): void {
  if (line.deleted) return;
  line.deleted = true;
  if (world.settings.edit.removedLines === 'gone') {
    for (const pack of order.packages) pack.lines = pack.lines.filter((one) => one !== line);
  }
  moveStockOf(world, order, line, line.units);
}

function addLine(world: World, order: Order): void {
  const pack = order.packages.find((one) => !one.deleted);
  if (!pack) throw new Error(`Order ${order.orderNumber} has no destination left to add a line to.`);
  const chance = chanceOfEdit(world, order.orderNumber, 'line');
  const line = newLine(world, chance.pick(order.shop.catalogue), chance.int(1, 2));
  pack.lines.push(line);
  moveStockOf(world, order, line, -line.units);
}

function moveHouse(world: World, order: Order): void {
  const { address, isolated } = person(chanceOfEdit(world, order.orderNumber, 'address'));
  const first = order.packages[0];
  if (first) first.sender = { ...first.sender, ...address, isolatedIslandFlag: isolated };
}

function fixPrices(order: Order, postageYen: number): void {
  for (const pack of order.packages) {
    pack.postageYen = postageYen;
    if (pack.codFeeYen === NOT_FIXED) pack.codFeeYen = 330;
  }
}

/** The buyer or the shop cancels in RMS: 800 first where `finalAfterMs` is given, else 900 at once. */
export function cancelByHand(world: World, order: Order, finalAfterMs: number | undefined): void {
  if (order.progress === 900) throw new Error(`Order ${order.orderNumber} is cancelled already.`);
  addReason(world, order, { changeType: 0, changeReason: 1, changeReasonDetail: 1 });
  if (finalAfterMs === undefined) {
    enter(world, order, 900);
    return;
  }
  enter(world, order, 800);
  // The stage grows once more, so that the mall's own delay does not come first.
  order.stage += 1;
  later(world, order, finalAfterMs, () => enter(world, order, 900));
}

export function shipByHand(world: World, order: Order, row: Omit<ShippingRow, 'shippingDetailId'>): void {
  for (const pack of order.packages) {
    if (!pack.deleted) pack.rows.push({ shippingDetailId: world.nextId.shippingDetail++, ...row });
  }
  touch(order);
  noteReport(world, order);
}
