import { TsunagiError } from '../../core/kernel/index.ts';
import { type MallOrder, type OrderLine, skuOf } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { parseJstStamp } from '../jst.ts';
import { mismatch } from '../shape.ts';
import { orderModel } from './wire.generated.js';
import type { OrderModel } from './wire.ts';

type PackageModel = OrderModel['PackageModelList'][number];
type ItemModel = PackageModel['ItemModelList'][number];

/** An order as the business sees it, or why this OrderModel is none; the reason holds nothing of its content. */
export type Mapped =
  | { readonly kind: 'order'; readonly order: MallOrder }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** Maps an OrderModel that has passed its shape. The whole model is kept as `original`. */
export function mapOrder(model: OrderModel, original?: string): Mapped {
  const orderedAt = parseJstStamp(model.orderDatetime);
  if (orderedAt === null) {
    return { kind: 'unreadable', reason: 'orderDatetime: expected a moment that exists, got one that does not' };
  }
  const lines = linesOf(model);
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
    order: { orderNumber, progress, orderedAt, lines, original: original ?? JSON.stringify(model) },
  };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export function readOriginal(original: string): MallOrder {
  const body = readBody(original);
  const model = body.kind === 'json' ? body.value : undefined;
  const mapped = orderModel.matches(model)
    ? mapOrder(model, original)
    : { kind: 'unreadable' as const, reason: mismatch(orderModel.schema, model) };
  if (mapped.kind === 'order') return mapped.order;
  throw new TsunagiError('mall.unreadable', 'never', `A stored order of RMS cannot be read: ${mapped.reason}.`);
}

/**
 * All lines over all destinations. An itemDetailId that comes again with the same SKU is one line with the sum of both: an
 * order that is otherwise sound must not wait for a person. With another SKU there is no telling which one is sold: null.
 */
function linesOf(model: OrderModel): readonly OrderLine[] | null {
  const lines = new Map<string, OrderLine>();
  for (const parcel of model.PackageModelList) {
    for (const item of parcel.ItemModelList) {
      const line = lineOf(parcel, item);
      const before = lines.get(line.lineId);
      if (before && before.sku !== line.sku) return null;
      lines.set(line.lineId, before ? { ...line, quantity: before.quantity + line.quantity } : line);
    }
  }
  return [...lines.values()];
}

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
