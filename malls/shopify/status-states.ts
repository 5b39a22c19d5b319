import { jstDay } from '../../core/kernel/index.ts';
import type { OrderStage, OrderState, ParcelRow } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { isoMoment } from '../jst.ts';
import { cancelled, progressOf, unshipped } from './progress.ts';
import { numberIn } from './site.ts';
import { companies } from './status-traits.ts';
import { orderStateModel } from './wire.generated.js';
import type { OrderStateModel } from './wire.ts';

/** An order of this mall has one destination. */
const destination = '1';

/** Pieces of a line that a fulfillment order has still to send. */
export interface Left {
  readonly fulfillmentOrder: string;
  /** The id of the line within the fulfillment order. */
  readonly id: string;
  /** The number of the order's line. */
  readonly lineId: string;
  readonly quantity: number;
}

/** What of an order the location of the shop can send. */
export interface Sendable {
  readonly left: readonly Left[];
  /** Something is there, and is held back or scheduled. */
  readonly isHeld: boolean;
}

/** How an order stands, as it was read with its fulfillments; null where it cannot be understood. */
export function stateOf(model: unknown, sendable: Sendable = nothing): OrderState | null {
  if (!orderStateModel.matches(model)) return null;
  const progress = progressOf(model);
  return {
    orderNumber: model.name,
    progress,
    stage: stageOf(progress),
    kept: JSON.stringify(sendable),
    subStatusId: null,
    memo: null,
    baskets: [{ basketId: destination, rows: model.fulfillments.flatMap(rowsOf) }],
  };
}

/** How an order stood when its original was read; null where the original is none that tells. */
export function stateIn(original: string): OrderState | null {
  const body = readBody(original);
  return body.kind === 'json' ? stateOf(body.value) : null;
}

const nothing: Sendable = { left: [], isHeld: false };

/** What `OrderState.kept` holds. */
export const sendableIn = (kept: string | undefined): Sendable =>
  kept === undefined ? nothing : (JSON.parse(kept) as Sendable);

/** Shopify lets shops send what is not paid: 代金引換 is, at the door. */
function stageOf(progress: string): OrderStage {
  if (progress === cancelled) return 'cancelled';
  if (progress === 'FULFILLED' || progress === 'RESTOCKED') return 'shipped';
  return unshipped.includes(progress) ? 'to-ship' : 'unknown';
}

/** A fulfillment is a row of each of its numbers; it has the day on which it was made, whatever day is wanted. */
function rowsOf({ id, status, createdAt, trackingInfo }: OrderStateModel['fulfillments'][number]): ParcelRow[] {
  if (['CANCELLED', 'ERROR', 'FAILURE'].includes(status)) return [];
  const madeAt = isoMoment(createdAt);
  const shippedOn = madeAt === null ? null : jstDay(madeAt);
  const rowId = (index: number): string => `${numberIn(id)}-${index}`;
  // Marked as sent on the screen, without a number: the first parcel that has one fills it.
  const empty: ParcelRow = {
    rowId: rowId(0),
    ...carrierOf(null),
    trackingNumber: null,
    shippedOn: null,
    undated: true,
  };
  if (trackingInfo.length === 0) return [empty];
  return trackingInfo.map(({ company = null, number }, index) => ({
    rowId: rowId(index),
    ...carrierOf(company),
    trackingNumber: number || null,
    shippedOn,
    undated: true,
  }));
}

/** Our code of a carrier; where its name is none of ours it may be any, because Shopify may have another name of it. */
function carrierOf(company: string | null): Pick<ParcelRow, 'carrier' | 'carriers'> {
  const [code] = Object.entries(companies).find(([, name]) => name === company?.trim()) ?? [];
  return code === undefined ? { carrier: null, carriers: Object.keys(companies) } : { carrier: code };
}
