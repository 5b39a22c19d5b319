import {
  currentQuantity,
  type Fulfillment,
  type FulfillmentOrder,
  type Line,
  type Location,
  nextRecordId,
  type Order,
  type Tracking,
  type World,
} from './state.ts';
import { uncommit } from './stock.ts';

/** The number of a new part of an order, after those that the shop has. */
export const recordId = (order: Order): number => recordAt(order, nextRecordId(order.shop));

/** The id that the `ahead`th new part of an order of this shop will have. */
export const recordAt = (order: Order, record: number): number =>
  5_000_000_000_000 + (order.shop.shopId % 1_000_000) * 1_000_000 + record;

/** The fulfillment order that has a line, with its row in it; where several have, the first that has still to send some of it. */
export function rowOf(order: Order, line: Line): [FulfillmentOrder, FulfillmentOrder['lines'][number]] | null {
  const rows = order.fulfillmentOrders.flatMap((of): [FulfillmentOrder, FulfillmentOrder['lines'][number]][] => {
    const row = of.lines.find((one) => one.line === line);
    return row ? [[of, row]] : [];
  });
  return rows.find(([, { remaining }]) => remaining > 0) ?? rows[0] ?? null;
}

/** Units of a line will not be sent any more. */
export function dropFrom(world: World, row: FulfillmentOrder['lines'][number] | undefined, units: number): void {
  if (!row) return;
  const dropped = Math.min(units, row.remaining);
  row.remaining -= dropped;
  if (world.settings.flow.removedUnits === 'none') row.total -= dropped;
}

/** Where a line without a row is put back. */
export const firstLocation = (order: Order): Location =>
  order.fulfillmentOrders[0]?.location ?? (order.shop.locations[0] as Location);

/** Units to send of a fulfillment order, by the ids of its rows. */
export interface Sending {
  of: FulfillmentOrder;
  units: ReadonlyMap<number, number>;
}

/** Everything that remains of a fulfillment order. */
export const allOf = (of: FulfillmentOrder): Sending => ({
  of,
  units: new Map(of.lines.filter(({ remaining }) => remaining > 0).map(({ id, remaining }) => [id, remaining])),
});

/** Sends units; nothing where there are none. */
export function fulfill(world: World, order: Order, sendings: readonly Sending[], tracking: Tracking[]): void {
  const sent: { line: Line; quantity: number }[] = [];
  for (const { of, units } of sendings) {
    for (const row of of.lines) {
      const quantity = Math.min(units.get(row.id) ?? 0, row.remaining);
      if (quantity === 0) continue;
      row.remaining -= quantity;
      row.line.unfulfilled -= quantity;
      sent.push({ line: row.line, quantity });
      uncommit(world, order.shop, row.line.variant, { location: of.location, units: quantity, isRestocked: false });
    }
    const isDone = of.lines.every(({ remaining }) => remaining === 0);
    of.status = isDone ? 'CLOSED' : world.settings.flow.partlySentStatus;
  }
  const [first] = sendings;
  if (sent.length === 0 || !first) return;
  order.fulfillments.push({
    id: recordId(order),
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    at: world.timeMs,
    updatedAt: world.timeMs,
    status: 'SUCCESS',
    location: first.of.location,
    lines: sent,
    tracking,
  });
}

/** All fulfillments are cancelled: what was sent waits again. */
export function recall(world: World, order: Order): void {
  for (const fulfillment of order.fulfillments) recallOne(world, order, fulfillment);
}

/** A fulfillment is cancelled. */
export function recallOne(world: World, order: Order, fulfillment: Fulfillment): void {
  if (fulfillment.status === 'CANCELLED') return;
  fulfillment.status = 'CANCELLED';
  fulfillment.updatedAt = world.timeMs;
  for (const { line, quantity } of fulfillment.lines) {
    const back = Math.min(quantity, currentQuantity(line) - line.unfulfilled);
    line.unfulfilled += back;
    const [of, row] = rowOf(order, line) ?? [];
    if (!of || !row) continue;
    row.remaining += back;
    of.status = 'OPEN';
    uncommit(world, order.shop, line.variant, { location: of.location, units: -back, isRestocked: false });
  }
}

/** A fulfillment order of which nothing remains is done. */
export function closeEmpty(order: Order): void {
  for (const one of order.fulfillmentOrders) {
    if (one.lines.every(({ remaining }) => remaining === 0)) one.status = 'CLOSED';
  }
}
