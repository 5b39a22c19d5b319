import { jstDay } from '../../core/kernel/index.ts';
import type { OrderStage, OrderState, ParcelRow } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { isoMoment } from '../jst.ts';
import { cancelled, moneyless, progressOf, sent, unshipped } from './progress.ts';
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
  const isPart = sendable.left.length > 0 || sendable.isHeld;
  return {
    orderNumber: model.name,
    progress,
    stage: stageOf(progress),
    kept: JSON.stringify(sendable),
    subStatusId: null,
    memo: null,
    baskets: [{ basketId: destination, rows: model.fulfillments.flatMap((one) => rowsOf(one, isPart)) }],
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

/** Shopify lets shops send what is not paid: 代金引換 is, at the door. A parcel that left without its money is reported all the same. */
function stageOf(progress: string): OrderStage {
  if (progress === cancelled) return 'cancelled';
  if (sent.includes(progress)) return 'shipped';
  return unshipped.includes(progress) || moneyless.includes(progress) ? 'to-ship' : 'unknown';
}

/**
 * A fulfillment is a row of each of its numbers; it has the day on which it was made, whatever day is wanted. Once nothing is left to be
 * sent, one without a number, as of an order that was marked as sent on the screen, is an empty row: the first parcel that has a number fills it.
 */
function rowsOf(
  { id, status, createdAt, trackingInfo, fulfillmentLineItems: lines }: OrderStateModel['fulfillments'][number],
  isPart: boolean,
): ParcelRow[] {
  if (['CANCELLED', 'ERROR', 'FAILURE'].includes(status)) return [];
  const madeAt = isoMoment(createdAt);
  const infos = trackingInfo.length === 0 ? [{}] : trackingInfo;
  // A number tells which parcel it is. Without one, what is in it does.
  const isWhole = lines !== undefined && !lines.pageInfo.hasNextPage;
  return infos.map(({ company = null, number }, index) => ({
    rowId: `${numberIn(id)}-${index}`,
    ...carrierOf(company),
    trackingNumber: number || null,
    shippedOn: madeAt === null || (!number && !isPart) ? null : jstDay(madeAt),
    undated: true,
    ...(isWhole && !number ? { contents: contentsOf(lines.nodes) } : {}),
    ...(isPart ? { isPart } : {}),
  }));
}

function contentsOf(lines: NonNullable<OrderStateModel['fulfillments'][number]['fulfillmentLineItems']>['nodes']) {
  const quantities = new Map<string, number>();
  for (const { quantity, lineItem } of lines) {
    const lineId = numberIn(lineItem.id);
    quantities.set(lineId, (quantities.get(lineId) ?? 0) + quantity);
  }
  return [...quantities].map(([lineId, quantity]) => ({ lineId, quantity }));
}

/** Our code of a carrier; where its name is none of ours it may be any, because Shopify may have another name of it. */
function carrierOf(company: string | null): Pick<ParcelRow, 'carrier' | 'carriers'> {
  const [code] = Object.entries(companies).find(([, name]) => name === company?.trim()) ?? [];
  return code === undefined ? { carrier: null, carriers: Object.keys(companies) } : { carrier: code };
}
