import { allNodes, type CallShopify } from './calls.ts';
import { numberIn } from './site.ts';
import { fulfillmentOrder, fulfillmentOrderLine, orderModel } from './wire.generated.js';
import type { FulfillmentOrder, FulfillmentOrderLine, OrderModel } from './wire.ts';

/** The lines of a fulfillment order, of which the first came with it; null where one cannot be read. */
export async function linesOf(
  call: CallShopify,
  { id, lineItems: { nodes, pageInfo } }: FulfillmentOrder,
): Promise<readonly FulfillmentOrderLine[] | null> {
  const path = ['node', 'connection'];
  const more =
    pageInfo.hasNextPage === true
      ? await allNodes(call, 'fulfillmentOrder.lineItems', { id }, { path, after: pageInfo.endCursor ?? null })
      : [];
  const all = [...nodes, ...more];
  return all.every((one) => fulfillmentOrderLine.matches(one)) ? (all as readonly FulfillmentOrderLine[]) : null;
}

/** Where a fulfillment order is sent from; null where Shopify does not say. */
export const locationOf = ({ assignedLocation }: Pick<FulfillmentOrder, 'assignedLocation'>): string | null =>
  assignedLocation.location ? numberIn(assignedLocation.location.id) : null;

/** True where another location may send a part of an order: which part, its fulfillment orders tell (`withElsewhere`). */
export function isSharedOut({ fulfillmentOrders: sources }: OrderModel, location: string): boolean {
  if (sources === undefined) return false;
  return sources.pageInfo.hasNextPage || sources.nodes.some((one) => ![null, location].includes(locationOf(one)));
}

/**
 * An order of which each line says how many of its pieces other locations send (`elsewhere`): they are not taken from the shelf of ours.
 * Where what the fulfillment orders have is not what is left of a line, as after a refund, what may be ours counts as ours.
 */
export async function withElsewhere(call: CallShopify, model: unknown, location: string): Promise<unknown> {
  if (!orderModel.matches(model) || !isSharedOut(model, location)) return model;
  const all = await allNodes(call, 'order.fulfillmentOrders', { id: model.id }, { path: ['order', 'connection'] });
  const pieces = { own: new Map<string, number>(), others: new Map<string, number>() };
  for (const one of all) {
    // One that was cancelled has another in its place.
    if (!fulfillmentOrder.matches(one) || one.status === 'CANCELLED') continue;
    const of = [null, location].includes(locationOf(one)) ? pieces.own : pieces.others;
    for (const { lineItem, totalQuantity } of (await linesOf(call, one)) ?? []) {
      of.set(lineItem.id, (of.get(lineItem.id) ?? 0) + totalQuantity);
    }
  }
  const nodes = model.lineItems.nodes.map((line) => {
    const own = pieces.own.get(line.id) ?? 0;
    const elsewhere = Math.min(pieces.others.get(line.id) ?? 0, Math.max(0, line.currentQuantity - own));
    return elsewhere === 0 ? line : { ...line, elsewhere };
  });
  return { ...model, lineItems: { ...model.lineItems, nodes } };
}
