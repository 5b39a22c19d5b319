import type { BuyerMark, WaitingOrder } from '../../core/ports/index.ts';
import { readBody } from '../body.ts';
import { isoMoment } from '../jst.ts';
import { type Kept, keepOnly, marksOf, values } from '../personal-data.ts';
import { at, listAt, textAt } from '../sheet.ts';
import { progressOf, ready, unshipped } from './progress.ts';
import { numberIn } from './site.ts';

/** 商品名 of an order's line; null where the original has none. */
export function itemNameIn(original: string, lineId: string): string | null {
  const body = readBody(original);
  const items = listAt(body.kind === 'json' ? body.value : null, 'lineItems', 'nodes');
  return (
    textAt(
      items.find((item) => numberIn(textAt(item, 'id')) === lineId),
      'name',
    ) || null
  );
}

/**
 * Since when an order can be packed: since it was placed, as an order does not say when it was paid; not while it waits for its
 * payment, or is held back. Null once it is sent. Read from what was stored, so it may lag behind the mall.
 */
export function waitingIn(original: string): WaitingOrder | null {
  const body = readBody(original);
  const order = body.kind === 'json' ? body.value : null;
  const progress = progressOf({
    cancelledAt: at(order, 'cancelledAt') ?? null,
    displayFinancialStatus: at(order, 'displayFinancialStatus'),
    displayFulfillmentStatus: textAt(order, 'displayFulfillmentStatus'),
  });
  if (!unshipped.includes(progress)) return null;
  const since = ready.includes(progress) ? isoMoment(at(order, 'createdAt')) : null;
  return { shipBy: null, shippableSince: since, wishedDay: null, cardSince: null };
}

const money: Kept = { shopMoney: values('amount currencyCode') };

/**
 * What stays of an order when its buyer is removed: numbers, moments, progress, lines and amounts. Not here, because they are a person's
 * or are written by one: mail address, telephone, note, address.
 */
const kept: Kept = {
  ...values('id name createdAt updatedAt cancelledAt displayFinancialStatus displayFulfillmentStatus'),
  currentTotalPriceSet: money,
  fulfillments: values('id status createdAt'),
  lineItems: {
    nodes: { ...values('id sku name quantity currentQuantity elsewhere'), originalUnitPriceSet: money },
    pageInfo: values('hasNextPage endCursor'),
  },
};

/** An order without its buyer, as JSON. Throws when the original is no JSON. */
export const redactOriginal = (original: string): string => JSON.stringify(keepOnly(JSON.parse(original), kept));

/** Identifies the orders of one buyer: by mail address, or by name and telephone of the recipient together. */
export function buyerMarks(original: string): readonly BuyerMark[] {
  const order: unknown = JSON.parse(original);
  return marksOf({
    mail: textAt(order, 'email'),
    name: textAt(order, 'shippingAddress', 'name'),
    phone: textAt(order, 'shippingAddress', 'phone'),
  });
}
