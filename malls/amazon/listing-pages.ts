import {
  type EpochMs,
  fingerprintOf,
  InputError,
  minuteMs,
  secondAfter,
  secondMs,
  wholeSecond,
} from '../../core/kernel/index.ts';
import type { MallOrder } from '../../core/model/index.ts';
import type { OrderListing, OrderPage } from '../../core/ports/index.ts';
import { isoMoment, utcStamp } from '../jst.ts';
import { listedKeys } from '../mapping.ts';
import { type AmazonReply, checked } from './calls.ts';
import { unreadableReply } from './faults.ts';
import { mapOrder } from './mapping.ts';
import { statusOf } from './progress.ts';
import { marketplace } from './site.ts';
import { amazonTraits } from './traits.ts';
import { searchReply } from './wire.generated.js';

/** A `…Before` must be two minutes old; some seconds more, since a call takes its time. */
const beforeAgeMs = 2 * minuteMs + 5 * secondMs;

/** The parts of an order that are asked for: those that are exported, put on labels or counted. */
export const includedData = 'BUYER,RECIPIENT,PROCEEDS,PAYMENT,CANCELLATION,FULFILLMENT,PACKAGES';

/** Listings whose pages are being turned, beside each other. */
const listingsMax = 200;

/** The tokens of listings in hand, by what they list. One per process. */
export interface ListingPages {
  /** The query of a page; null where the listing has ended before it. */
  queryOf(
    shop: string,
    listing: OrderListing,
    mallNow: EpochMs,
  ): { readonly query: string; readonly pages: number } | null;
  /** Notes what follows the page; gives back how many pages are known of. */
  noteNext(shop: string, listing: OrderListing, query: string, nextToken: string | null): number;
  /** How many pages a listing has that ended. */
  ended(shop: string, listing: OrderListing): number;
}

/**
 * Amazon's pages follow each other by tokens, which are good with exactly the parameters of the first page: they are kept as they were
 * sent, because a `…Before` that is derived from the present would be another one a moment later.
 */
export function createListingPages(): ListingPages {
  const byListing = new Map<string, { readonly query: string; readonly tokens: (string | null)[] }>();
  const keyOf = (shop: string, { page: _, ...listing }: OrderListing): string => `${shop} ${JSON.stringify(listing)}`;
  return {
    queryOf(shop, listing, mallNow) {
      if (listing.page === 1) return { query: firstQuery(listing, mallNow), pages: 1 };
      const known = byListing.get(keyOf(shop, listing));
      if (known === undefined) {
        throw new InputError('This page cannot be asked for', ['page: the listing was not begun by this process']);
      }
      const token = known.tokens[listing.page - 2];
      if (token === undefined || token === null) return null;
      return { query: `${known.query}&paginationToken=${encodeURIComponent(token)}`, pages: known.tokens.length };
    },
    noteNext(shop, listing, query, nextToken) {
      const key = keyOf(shop, listing);
      const known = listing.page === 1 ? { query, tokens: [] } : (byListing.get(key) ?? { query, tokens: [] });
      known.tokens[listing.page - 1] = nextToken;
      byListing.delete(key);
      byListing.set(key, known);
      const [oldest] = byListing.keys();
      if (byListing.size > listingsMax && oldest !== undefined) byListing.delete(oldest);
      return nextToken === null ? listing.page : listing.page + 1;
    },
    ended: (shop, listing) => byListing.get(keyOf(shop, listing))?.tokens.length ?? 0,
  };
}

/** MERCHANT only: what Amazon sends itself is on its own shelf. */
function firstQuery(listing: OrderListing, mallNow: EpochMs): string {
  const by = listing.by === 'placed' ? 'created' : 'lastUpdated';
  // Amazon shows nothing that is younger, and may refuse to be asked for it: what is older than the listing is left out of its rows.
  const after = Math.min(listing.from, mallNow - beforeAgeMs - minuteMs);
  const before = secondAfter(listing.to) + secondMs;
  const status = listing.progress === undefined ? null : statusOf(listing.progress);
  const fields = {
    [`${by}After`]: utcStamp(after),
    ...(before > mallNow - beforeAgeMs ? {} : { [`${by}Before`]: utcStamp(before) }),
    marketplaceIds: marketplace,
    fulfilledBy: 'MERCHANT',
    ...(status === null ? {} : { fulfillmentStatuses: status }),
    maxResultsPerPage: String(amazonTraits.pageSize),
    ...(listing.whole ? { includedData } : {}),
  };
  return new URLSearchParams(fields).toString();
}

/** One page of searchOrders, put into the order of the listing's moment, and what follows it. */
export function pageIn(
  reply: AmazonReply,
  listing: OrderListing,
  mallNow: EpochMs,
): Pick<OrderPage, 'orderNumbers' | 'changedAt' | 'orders' | 'through'> & { readonly nextToken: string | null } {
  const value = checked(searchReply, reply);
  const keys = listedKeys(
    value.orders.map((model) => {
      const { orderId, createdTime } = fieldsOf(model);
      return { number: orderId, id: fingerprintOf(JSON.stringify([orderId, createdTime])) };
    }),
  );
  if (keys === null) throw unreadableReply(reply.call, reply.status, 'orders: expected an orderId in each, got none');
  const rows = value.orders.map((model, index) => ({ model, key: keys[index] as string, ...momentsOf(model) }));
  const by = listing.by === 'placed' ? 'createdAt' : 'changedAt';
  const from = wholeSecond(listing.from);
  // One whose moments cannot be read stays: reading it tells whether it is an order.
  const listed = rows.filter((row) => (row[by] ?? from) >= from);
  listed.sort((one, other) => (one[by] ?? 0) - (other[by] ?? 0));
  const changedAt = new Map(
    listed.flatMap(({ key, changedAt: at }): [string, EpochMs][] => (at === null ? [] : [[key, at]])),
  );
  const before = isoMoment(value.lastUpdatedBefore ?? value.createdBefore);
  const orders = listing.whole ? listed.flatMap(({ model }) => wholeOrder(model)) : [];
  return {
    orderNumbers: listed.map(({ key }) => key),
    changedAt,
    ...(orders.length === 0 ? {} : { orders }),
    // Of the second itself it is not proven whether it is listed.
    through: (before ?? mallNow - beforeAgeMs) - secondMs,
    nextToken: value.pagination?.nextToken || null,
  };
}

/** A row that cannot be read must not hide the others of its page. */
const fieldsOf = (model: unknown): Readonly<Record<'orderId' | 'createdTime' | 'lastUpdatedTime', unknown>> =>
  Object(model);

function momentsOf(model: unknown) {
  const { createdTime, lastUpdatedTime } = fieldsOf(model);
  return { createdAt: isoMoment(createdTime), changedAt: isoMoment(lastUpdatedTime) };
}

/** An order that cannot be understood is read by its number, and set aside there. */
function wholeOrder(model: unknown): MallOrder[] {
  const mapped = mapOrder(model);
  return mapped.kind === 'order' ? [mapped.order] : [];
}
