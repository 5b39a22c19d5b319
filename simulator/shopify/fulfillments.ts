import type { GraphQLResolveInfo } from 'graphql';
import { mustHave } from './errors.ts';
import { touch, track } from './lifecycle.ts';
import type { Context } from './operation.ts';
import { fulfillmentModel } from './order-model.ts';
import { allOf, fulfill, recallOne, recordAt, type Sending } from './parcels.ts';
import { type Fulfillment, type FulfillmentOrder, type Order, readGid, type Tracking, type World } from './state.ts';

interface TrackingInput {
  company?: string | null;
  number?: string | null;
  numbers?: readonly string[] | null;
  url?: string | null;
  urls?: readonly string[] | null;
}

interface FulfillmentInput {
  lineItemsByFulfillmentOrder: readonly {
    fulfillmentOrderId: string;
    fulfillmentOrderLineItems?: readonly { id: string; quantity: number }[] | null;
  }[];
  trackingInfo?: TrackingInput | null;
}

const SCOPE = 'write_merchant_managed_fulfillment_orders';

const refused = (field: readonly string[] | null, message: string) => ({
  fulfillment: null,
  userErrors: [{ field, message }],
});

/** Numbers and addresses in the order in which they belong together. */
function trackingOf({ company = null, number, numbers, url, urls }: TrackingInput): Tracking[] {
  const all = numbers ?? (number == null ? [] : [number]);
  const addresses = urls ?? (url == null ? [] : [url]);
  const rows = Math.max(all.length, addresses.length, company === null ? 0 : 1);
  return Array.from({ length: rows }, (_, index) => ({
    company,
    number: all[index] ?? null,
    url: addresses[index] ?? null,
  }));
}

function fulfillmentOrderAt({ shop }: Context, id: string): { order: Order; of: FulfillmentOrder } | null {
  const number = readGid(id);
  if (number?.type !== 'FulfillmentOrder') return null;
  for (const order of shop.orders) {
    const of = order.fulfillmentOrders.find((one) => String(one.id) === number.id);
    if (of) return { order, of };
  }
  return null;
}

/** What is to be sent, or why it cannot be. */
function readSendings(
  context: Context,
  { lineItemsByFulfillmentOrder }: FulfillmentInput,
): { order: Order; sendings: Sending[] } | { problem: string } {
  const sendings: Sending[] = [];
  let order: Order | null = null;
  for (const { fulfillmentOrderId, fulfillmentOrderLineItems } of lineItemsByFulfillmentOrder) {
    const found = fulfillmentOrderAt(context, fulfillmentOrderId);
    if (!found) return { problem: 'Fulfillment order does not exist.' };
    const { of } = found;
    if (order !== null && order !== found.order)
      return { problem: 'All fulfillment orders must belong to the same order.' };
    order = found.order;
    if (sendings.some((one) => one.of.location !== of.location)) {
      return { problem: 'All fulfillment orders must be assigned to the same location.' };
    }
    if (of.status !== 'OPEN' && of.status !== 'IN_PROGRESS') {
      return { problem: `Fulfillment order ${of.id} has an unfulfillable status= ${of.status.toLowerCase()}.` };
    }
    const rows = fulfillmentOrderLineItems ?? [];
    if (rows.length === 0) {
      sendings.push(allOf(of));
      continue;
    }
    const units = new Map<number, number>();
    for (const { id, quantity } of rows) {
      const row = of.lines.find((one) => `gid://shopify/FulfillmentOrderLineItem/${one.id}` === id);
      if (!row) return { problem: 'Fulfillment order line item does not exist.' };
      const isPossible =
        Number.isInteger(quantity) && quantity > 0 && quantity + (units.get(row.id) ?? 0) <= row.remaining;
      if (!isPossible) return { problem: 'Invalid fulfillment order line item quantity requested.' };
      units.set(row.id, quantity + (units.get(row.id) ?? 0));
    }
    sendings.push({ of, units });
  }
  return order === null ? { problem: 'Line items by fulfillment order must not be empty.' } : { order, sendings };
}

/** Sends what remains of fulfillment orders, or some of it. It has no idempotency key: sent twice, a part goes out twice. */
export function fulfillmentCreate(
  { fulfillment: input }: { fulfillment: FulfillmentInput },
  context: Context,
  info: GraphQLResolveInfo,
): object {
  mustHave(context, info, SCOPE);
  const { world, shop } = context;
  const read = readSendings(context, input);
  if ('problem' in read) return refused(['fulfillment'], read.problem);
  const { order, sendings } = read;
  const tracking = trackingOf(input.trackingInfo ?? {});
  context.changes.push(() => {
    order.stage += 1;
    fulfill(world, order, sendings, tracking);
    touch(world, order);
  });
  const lines = sendings.flatMap(({ of, units }) =>
    of.lines.flatMap(({ id, line }) => (units.has(id) ? [{ line, quantity: units.get(id) ?? 0 }] : [])),
  );
  const made: Fulfillment = {
    id: recordAt(order, shop.lastRecord + 1),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    at: world.timeMs,
    updatedAt: world.timeMs,
    status: 'SUCCESS',
    location: (sendings[0] as Sending).of.location,
    lines,
    tracking,
  };
  return { fulfillment: fulfillmentModel(world, made), userErrors: [] };
}

/** Replaces the tracking of a fulfillment. */
export function fulfillmentTrackingInfoUpdate(
  { fulfillmentId, trackingInfoInput }: { fulfillmentId: string; trackingInfoInput: TrackingInput },
  context: Context,
  info: GraphQLResolveInfo,
): object {
  const tracking = trackingOf(trackingInfoInput);
  return ofOne(context, info, ['fulfillmentId', fulfillmentId], (world, order, found) => {
    context.changes.push(() => track(world, order, found, tracking));
    return { ...found, updatedAt: world.timeMs, tracking };
  });
}

/** Takes a fulfillment back: what it sent waits again. */
export function fulfillmentCancel({ id }: { id: string }, context: Context, info: GraphQLResolveInfo): object {
  return ofOne(context, info, ['id', id], (world, order, found) => {
    context.changes.push(() => {
      recallOne(world, order, found);
      touch(world, order);
    });
    return { ...found, updatedAt: world.timeMs, status: 'CANCELLED' };
  });
}

/** What a call makes of a fulfillment that there is. */
function ofOne(
  context: Context,
  info: GraphQLResolveInfo,
  [field, id]: readonly [field: string, id: string],
  change: (world: World, order: Order, found: Fulfillment) => Fulfillment,
): object {
  mustHave(context, info, SCOPE);
  const { world, shop } = context;
  const wanted = readGid(id);
  for (const order of wanted?.type === 'Fulfillment' ? shop.orders : []) {
    const found = order.fulfillments.find((one) => String(one.id) === wanted?.id);
    if (!found) continue;
    if (found.status === 'CANCELLED') return refused([field], 'Fulfillment is cancelled.');
    return { fulfillment: fulfillmentModel(world, change(world, order, found)), userErrors: [] };
  }
  return refused([field], 'Fulfillment does not exist.');
}
