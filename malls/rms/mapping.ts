import { type MallOrder, type OrderLine, skuOf } from '../../core/model/index.ts';
import type { OrderReading } from '../../core/ports/index.ts';
import { parseJstStamp } from '../jst.ts';
import { linesById, type Mapped, readStored } from '../mapping.ts';
import { mismatch } from '../shape.ts';
import { sortModels } from './sorting.ts';
import { orderModel } from './wire.generated.js';
import type { OrderModel } from './wire.ts';

type PackageModel = OrderModel['PackageModelList'][number];
type ItemModel = PackageModel['ItemModelList'][number];

/** Maps an OrderModel that may be anything. The whole of it is kept as `original`. */
export function mapOrder(model: unknown, original?: string): Mapped {
  if (!orderModel.matches(model)) {
    const reason = mismatch(orderModel.schema, model) ?? 'the order: expected what RMS documents, got something else';
    return { kind: 'unreadable', reason };
  }
  const orderedAt = parseJstStamp(model.orderDatetime);
  if (orderedAt === null) {
    return { kind: 'unreadable', reason: 'orderDatetime: expected a moment that exists, got one that does not' };
  }
  const parcels = model.PackageModelList;
  const lines = linesById(parcels.flatMap((parcel) => parcel.ItemModelList.map((item) => lineOf(parcel, item))));
  if (lines === null) {
    return {
      kind: 'unreadable',
      reason: 'PackageModelList: expected one SKU an itemDetailId, got an itemDetailId with two different SKUs',
    };
  }
  const { orderNumber } = model;
  const progress = String(model.orderProgress);
  return {
    kind: 'order',
    order: {
      ...{ orderNumber, progress, orderedAt, lines },
      // キャンセル確定待ち.
      ...(progress === '800' ? { cancelRequested: true } : {}),
      original: original ?? JSON.stringify(model),
    },
  };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export const readOriginal = (original: string): MallOrder =>
  readStored('RMS', original, (model) => mapOrder(model, original));

/** RMS's key of what is sold, as its stock API has it: 商品管理番号 in lower case and SKU管理番号, which repeats it where there is one SKU. */
function itemOf(manageNumber: string, variantId: string | null): string {
  const manage = manageNumber.toLowerCase();
  return `${manage}/${variantId && variantId !== manageNumber ? variantId : manage}`;
}

function lineOf(parcel: PackageModel, item: ItemModel): OrderLine {
  const sku = item.SkuModelList?.[0];
  const deleted = item.deleteItemFlag === 1 || parcel.packageDeleteFlag === 1;
  return {
    lineId: String(item.itemDetailId),
    item: itemOf(item.manageNumber, sku?.variantId ?? null),
    sku: skuOf({
      manageNumber: item.manageNumber,
      variantId: sku?.variantId ?? null,
      merchantDefinedSkuId: sku?.merchantDefinedSkuId ?? null,
    }),
    quantity: deleted ? 0 : item.units,
  };
}

/**
 * Sorts the reply by the request: every requested number ends in exactly one of `orders`, `unreadable` and `absent`.
 * Null when a model in the reply may be any of several orders: request fewer.
 */
export function sortReading(asked: readonly string[], models: readonly unknown[]): OrderReading | null {
  return sortModels(asked, models, (model) => mapOrder(model));
}
