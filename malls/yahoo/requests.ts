import { secondAfter, wholeSecond } from '../../core/kernel/index.ts';
import type { OrderListing } from '../../core/ports/index.ts';
import { xmlText } from '../xml.ts';
import { listedFields, orderFields } from './fields.ts';
import { conditionOf } from './progress.ts';
import { yahooMoment } from './times.ts';
import { yahooTraits } from './traits.ts';

/**
 * orderList, sorted by 注文日時, which is all it sorts by. ReadOnlyMode 2 unless a progress says otherwise: without it orders stay unseen
 * for the minutes in which their buyers can take them back, and their pieces are sold a second time elsewhere.
 */
export function orderListBody(sellerId: string, listing: OrderListing, rows: number = yahooTraits.pageSize): string {
  const by = listing.by === 'placed' ? 'OrderTime' : 'PublicationTime';
  const conditions = {
    [`${by}From`]: yahooMoment(wholeSecond(listing.from)),
    [`${by}To`]: yahooMoment(secondAfter(listing.to)),
    ...(listing.progress === undefined ? { ReadOnlyMode: '2' } : conditionOf(listing.progress)),
  };
  return element('Req', [
    element('Search', [
      element('Result', String(rows)),
      element('Start', String((listing.page - 1) * rows + 1)),
      element('Sort', '+order_time'),
      element(
        'Condition',
        Object.entries(conditions).map(([name, value]) => element(name, value)),
      ),
      element('Field', listedFields),
    ]),
    element('SellerId', xmlText(sellerId)),
  ]);
}

/** orderInfo: one order, with all its fields unless some are named. */
export function orderInfoBody(sellerId: string, orderNumber: string, fields: string = orderFields): string {
  const target = [element('OrderId', xmlText(orderNumber)), element('Field', fields)];
  return element('Req', [element('Target', target), element('SellerId', xmlText(sellerId))]);
}

/** An element; a text in it is written as XML already. */
export const element = (name: string, inner: string | readonly string[]): string =>
  `<${name}>${typeof inner === 'string' ? inner : inner.join('')}</${name}>`;
