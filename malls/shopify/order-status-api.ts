import { InputError } from '../../core/kernel/index.ts';
import type { OrderState, Parcel, ParcelChange, ParcelRow } from '../../core/model/index.ts';
import type { OrderAnswer, OrderStatusApi, RefusalReason } from '../../core/ports/index.ts';
import { allNodes, type CallShopify } from './calls.ts';
import { linesOf, locationOf } from './fulfillment-orders.ts';
import { quoted, type ShopifyOperation } from './queries.ts';
import { gid, numberIn } from './site.ts';
import { type Left, type Sendable, sendableIn, stateOf } from './status-states.ts';
import { companies, functions } from './status-traits.ts';
import { changed, connection, fulfillmentOrder, namedOrder, orderStateModel } from './wire.generated.js';
import type { FulfillmentOrder } from './wire.ts';

/** An order is read, and sent, by itself. */
const batch = 1;
/** Some more than one: an order may share its number with others, and a search finds those that are like it. */
const pageSize = 20;

/**
 * fulfillmentCreate, fulfillmentTrackingInfoUpdate and fulfillmentCancel, and the reading before and after them; how each is known stands in
 * `docs/malls/shopify.md#shipments`. `location`: the number of the one whose stock is linked.
 */
export function createOrderStatusApi(call: CallShopify, location: string): OrderStatusApi {
  return {
    batch,
    functions,

    async readStates(orderNumbers) {
      const [orderNumber, ...others] = new Set(orderNumbers);
      const reading = { states: [], absent: [], unreadable: [] };
      if (orderNumber === undefined) return reading;
      if (others.length > 0) {
        throw new InputError('These orders do not fit into one call', [
          `got ${others.length + 1} order numbers, expected ${batch}`,
        ]);
      }
      const query = `name:${quoted(orderNumber)}`;
      const found = await allNodes(call, 'orders', { first: pageSize, query });
      const [order, ...alike] = found.filter((one) => Object(one).name === orderNumber);
      if (order === undefined) return { ...reading, absent: [orderNumber] };
      // A number that two orders share is neither of them.
      if (alike.length > 0 || !namedOrder.matches(order)) return { ...reading, unreadable: [orderNumber] };
      const state = await readState(call, order.id, location);
      return state === null ? { ...reading, unreadable: [orderNumber] } : { ...reading, states: [state] };
    },

    async ship(orderNumber, changes, read) {
      if (changes.length === 0) {
        throw new InputError('Nothing would be shipped', ['got no rows, expected at least one']);
      }
      const sendable = sendableIn(read.kept);
      const left = [...sendable.left];
      let answer: OrderAnswer = accepted;
      let mayBeDoubled = false;
      for (const change of changes) {
        // What a removal gives back, the next reading shows.
        if (change.kind === 'add' && changes.some(({ kind }) => kind === 'remove')) break;
        answer = await make(call, change, read, { ...sendable, left });
        mayBeDoubled ||= answer.mayBeDoubled === true;
        if (answer.kind === 'refused') break;
      }
      if (mayBeDoubled) answer = { ...answer, mayBeDoubled };
      return { requestId: null, orders: new Map([[orderNumber, answer]]) };
    },
  };
}

const accepted: OrderAnswer = { kind: 'accepted', code: 'HTTP 200' };
const refused = (reason: RefusalReason, code: string, words: string): OrderAnswer => ({
  kind: 'refused',
  reason,
  code,
  words,
});

/** What is not sent to Shopify at all. */
const refusals = {
  held: refused(
    'wrong-progress',
    'held',
    'フルフィルメントが保留中、または予約済みです。Shopifyの管理画面で保留を解除してください。',
  ),
  nothingLeft: refused(
    'wrong-progress',
    'nothing-left',
    '設定されたロケーションに、このご注文の未発送の商品は残っていません。',
  ),
  tooMany: refused(
    'content-refused',
    'too-many',
    '荷物の中身に、設定されたロケーションの未発送の個数を超える商品があります。',
  ),
} as const;

/** An order with its fulfillments, and what its location can send of it. */
async function readState(call: CallShopify, id: string, location: string): Promise<OrderState | null> {
  const reply = await call('order.fulfillmentOrders', { id });
  const model = reply.part(orderStateModel, 'order');
  const { nodes, pageInfo } = reply.part(connection, 'order', 'connection');
  const path = ['order', 'connection'];
  const more =
    pageInfo.hasNextPage === true
      ? await allNodes(call, 'order.fulfillmentOrders', { id }, { path, after: pageInfo.endCursor ?? null })
      : [];
  const all = [...nodes, ...more];
  // One that cannot be read may be any.
  if (!all.every((one) => fulfillmentOrder.matches(one))) return null;
  const own = (all as readonly FulfillmentOrder[]).filter((one) => locationOf(one) === location);
  const left: Left[] = [];
  for (const one of own.filter(({ status }) => status === 'OPEN' || status === 'IN_PROGRESS')) {
    const lines = await linesOf(call, one);
    if (lines === null) return null;
    for (const { id: line, remainingQuantity: quantity, lineItem } of lines) {
      if (quantity > 0) left.push({ fulfillmentOrder: one.id, id: line, lineId: numberIn(lineItem.id), quantity });
    }
  }
  const isHeld = own.some(({ status }) => status === 'ON_HOLD' || status === 'SCHEDULED');
  return stateOf(model, { left, isHeld });
}

