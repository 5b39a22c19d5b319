import type { Order } from '../state.ts';
import { parseCompact } from '../times.ts';
import type { World } from '../world.ts';
import { allAt, type Element } from '../xml/read-xml.ts';
import { isReadOnly } from './own-order.ts';

/** Whether an order is what a search asks for. */
export type Test = (order: Order) => boolean;

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
      const ms = parseCompact(text);
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
  world.settings.list.cancelledInWindow === 'hidden' && order.takenBack;
