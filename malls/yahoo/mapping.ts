import { TsunagiError } from '../../core/kernel/index.ts';
import type { MallOrder, OrderLine } from '../../core/model/index.ts';
import { readBody } from '../body.ts';
import { mismatch } from '../shape.ts';
import { progressOf } from './progress.ts';
import { parseYahooMoment } from './times.ts';
import { orderModel } from './wire.generated.js';
import type { OrderModel } from './wire.ts';

type ItemModel = OrderModel['Item'][number];

/** An order as the business sees it, or why this OrderInfo is none; the reason holds nothing of its content. */
export type Mapped =
  | { readonly kind: 'order'; readonly order: MallOrder }
  | { readonly kind: 'unreadable'; readonly reason: string };

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
  const lines = linesOf(model);
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
    lines,
    original: original ?? JSON.stringify(model),
  };
  return { kind: 'order', order };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export function readOriginal(original: string): MallOrder {
  const body = readBody(original);
  const mapped = mapOrder(body.kind === 'json' ? body.value : undefined, original);
  if (mapped.kind === 'order') return mapped.order;
  throw new TsunagiError(
    'mall.unreadable',
    'never',
    `A stored order of Yahoo!ショッピング cannot be read: ${mapped.reason}.`,
  );
}

/**
 * All lines. Those of an order that was split hold nothing any more: its parts, orders of their own, hold them. A LineId that comes
 * twice with one item is one line with the sum of both; with two items there is no telling which one is sold: null.
 */
function linesOf(model: OrderModel): readonly OrderLine[] | null {
  const lines = new Map<string, OrderLine>();
  for (const item of model.Item) {
    const line = lineOf(item, isSplit(model));
    const before = lines.get(line.lineId);
    if (before && before.sku !== line.sku) return null;
    lines.set(line.lineId, before ? { ...line, quantity: before.quantity + line.quantity } : line);
  }
  return [...lines.values()];
}

function lineOf(item: ItemModel, wasSplit: boolean): OrderLine {
  const code = itemOf(item.ItemId, item.SubCode ?? '');
  return { lineId: item.LineId, item: code, sku: code, quantity: wasSplit ? 0 : Number(item.Quantity) };
}

/** Yahoo's key of what is sold, as its stock API has it: 商品コード, or 商品コード:個別商品コード. */
export function itemOf(itemId: string, subCode: string): string {
  return subCode === '' ? itemId : `${itemId}:${subCode}`;
}

/** IsSplit tells it. ChildOrderId does not: Yahoo's page has it unset at the order that was split, and set at its parts. */
const isSplit = ({ IsSplit }: OrderModel): boolean => IsSplit === 'true' || IsSplit === '1';

/** The parts of a split order where it names them: two ids with a comma between them. A list with its own id is of the split it came of. */
function splitInto({ OrderId, ChildOrderId }: OrderModel): readonly string[] {
  const named = (ChildOrderId ?? '').split(/[\s,]+/).filter((orderNumber) => orderNumber !== '');
  return named.includes(OrderId) ? [] : named;
}

function shipStatusOf(ship: unknown): string {
  const status =
    typeof ship === 'object' && ship !== null ? (ship as { readonly ShipStatus?: unknown }).ShipStatus : '';
  return typeof status === 'string' ? status : '';
}
