import type { OrderStage, OrderState, ParcelRow } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { mismatch } from '../shape.ts';
import { type Sorted, sortModels } from './sorting.ts';
import { orderStateModel } from './wire.generated.js';
import type { OrderStateModel } from './wire.ts';

type PackageModel = OrderStateModel['PackageModelList'][number];
type ShippingModel = NonNullable<PackageModel['ShippingModelList']>[number];

/** How the orders of a getOrder stand, sorted as `sortModels` does. */
export function sortStates(asked: readonly string[], models: readonly unknown[]): Sorted<OrderState> | null {
  return sortModels(asked, models, (model) =>
    orderStateModel.matches(model)
      ? { kind: 'order', order: stateOf(model) }
      : {
          kind: 'unreadable',
          reason:
            mismatch(orderStateModel.schema, model) ?? 'the order: expected what RMS documents, got something else',
        },
  );
}

/** How an order stood when its original was read; null where the original is none that tells. */
export function stateIn(original: string): OrderState | null {
  const body = readBody(original);
  const model: unknown = body.kind === 'json' ? body.value : undefined;
  return orderStateModel.matches(model) ? stateOf(model) : null;
}

function stateOf(model: OrderStateModel): OrderState {
  return {
    orderNumber: model.orderNumber,
    progress: String(model.orderProgress),
    stage: stageOf(model.orderProgress),
    subStatusId: model.subStatusId == null ? null : String(model.subStatusId),
    memo: model.memo || null,
    baskets: model.PackageModelList.filter((parcel) => parcel.packageDeleteFlag !== 1).map((parcel) => ({
      basketId: String(parcel.basketId),
      rows: (parcel.ShippingModelList ?? []).map(rowOf),
    })),
  };
}

/** RMS writes nothing as null or as an empty text, from version to version. */
function rowOf(row: ShippingModel): ParcelRow {
  return {
    rowId: String(row.shippingDetailId),
    carrier: row.deliveryCompany || null,
    trackingNumber: row.shippingNumber || null,
    shippedOn: row.shippingDate ? dayIn(row.shippingDate) : null,
  };
}

/** A day that came as `20261124`, or with a time behind it, is the same day; else a push would never be seen to be done. */
function dayIn(text: string): string {
  return text.replace(/^(\d{4})-?(\d\d)-?(\d\d)(?:T.*)?$/, '$1-$2-$3');
}

/** orderProgress, in the words that pushes have for it. */
function stageOf(progress: number): OrderStage {
  switch (progress) {
    case 100:
      return 'unconfirmed';
    case 200:
      return 'processing';
    case 300:
      return 'to-ship';
    case 400:
      return 'changing';
    case 500:
    case 600:
    case 700:
      return 'shipped';
    case 800:
    case 900:
      return 'cancelled';
    default:
      return 'unknown';
  }
}
