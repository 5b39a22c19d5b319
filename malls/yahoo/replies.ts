import { type EpochMs, fingerprintOf } from '../../core/kernel/index.ts';
import type { OrderPage, OrderReading } from '../../core/ports/index.ts';
import { listedKeys } from '../mapping.ts';
import { mismatch } from '../shape.ts';
import { childOf, plainOf } from '../xml.ts';
import type { YahooReply } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { listsOfOrder } from './fields.ts';
import { mapOrder } from './mapping.ts';
import { parseYahooMoment } from './times.ts';
import { orderListReply } from './wire.generated.js';

const listsOfListing: ReadonlySet<string> = new Set(['OrderInfo']);

/** A reply of orderList as far as it is one; throws `mall.unreadable` where something else answers. */
export function listingIn(reply: YahooReply) {
  const value = plainOf(reply.root, listsOfListing);
  if (orderListReply.matches(value)) return value;
  throw unreadable(
    reply,
    mismatch(orderListReply.schema, value) ?? 'expected what Yahoo documents, got something else',
  );
}

/**
 * One page of orderList. It comes in the order of 注文日時; `by` says what the listing is to be in the order of, and one page is
 * put into it here. A page behind the last row holds one empty OrderInfo.
 */
export function pageIn(
  reply: YahooReply,
  asked: { readonly page: number; readonly rows: number; readonly by: 'placed' | 'shown' },
): Omit<OrderPage, 'mallTime'> {
  const { Search } = listingIn(reply);
  const total = Number(Search.TotalCount);
  const pages = Math.ceil(total / asked.rows);
  const listed = (Search.OrderInfo ?? []).filter((row) => row !== '').map(fieldsOf);
  const keys = listedKeys(
    listed.map(({ OrderId, OrderTime }) => ({
      number: OrderId,
      id: fingerprintOf(JSON.stringify([OrderId, OrderTime])),
    })),
  );
  if (keys === null) throw unreadable(reply, 'Search.OrderInfo: expected an OrderId in each, got none');
  const rows = rowsOf(listed, keys);
  if (asked.by === 'shown') rows.sort((one, other) => one.shownAt - other.shownAt);
  const changedAt = new Map(rows.flatMap((row) => (row.changedAt === null ? [] : [[row.orderNumber, row.changedAt]])));
  return { orderNumbers: rows.map(({ orderNumber }) => orderNumber), total, pages, changedAt };
}

/** The one order that orderInfo was asked for: read, or kept as it came where it cannot be understood. */
export function readingIn(reply: YahooReply, orderNumber: string): OrderReading {
  const order = childOf(childOf(reply.root, 'Result'), 'OrderInfo');
  if (order === null) throw unreadable(reply, 'Result.OrderInfo: expected the order that was asked for, got none');
  const model = plainOf(order, listsOfOrder);
  const mapped = mapOrder(model);
  const quarantined = (reason: string): OrderReading => ({
    orders: [],
    unreadable: [{ orderNumber, raw: JSON.stringify(model), reason }],
    absent: [],
  });
  if (mapped.kind === 'unreadable') return quarantined(mapped.reason);
  if (mapped.order.orderNumber !== orderNumber) {
    return quarantined('OrderId: expected the order that was asked for, got another one');
  }
  return { orders: [mapped.order], unreadable: [], absent: [] };
}

type ListedOrder = Readonly<Record<'OrderId' | 'OrderTime' | 'PublicationTime' | 'LastUpdateTime', unknown>>;

const fieldsOf = (row: unknown): ListedOrder => Object(row);

interface Row {
  readonly orderNumber: string;
  readonly shownAt: EpochMs;
  readonly changedAt: EpochMs | null;
}

/**
 * Rows in the order of the page. One whose moments cannot be read keeps its place behind the row before it: whether it is an order is
 * told by reading it, and it must not hide the others of its page.
 */
function rowsOf(listed: readonly ListedOrder[], keys: readonly string[]): Row[] {
  let before: EpochMs = 0;
  return listed.map(({ OrderTime, PublicationTime, LastUpdateTime }, index) => {
    const shownAt = parseYahooMoment(PublicationTime) ?? parseYahooMoment(OrderTime) ?? before;
    before = shownAt;
    return { orderNumber: keys[index] as string, shownAt, changedAt: parseYahooMoment(LastUpdateTime) };
  });
}

const unreadable = ({ call, status }: YahooReply, problem: string): Error => unreadableReply(call, status, problem);
