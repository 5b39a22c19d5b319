import { parseCompactDatetime } from '../../jst.ts';
import { listedNumber, withRepeats } from '../../world.ts';
import { LIST_FIELD_NAMES } from '../field-names.ts';
import { isReadOnly } from '../lifecycle.ts';
import { type Reply, xml } from '../operation.ts';
import { leavesOf } from '../order-model.ts';
import type { Order, World } from '../state.ts';
import { allAt, type Element, leaf, type Tree, textAt, tree } from '../xml.ts';
import { listError, type OrderCall, orderFunction, readFields } from './request.ts';

const RESULT_DEFAULT = 10;

/** 注文検索: what the conditions match, a page of it, and how many there are in all. */
export const orderList = orderFunction('orderList', { write: false, refuse: listError }, (call) => {
  const { world, req } = call;
  const search = allAt(req, 'Search')[0];
  if (!search) return listError(world, 'Search is required.');
  const { tests, problems } = readConditions(world, search);
  const fields = readFields(world, textAt(search, 'Field'), LIST_FIELD_NAMES, problems);
  const sort = textAt(search, 'Sort') ?? '+order_time';
  if (sort !== '+order_time' && sort !== '-order_time') problems.push('Sort is invalid.');
  const start = readCount(textAt(search, 'Start'), 1, 'Start', problems);
  const asked = readCount(textAt(search, 'Result'), RESULT_DEFAULT, 'Result', problems);
  const { resultMax, overMax } = world.settings.list;
  if (asked > resultMax && overMax === 'error') problems.push('Result is too large.');
  if (problems.length > 0) return listError(world, problems.join(' '));

  const meeting = call.shop.orders.filter((order) => tests.every((test) => test(order)));
  const matching = withRepeats(world, sorted(call, meeting, sort), ({ orderId }) => orderId);
  const first = Math.max(0, start - 1);
  const page = matching.slice(first, first + Math.min(asked, resultMax));
  return listed(world, matching.length, page, first, fields);
});

/** A whole number; the mall's own samples ask for 0 results, too. */
function readCount(text: string | null, fallback: number, name: string, problems: string[]): number {
  if (text === null) return fallback;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  problems.push(`${name} is invalid.`);
  return fallback;
}

/** By 注文日時. The order within the same second is undocumented. */
function sorted({ world }: OrderCall, orders: Order[], sort: string): Order[] {
  const sign = sort === '-order_time' ? -1 : 1;
  const shuffled = world.settings.list.pageOrder === 'ties-shuffled';
  const rank = new Map(orders.map((order) => [order, shuffled ? world.chance.exchange.next() : 0]));
  return orders.sort(
    (a, b) =>
      sign * (a.placedAt - b.placedAt) ||
      (rank.get(a) ?? 0) - (rank.get(b) ?? 0) ||
      sign * a.orderId.localeCompare(b.orderId),
  );
}

/** A page behind the last row has one empty OrderInfo, and none where nothing matched at all. */
function listed(
  world: World,
  total: number,
  page: readonly Order[],
  first: number,
  fields: ReadonlySet<string>,
): Reply {
  const rows = page.map((order, index) => row(world, order, first + index + 1, fields));
  const shown = rows.length === 0 && total > 0 ? [tree('OrderInfo', [])] : rows;
  return xml(200, tree('Result', [leaf('Status', 'OK'), tree('Search', [leaf('TotalCount', total), ...shown])]));
}

/** One row: flat but for its Item, which is the first line whatever the order holds. */
function row(world: World, order: Order, index: number, fields: ReadonlySet<string>): Tree {
  const { flat, items } = leavesOf(world, order, fields);
  const asked = flat
    .filter((one) => fields.has(one.name) && one.name !== 'SellerId')
    .map((one) => (one.name === 'OrderId' ? leaf('OrderId', listedNumber(world, order.orderId)) : one));
  const item = (items[0] ?? []).filter((one) => fields.has(one.name));
  return tree('OrderInfo', [
    leaf('Index', index),
    leaf('SellerId', order.shop.code),
    ...asked,
    ...(item.length > 0 ? [tree('Item', item)] : []),
  ]);
}

/** Whether an order is what a search asks for. */
type Test = (order: Order) => boolean;

/** One of these says which orders are meant at all; orderList wants at least one. */
const PINS = [
  'OrderId',
  'OrderTime',
  'OrderTimeFrom',
  'OrderTimeTo',
  'PublicationTimeFrom',
  'PublicationTimeTo',
  'PayMethodChangeDeadlineFrom',
  'PayMethodChangeDeadlineTo',
];

