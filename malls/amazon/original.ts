import type { BuyerMark, WaitingOrder } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { isoMoment } from '../jst.ts';
import { type Kept, keepOnly, marksOf, values } from '../personal-data.ts';
import { at, listAt, textAt } from '../sheet.ts';
import { toBeSent, unknown, unshipped } from './progress.ts';

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const items = listAt(body.kind === 'json' ? body.value : null, 'orderItems');
  const title = at(
    items.find((item) => textAt(item, 'orderItemId') === lineId),
    'product',
    'title',
  );
  return typeof title === 'string' ? title : null;
}

/**
 * When an order must leave: Amazon names it once the order is paid (`shipByWindow`,
 * https://developer-docs.amazon.com/sp-api/reference/searchorders). Null once it is sent, and for what Amazon sends itself. Read from what
 * was stored, so it may lag behind the mall.
 */
export function waitingIn(original: string): WaitingOrder | null {
  const body = readBody(original);
  if (body.kind !== 'json') return null;
  const order = body.value;
  const status = textAt(order, 'fulfillment', 'fulfillmentStatus') || unknown;
  if (!unshipped.includes(status) || textAt(order, 'fulfillment', 'fulfilledBy') === 'AMAZON') return null;
  const isToBeSent = toBeSent.includes(status);
  return {
    shipBy: isToBeSent ? isoMoment(at(order, 'fulfillment', 'shipByWindow', 'latestDateTime')) : null,
    shippableSince: isToBeSent ? isoMoment(at(order, 'createdTime')) : null,
    wishedDay: null,
    cardSince: null,
  };
}

const money: Kept = values('amount currencyCode');

/**
 * What stays of an order when its buyer is removed: numbers, moments, progress, lines and amounts. Not here, because they are a person's
 * or are written by one: buyer, recipient, aliases, gift messages, customisations, packages.
 */
const kept: Kept = {
  ...values('orderId createdTime lastUpdatedTime programs'),
  salesChannel: values('channelName marketplaceId marketplaceName'),
  associatedOrders: values('orderId associationType'),
  proceeds: { grandTotal: money },
  payment: { paymentExecutions: { ...values('paymentMethod'), paymentAmount: money } },
  fulfillment: {
    ...values('fulfillmentStatus fulfilledBy fulfillmentServiceLevel'),
    shipByWindow: values('earliestDateTime latestDateTime'),
    deliverByWindow: values('earliestDateTime latestDateTime'),
  },
  orderItems: {
    ...values('orderItemId quantityOrdered programs'),
    product: { ...values('asin title sellerSku'), price: { unitPrice: money } },
    proceeds: { proceedsTotal: money },
    // Not the reasons: they may be a person's words.
    cancellation: { cancellationRequest: values('requester'), cancellationExecution: values('cancelledBy') },
    fulfillment: {
      ...values('quantityFulfilled quantityUnfulfilled'),
      shipping: {
        scheduledDeliveryWindow: values('earliestDateTime latestDateTime'),
        shippingConstraints: values(
          'palletDelivery cashOnDelivery signatureConfirmation recipientIdentityVerification recipientAgeVerification',
        ),
      },
    },
  },
};

/** An order without its buyer, as JSON. Throws when the original is no JSON. */
export function redactOriginal(original: string): string {
  return JSON.stringify(keepOnly(JSON.parse(original), kept));
}

/** Identifies the orders of one buyer: by Amazon's own mail address of the buyer, or by name and telephone of the recipient together. */
export function buyerMarks(original: string): readonly BuyerMark[] {
  const order: unknown = JSON.parse(original);
  return marksOf({
    mail: textAt(order, 'buyer', 'buyerEmail'),
    name: textAt(order, 'recipient', 'deliveryAddress', 'name'),
    phone: textAt(order, 'recipient', 'deliveryAddress', 'phone'),
  });
}
