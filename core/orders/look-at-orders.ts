import type { ClaimKey } from '../stock/claim.ts';
import { inChunks } from '../units.ts';
import type { MallOrder, UnreadableOrder } from './order.ts';
import { readIsolated } from './read-isolated.ts';
import type { OrderRow } from './row.ts';
import type { ImportRun } from './run.ts';
import { storageProblem } from './storable.ts';

/** An order to be read from the mall and stored. */
export interface Wanted {
  readonly orderNumber: string;
  /** The row seen already: `null` when it was just looked for and not there, absent when nobody has looked. */
  readonly seen?: null;
  /** Claims a dead run may have left behind. */
  readonly carried?: readonly ClaimKey[];
}

/** An order that is still to be stored. */
export interface Pending extends Wanted {
  /** Highest version of a claim that refused an earlier attempt. */
  readonly floor: number;
}

/** What the mall gave for one order. */
export type OrderRead =
  | { readonly kind: 'order'; readonly order: MallOrder }
  | { readonly kind: 'missing' }
  /** `order` where it could be read and cannot be stored. */
  | { readonly kind: 'quarantined'; readonly unreadable: UnreadableOrder; readonly order?: MallOrder }
  /** The run's time or calls ended before it could be told apart from a bad neighbour. */
  | { readonly kind: 'unread' };

/** One look at one order: the row seen before the mall was asked, when it was asked, and what it gave. */
export interface OrderLook {
  readonly pending: Pending;
  readonly seen: OrderRow | null;
  readonly readAt: number;
  readonly read: OrderRead;
}

/** Reads orders, a call's worth at a time, and the rows of each before that call. */
export async function lookAt(run: ImportRun, pending: readonly Pending[]): Promise<OrderLook[]> {
  const looks: OrderLook[] = [];
  for (const chunk of inChunks(pending, run.traits.readBatch)) looks.push(...(await lookAtOnce(run, chunk)));
  return looks;
}

async function lookAtOnce(run: ImportRun, pending: readonly Pending[]): Promise<OrderLook[]> {
  const unseen = pending.filter((order) => order.seen === undefined).map((order) => order.orderNumber);
  const rows = unseen.length > 0 ? await run.ports.orders.rows(run.shop.key, unseen) : new Map<string, OrderRow>();
  const readAt = run.ports.clock.now();
  const reading = await readIsolated(
    run,
    pending.map((order) => order.orderNumber),
    pending.some(({ orderNumber }) => !rows.has(orderNumber)),
  );
  const orders = new Map(reading.orders.map((order) => [order.orderNumber, order]));
  const unreadables = new Map(reading.unreadable.map((order) => [order.orderNumber, order]));
  const unread = new Set(reading.unread);
  const readOf = (orderNumber: string): OrderRead => {
    const order = orders.get(orderNumber);
    if (order) return readable(order);
    if (unread.has(orderNumber)) return { kind: 'unread' };
    const unreadable = unreadables.get(orderNumber);
    return unreadable ? { kind: 'quarantined', unreadable } : { kind: 'missing' };
  };
  return pending.map((order) => ({
    pending: order,
    seen: rows.get(order.orderNumber) ?? null,
    readAt,
    read: readOf(order.orderNumber),
  }));
}

function readable(order: MallOrder): OrderRead {
  const reason = storageProblem(order);
  if (reason === null) return { kind: 'order', order };
  return { kind: 'quarantined', unreadable: { orderNumber: order.orderNumber, raw: order.original, reason }, order };
}
