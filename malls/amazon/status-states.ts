import { jstDay } from '../../core/kernel/index.ts';
import type { OrderStage, OrderState, ParcelItem, ParcelRow } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { isoMoment } from '../jst.ts';
import { textAt } from '../sheet.ts';
import { isFba, pending, progressOf, statusIn } from './progress.ts';
import { carrierWords } from './status-traits.ts';
import { orderStateModel, packageModel } from './wire.generated.js';
import type { OrderStateModel } from './wire.ts';

/** An order of this mall has one destination. */
const destination = '1';

/** How an order stands, as getOrder shows it; null where it cannot be understood. */
export function stateOf(model: unknown): OrderState | null {
  if (!orderStateModel.matches(model)) return null;
  const rows = (model.packages ?? []).filter((one) => !isCancelledPackage(one)).map(rowOf);
  const known = rows.filter((row) => row !== null);
  // A package that cannot be read may be any.
  if (known.length !== rows.length) return null;
  const status = statusIn(model);
  const progress = progressOf(status, model.fulfillment?.fulfilledBy === 'AMAZON');
  return {
    orderNumber: model.orderId,
    progress,
    stage: stageOf(status, progress),
    kept: JSON.stringify(leftOf(model)),
    subStatusId: null,
    memo: null,
    baskets: [{ basketId: destination, rows: known }],
  };
}

/** How an order stood when its original was read; null where the original is none that tells. */
export function stateIn(original: string): OrderState | null {
  const body = readBody(original);
  return body.kind === 'json' ? stateOf(body.value) : null;
}

/** A package whose label was cancelled: nothing left in it. */
const isCancelledPackage = (parcel: unknown): boolean => textAt(parcel, 'packageStatus', 'status') === 'CANCELLED';

function stageOf(status: string, progress: string): OrderStage {
  if (status === 'CANCELLED') return 'cancelled';
  // Amazon sends it: what is asked for is refused in words (`order-status-api.ts`), whatever its status.
  if (isFba(progress)) return 'to-ship';
  if (pending.includes(status)) return 'buyer-may-cancel';
  if (status === 'UNSHIPPED' || status === 'PARTIALLY_SHIPPED') return 'to-ship';
  return status === 'SHIPPED' ? 'shipped' : 'unknown';
}

/** The pieces of each line that are still to be sent. */
function leftOf({ orderItems }: OrderStateModel): ParcelItem[] {
  return orderItems.flatMap(({ orderItemId, quantityOrdered, fulfillment }) => {
    const quantity = fulfillment?.quantityUnfulfilled ?? quantityOrdered - (fulfillment?.quantityFulfilled ?? 0);
    return quantity > 0 ? [{ lineId: orderItemId, quantity }] : [];
  });
}

/** What `OrderState.kept` holds. */
export const leftIn = (kept: string | undefined): ParcelItem[] =>
  kept === undefined ? [] : (JSON.parse(kept) as ParcelItem[]);

function rowOf(model: unknown): ParcelRow | null {
  if (!packageModel.matches(model)) return null;
  const { packageReferenceId, carrier = '', trackingNumber, shipTime, packageItems } = model;
  const shippedAt = isoMoment(shipTime);
  return {
    rowId: packageReferenceId,
    ...carrierOf(carrier),
    trackingNumber: trackingNumber || null,
    shippedOn: shippedAt === null ? null : jstDay(shippedAt),
    ...(packageItems === undefined
      ? {}
      : { contents: packageItems.map(({ orderItemId, quantity }) => ({ lineId: orderItemId, quantity })) }),
  };
}

const plain = (word: string): string =>
  word
    .normalize('NFKC')
    .replaceAll(/[\s_-]/g, '')
    .toLowerCase();

/**
 * Our code of a carrier, by Amazon's code or name of it: which of them getOrder shows is not known. Where several have the same, or
 * none has it, it may be any of those.
 */
function carrierOf(shown: string): Pick<ParcelRow, 'carrier' | 'carriers'> {
  const all = Object.entries(carrierWords);
  const same = all.filter(([code, { carrierCode, carrierName }]) =>
    [code, carrierCode, carrierName].some((word) => plain(word) === plain(shown)),
  );
  const [only, ...others] = (same.length === 0 ? all : same).map(([code]) => code);
  return only !== undefined && others.length === 0
    ? { carrier: only }
    : { carrier: null, carriers: only === undefined ? [] : [only, ...others] };
}
