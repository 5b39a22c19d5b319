import type { MallOrder, OrderLine } from '../../core/model/index.ts';
import { linesById, type Mapped, readStored } from '../mapping.ts';
import { mismatch } from '../shape.ts';
import { textAt } from '../sheet.ts';
import { isShipped, progress, progressOf } from './progress.ts';
import { itemOf } from './stock-traits.ts';
import { parseYahooMoment } from './times.ts';
import { orderModel } from './wire.generated.js';
import type { OrderModel } from './wire.ts';

type ItemModel = OrderModel['Item'][number];

/** Maps an OrderInfo that may be anything. The whole of it is kept as `original`. */
export function mapOrder(model: unknown, original?: string): Mapped {
  if (!orderModel.matches(model)) {
    const reason = mismatch(orderModel.schema, model) ?? 'the order: expected what Yahoo documents, got something else';
    return { kind: 'unreadable', reason };
  }
  const orderedAt = parseYahooMoment(model.OrderTime);
  if (orderedAt === null) {
    return { kind: 'unreadable', reason: 'OrderTime: expected a moment that exists, got one that does not' };
  }
  // Those of an order that was split hold nothing any more: its parts, orders of their own, hold them.
  const lines = linesById(model.Item.map((item) => lineOf(item, isSplit(model))));
  if (lines === null) {
    return { kind: 'unreadable', reason: 'Item: expected each LineId once, got one of two different items' };
  }
  const listedAt = parseYahooMoment(model.PublicationTime);
  const changedAt = parseYahooMoment(model.LastUpdateTime);
  const splitFrom = model.ParentOrderId ?? '';
  const order: MallOrder = {
    orderNumber: model.OrderId,
    progress: progressOf({
      orderStatus: model.OrderStatus,
      shipStatus: shipStatusOf(model.Ship),
      isReadOnly: model.IsReadOnly === '1',
    }),
    orderedAt,
    ...(listedAt === null ? {} : { listedAt }),
    ...(changedAt === null ? {} : { changedAt }),
    ...(splitFrom === '' ? {} : { splitFrom }),
    ...(isSplit(model) ? { splitInto: splitInto(model) } : {}),
    ...(isCancelRequested(model) ? { cancelRequested: true } : {}),
    lines,
    original: original ?? JSON.stringify(model),
  };
  return { kind: 'order', order };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export const readOriginal = (original: string): MallOrder =>
  readStored('Yahoo!ショッピング', original, (model) => mapOrder(model, original));

function lineOf(item: ItemModel, wasSplit: boolean): OrderLine {
  const code = itemOf(item.ItemId, item.SubCode ?? '');
  return { lineId: item.LineId, item: code, sku: code, quantity: wasSplit ? 0 : Number(item.Quantity) };
}

/** IsSplit tells it. ChildOrderId does not: Yahoo's page has it unset at the order that was split, and set at its parts. */
const isSplit = ({ IsSplit }: OrderModel): boolean => IsSplit === 'true' || IsSplit === '1';

/** The parts of a split order where it names them: two ids with a comma between them. A list with its own id is of the split it came of. */
function splitInto({ OrderId, ChildOrderId }: OrderModel): readonly string[] {
  const named = (ChildOrderId ?? '').split(/[\s,]+/).filter((orderNumber) => orderNumber !== '');
  return named.includes(OrderId) ? [] : named;
}

/** No page has a field for it: an order with a reason of the buyer's (100 to 180) that is not キャンセル waits for one. */
const isCancelRequested = (model: OrderModel): boolean =>
  /^1\d\d$/.test(textAt(model, 'CancelReason')) &&
  model.OrderStatus !== progress.cancelled &&
  model.OrderStatus !== progress.completed &&
  !isShipped(shipStatusOf(model.Ship));

function shipStatusOf(ship: unknown): string {
  const status =
    typeof ship === 'object' && ship !== null ? (ship as { readonly ShipStatus?: unknown }).ShipStatus : '';
  return typeof status === 'string' ? status : '';
}