/** Makes one change. What a new parcel takes is taken from `left`. */
async function make(
  call: CallShopify,
  change: ParcelChange,
  { baskets }: OrderState,
  { left, isHeld }: Omit<Sendable, 'left'> & { readonly left: Left[] },
): Promise<OrderAnswer> {
  if (change.kind === 'add') {
    const { parcel } = change;
    const isNothingLeft = left.every(({ quantity }) => quantity === 0);
    const sent = take(left, parcel.contents ?? null);
    if (isNothingLeft || sent?.length === 0) return isHeld ? refusals.held : refusals.nothingLeft;
    if (sent === null) return isHeld ? refusals.held : refusals.tooMany;
    const lineItemsByFulfillmentOrder = [...Map.groupBy(sent, (one) => one.fulfillmentOrder)].map(([id, lines]) => ({
      fulfillmentOrderId: id,
      // Always by pieces: a call for all that is left, which comes twice, finds them gone.
      fulfillmentOrderLineItems: lines.map(({ id: line, quantity }) => ({ id: line, quantity })),
    }));
    const { carrier, trackingNumber } = parcel;
    const trackingInfo = trackingOf(carrier, trackingNumber === null ? [] : [trackingNumber]);
    const answer = await send(call, functions.ship, { fulfillment: { lineItemsByFulfillmentOrder, trackingInfo } });
    // There is no key of a call. What is left would be sent by a second one.
    const isOnce = answer.kind === 'refused' || left.every(({ quantity }) => quantity === 0);
    return isOnce ? answer : { ...answer, mayBeDoubled: true };
  }
  const [number = ''] = change.rowId.split('-');
  const rows = baskets.flatMap((basket) => basket.rows).filter(({ rowId }) => rowId.startsWith(`${number}-`));
  const id = gid('Fulfillment', number);
  if (change.kind === 'update') {
    const numbers = numbersOf(rows.map((row) => (row.rowId === change.rowId ? change.parcel : row)));
    return send(call, 'fulfillmentTrackingInfoUpdate', { id, info: trackingOf(change.parcel.carrier, numbers) });
  }
  const others = rows.filter(({ rowId }) => rowId !== change.rowId);
  const [first] = others;
  if (first === undefined) return send(call, 'fulfillmentCancel', { id });
  return send(call, 'fulfillmentTrackingInfoUpdate', { id, info: trackingOf(first.carrier, numbersOf(others)) });
}

const numbersOf = (rows: readonly Pick<ParcelRow, 'trackingNumber'>[]): string[] =>
  rows.flatMap(({ trackingNumber }) => (trackingNumber === null ? [] : [trackingNumber]));

/** Where a parcel is to be found. A carrier that is none of ours keeps whatever name it has. */
const trackingOf = (carrier: string | null, numbers: readonly string[]): object => ({
  ...(carrier === null ? {} : { company: companies[carrier] ?? carrier }),
  ...(numbers.length > 1 ? { numbers } : numbers.length === 1 ? { number: numbers[0] } : {}),
});

/** Takes pieces away from what is left: those that are named, or all. Null where there are not as many. */
function take(left: Left[], wanted: Parcel['contents'] | null): Left[] | null {
  if (wanted == null) return left.splice(0);
  const sent: Left[] = [];
  for (const { lineId, quantity } of wanted) {
    let missing = quantity;
    for (const [index, one] of left.entries()) {
      const taken = one.lineId === lineId ? Math.min(missing, one.quantity) : 0;
      if (taken === 0) continue;
      missing -= taken;
      sent.push({ ...one, quantity: taken });
      left[index] = { ...one, quantity: one.quantity - taken };
    }
    if (missing > 0) return null;
  }
  return sent;
}

/** What Shopify says of an order that is not any more as it was read. */
const movedOn = /does not exist|unfulfillable status|quantity requested|is cancelled/i;

async function send(
  call: CallShopify,
  operation: Extract<ShopifyOperation, `fulfillment${string}`>,
  variables: Readonly<Record<string, unknown>>,
): Promise<OrderAnswer> {
  const [error] = (await call(operation, variables)).part(changed, operation).userErrors;
  if (error === undefined) return accepted;
  const reason = movedOn.test(error.message) ? 'look-again' : 'content-refused';
  return { kind: 'refused', reason, code: 'userError', words: error.message.slice(0, 200) };
}