/** Conditions that compare one value; several values between commas match any of them where the mall says so. */
const EQUALS: Readonly<Record<string, { of: (order: Order) => string | readonly string[]; several?: boolean }>> = {
  OrderId: { of: (order) => order.orderId },
  OrderStatus: { of: (order) => String(order.orderStatus), several: true },
  ShipStatus: { of: (order) => String(order.shipStatus), several: true },
  SettleStatus: { of: (order) => String(order.settleStatus), several: true },
  PayStatus: { of: (order) => String(order.payStatus) },
  PayMethod: { of: (order) => order.payMethod },
  IsSeen: { of: (order) => String(order.isSeen) },
  IsSplit: { of: (order) => String(order.childIds.length > 0) },
  IsRoyalty: { of: (order) => String(order.kind !== 'test') },
  ItemId: { of: (order) => order.lines.map(({ sku }) => sku.itemCode) },
  SubCode: { of: (order) => order.lines.map(({ sku }) => sku.subCode) },
};

/** Conditions about a moment, `YYYYMMDDHH24MISS`. */
const MOMENTS: Readonly<Record<string, { of: (order: Order) => number | null; side: 'from' | 'to' | 'at' }>> = {
  OrderTime: { of: (order) => order.placedAt, side: 'at' },
  OrderTimeFrom: { of: (order) => order.placedAt, side: 'from' },
  OrderTimeTo: { of: (order) => order.placedAt, side: 'to' },
  PublicationTimeFrom: { of: (order) => order.publishedAt, side: 'from' },
  PublicationTimeTo: { of: (order) => order.publishedAt, side: 'to' },
  // No payment fails here, so no order has such a deadline.
  PayMethodChangeDeadlineFrom: { of: () => null, side: 'from' },
  PayMethodChangeDeadlineTo: { of: () => null, side: 'to' },
};

/** The tests of a search, or what is wrong with its conditions. */
export function readConditions(world: World, search: Element): { tests: Test[]; problems: string[] } {
  const given = (allAt(search, 'Condition')[0]?.children ?? []).filter((one) => one.text !== '');
  const problems: string[] = [];
  if (!given.some((one) => PINS.includes(one.name))) {
    problems.push('OrderId, OrderTime, PublicationTime or PayMethodChangeDeadline is required.');
  }
  const tests: Test[] = [shownTo(world, given, problems)];
  for (const { name, text } of given) {
    const equals = EQUALS[name];
    const moment = MOMENTS[name];
    if (equals) {
      const wanted = equals.several ? text.split(',').map((one) => one.trim()) : [text];
      tests.push((order) => [equals.of(order)].flat().some((one) => wanted.includes(one)));
    } else if (moment) {
      const ms = parseCompactDatetime(text);
      if (ms === null) problems.push(`${name} is invalid.`);
      else tests.push(momentTest(world, moment, ms));
    } else if (!SWITCHES.includes(name) && world.settings.list.unknownCondition === 'error') {
      problems.push(`${name} is no condition.`);
    }
  }
  return { tests, problems };
}

function momentTest(world: World, { of, side }: (typeof MOMENTS)[string], ms: number): Test {
  const { fromInclusive, toInclusive } = world.settings.list;
  return (order) => {
    const at = of(order);
    if (at === null) return false;
    if (at === ms) return side === 'at' || (side === 'from' ? fromInclusive : toInclusive);
    return side === 'from' ? at > ms : side === 'to' && at < ms;
  };
}

const SWITCHES = ['ReadOnlyMode', 'FraudHoldDisplayType'];

/** Orders in the cancel window, and orders that are held as a possible fraud, are shown only to who asks for them. */
function shownTo(world: World, given: readonly Element[], problems: string[]): Test {
  const switchOf = (name: string, values: string): string => {
    const text = given.find((one) => one.name === name)?.text ?? '0';
    if (text.length === 1 && values.includes(text)) return text;
    problems.push(`${name} is invalid.`);
    return '0';
  };
  const readOnlyMode = switchOf('ReadOnlyMode', '012');
  const showsHeld = switchOf('FraudHoldDisplayType', '01') === '1';
  return (order) => {
    if (order.visibleAt > world.timeMs) return false;
    if (order.fraudStatus === 1 && !showsHeld) return false;
    if (isHiddenCancel(world, order)) return false;
    return readOnlyMode === '2' || isReadOnly(world, order) === (readOnlyMode === '1');
  };
}

/** Whether orders that their buyers took back in the window are ever listed is a setting. */
const isHiddenCancel = (world: World, order: Order): boolean =>
  world.settings.list.cancelledInWindow === 'hidden' && order.cancelledByBuyer;
