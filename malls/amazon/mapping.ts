import type { MallOrder, OrderLine } from '../../core/model/index.ts';
import type { LevelHint, MallTraits } from '../../core/ports/index.ts';
import { isoMoment } from '../jst.ts';
import { linesById, type Mapped, readStored } from '../mapping.ts';
import { mismatch } from '../shape.ts';
import { at } from '../sheet.ts';
import { isCancelledItem, progressOf, statusIn, unshipped } from './progress.ts';
import { marketplace } from './site.ts';
import { orderChange, orderModel, quantityChange } from './wire.generated.js';
import type { OrderModel, QuantityChange } from './wire.ts';

/** Maps an order that may be anything. The whole of it is kept as `original`. */
export function mapOrder(model: unknown, original?: string): Mapped {
  if (!orderModel.matches(model)) {
    const reason =
      mismatch(orderModel.schema, model) ?? 'the order: expected what Amazon documents, got something else';
    return { kind: 'unreadable', reason };
  }
  const orderedAt = isoMoment(model.createdTime);
  const changedAt = isoMoment(model.lastUpdatedTime);
  if (orderedAt === null || changedAt === null) {
    return {
      kind: 'unreadable',
      reason: 'createdTime, lastUpdatedTime: expected moments that exist, got one that does not',
    };
  }
  const isFba = model.fulfillment?.fulfilledBy === 'AMAZON';
  const status = statusIn(model);
  const lines = linesById(model.orderItems.map((item) => lineOf(item, isFba)));
  if (lines === null) {
    return { kind: 'unreadable', reason: 'orderItems: expected each orderItemId once, got one of two different items' };
  }
  const order: MallOrder = {
    orderNumber: model.orderId,
    progress: progressOf(status, isFba),
    orderedAt,
    // A listing goes by the last change, and so does the cursor.
    listedAt: changedAt,
    changedAt,
    ...(!isFba && unshipped.includes(status) && model.orderItems.some(isCancelRequested)
      ? { cancelRequested: true }
      : {}),
    lines,
    original: original ?? JSON.stringify(model),
  };
  return { kind: 'order', order };
}

/** Reads an order back from what `mapOrder` kept. Throws when it is no such thing. */
export const readOriginal = (original: string): MallOrder =>
  readStored('Amazon', original, (model) => mapOrder(model, original));

/** Its buyer asks for its cancel, and nothing came of that: it was neither carried out, nor are all of its pieces sent. */
const isCancelRequested = (item: unknown): boolean =>
  at(item, 'cancellation', 'cancellationRequest') != null &&
  !isCancelledItem(item) &&
  at(item, 'fulfillment', 'quantityUnfulfilled') !== 0;

/** What Amazon sends is on its own shelf: the line holds none of the merchant's pieces. */
function lineOf(
  { orderItemId, quantityOrdered, product }: OrderModel['orderItems'][number],
  isFba: boolean,
): OrderLine {
  const code = product.sellerSku || product.asin || orderItemId;
  return { lineId: orderItemId, item: code, sku: code, quantity: isFba ? 0 : quantityOrdered };
}

/** ORDER_CHANGE and LISTINGS_ITEM_MFN_QUANTITY_CHANGE of the Notifications API. What the first says of the order's content is never used. */
export const hintIn: NonNullable<MallTraits['hintIn']> = (message) => {
  if (quantityChange.matches(message)) return levelHintIn(message);
  if (!orderChange.matches(message)) return null;
  const { SellerId, AmazonOrderId, OrderChangeTrigger, Summary } = message.Payload.OrderChangeNotification;
  // A seller's other marketplaces are the same subscription's, and the listing leaves out what Amazon sends.
  if (Summary.MarketplaceId !== marketplace || Summary.FulfillmentType === 'AFN') return 'not-imported';
  return {
    kind: 'order',
    code: SellerId,
    orderNumber: AmazonOrderId,
    changedAt: isoMoment(OrderChangeTrigger?.TimeOfOrderChange),
  };
};

function levelHintIn({ EventTime, Payload }: QuantityChange): LevelHint | 'not-imported' {
  const { SellerId, FulfillmentChannelCode, Sku, Quantity } = Payload;
  if (FulfillmentChannelCode !== 'DEFAULT') return 'not-imported';
  return { kind: 'level', code: SellerId, item: Sku, level: Quantity, changedAt: isoMoment(EventTime) };
}
