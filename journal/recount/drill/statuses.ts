import type { BookParcel } from '../../entry.ts';
import { type BookedOrder, orderIdOf } from '../reading.ts';
import type { DrillDay } from './day.ts';
import type { PushRow } from './push-row.ts';

/** The `status` of a drill, and the names behind `stuck` and `doubleShipments`. */
export interface StatusCount {
  readonly figures: {
    readonly requested: number;
    readonly confirmed: number;
    readonly failed: number;
    readonly stuck: number;
    readonly doubleShipments: number;
    readonly failedMessages: number;
  };
  /** Minutes from the end until what was asked for before had ended. */
  readonly toDone: number | null;
  readonly findings: readonly string[];
}

export function countStatuses(day: DrillDay): StatusCount {
  let [confirmed, failed] = [0, 0];
  const stuck: string[] = [];
  for (const name of day.requested) {
    const push = day.pushes.get(name);
    if (push === undefined || push.endedAt === null) stuck.push(name);
    else if (push.state === 'confirmed') confirmed += 1;
    else if (push.state === 'failed') failed += 1;
  }
  const doubled = doubledParcels(day);
  return {
    figures: {
      requested: day.requested.size,
      confirmed,
      failed,
      stuck: stuck.length,
      doubleShipments: doubled.reduce((sum, { surplus }) => sum + surplus, 0),
      failedMessages: day.failedMessages,
    },
    toDone: minutesToDone(day),
    findings: [
      ...stuck.map((name) => `${name} was asked for and has not ended`),
      ...doubled.map(({ id, surplus }) => `${id} has ${surplus} rows of a parcel too many`),
    ],
  };
}

function minutesToDone({ settings: { to, keyless }, pushes }: DrillDay): number | null {
  let last = to;
  for (const { shop, requestedAt, endedAt } of pushes.values()) {
    if (requestedAt >= to) continue;
    // Nothing can be done for a shop whose key the mall refuses when the outage ends.
    if (keyless.some((span) => span.shop === shop && span.from <= to && to < span.to)) continue;
    if (endedAt === null) return null;
    last = Math.max(last, endedAt);
  }
  return Math.round((last - to) / 6_000) / 10;
}

/** Goes over the books row by row: of each parcel, as many rows are right as one request asked for, and one in any case. */
function doubledParcels({ books, pushes }: DrillDay): { readonly id: string; readonly surplus: number }[] {
  const asked = new Map<string, PushRow[]>();
  for (const push of pushes.values()) {
    if (push.parcels.length === 0) continue;
    const id = orderIdOf(push.shop, push.orderNumber);
    asked.set(id, [...(asked.get(id) ?? []), push]);
  }
  return [...books.values()].flatMap((order) => {
    const surplus = surplusOf(order, asked.get(order.id) ?? []);
    return surplus > 0 ? [{ id: order.id, surplus }] : [];
  });
}

function surplusOf({ parcels }: BookedOrder, asked: readonly PushRow[]): number {
  const counted: { readonly row: BookParcel; rows: number }[] = [];
  for (const row of parcels) {
    if (row.trackingNumber === null) continue;
    const before = counted.find((one) => one.row.basketId === row.basketId && isSame(one.row, row));
    if (before) before.rows += 1;
    else counted.push({ row, rows: 1 });
  }
  let surplus = 0;
  for (const { row, rows } of counted) {
    let right = 1;
    for (const push of asked) {
      const wanted = push.parcels.filter((one) => (one.basketId ?? row.basketId) === row.basketId && isSame(one, row));
      right = Math.max(right, wanted.length);
    }
    surplus += Math.max(0, rows - right);
  }
  return surplus;
}

function isSame(one: Omit<BookParcel, 'basketId'>, other: Omit<BookParcel, 'basketId'>): boolean {
  return (
    one.carrier === other.carrier && one.trackingNumber === other.trackingNumber && one.shippedOn === other.shippedOn
  );
}
