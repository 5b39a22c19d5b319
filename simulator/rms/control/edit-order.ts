import { fillGiftAddress, newLine } from '../flow/place-order.ts';
import { touch } from '../flow/progress.ts';
import { moveStock } from '../flow/stock.ts';
import { NOT_FIXED } from '../model/money.ts';
import { person } from '../paper/addresses.ts';
import { type Line, linesOf, type Order } from '../state.ts';
import type { World } from '../world.ts';
import type { OrderEdit } from './interface.ts';

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

/** One seeded edit of any kind that this order allows. */
export function randomEdit(world: World, order: Order): OrderEdit {
  const chance = world.chance.edits;
  const lines = linesOf(order);
  const live = lines.flatMap((line, index) => (line.deleted ? [] : [index]));
  const choices: OrderEdit[] = [{ addLine: true }, { address: true }, { memo: `電話で確認済 ${chance.hex(6)} 髙橋` }];
  if (live.length > 0) choices.push({ units: { [chance.pick(live)]: chance.int(1, 5) } });
  if (live.length > 1) choices.push({ removeLine: chance.pick(live) });
  return chance.pick(choices);
}

function lineAt(order: Order, lines: readonly Line[], index: number): Line {
  const line = lines[index];
  if (line) return line;
  throw new Error(`Order ${order.orderNumber} has lines 0 to ${lines.length - 1}; there is no line ${index}.`);
}

function changeUnits(world: World, order: Order, line: Line, units: number): void {
  if (!Number.isInteger(units) || units < 0) throw new Error(`editOrder: got ${units} units, expected a whole number.`);
  moveStock(world, order.shop, line, line.units - units);
  line.units = units;
}

function removeLine(world: World, order: Order, line: Line): void {
  if (line.deleted) return;
  line.deleted = true;
  if (world.settings.edit.removedLines === 'gone') {
    for (const pack of order.packages) pack.lines = pack.lines.filter((one) => one !== line);
  }
  moveStock(world, order.shop, line, line.units);
}

function addLine(world: World, order: Order): void {
  const pack = order.packages.find((one) => !one.deleted);
  if (!pack) throw new Error(`Order ${order.orderNumber} has no destination left to add a line to.`);
  const line = newLine(world, world.chance.edits.pick(order.shop.catalogue), world.chance.edits.int(1, 2));
  pack.lines.push(line);
  moveStock(world, order.shop, line, -line.units);
}

function moveHouse(world: World, order: Order): void {
  const { address, isolated } = person(world.chance.edits);
  const first = order.packages[0];
  if (first) first.sender = { ...first.sender, ...address, isolatedIslandFlag: isolated };
}

function fixPrices(order: Order, postageYen: number): void {
  for (const pack of order.packages) {
    pack.postageYen = postageYen;
    if (pack.codFeeYen === NOT_FIXED) pack.codFeeYen = 330;
  }
}
