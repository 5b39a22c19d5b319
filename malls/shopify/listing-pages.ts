import { InputError } from '../../core/kernel/index.ts';
import type { MallOrder } from '../../core/model/index.ts';
import type { OrderListing, OrderPage } from '../../core/ports/index.ts';
import { isoMoment, utcStamp } from '../jst.ts';
import { listedKeys } from '../mapping.ts';
import { type CallShopify, nextCursor, type ShopifyReply } from './calls.ts';
import { isSharedOut } from './fulfillment-orders.ts';
import { mapOrder } from './mapping.ts';
import { progressOf } from './progress.ts';
import { numberIn } from './site.ts';
import { connection, orderModel } from './wire.generated.js';

/** Listings whose pages are being turned, beside each other. */
const listingsMax = 200;

/** A listing in hand. */
interface Listing {
  /** After which cursor each page begins; null where the pages have ended before. */
  readonly cursors: (string | null)[];
  /** Every order of its pages, its id by its number. */
  readonly seen: Map<string, unknown>;
}

export type ListingPages = Map<string, Listing>;

interface ListingCalls {
  readonly call: CallShopify;
  readonly shop: string;
  /** The number of the location whose stock is linked. */
  readonly location: string;
  readonly pages: ListingPages;
}

/** The orders of a span by their last change, or by when they were placed. Pages follow each other by cursors, which are kept by `pages`. */
export async function listOrders(
  { call, shop, location, pages }: ListingCalls,
  listing: OrderListing,
): Promise<Omit<OrderPage, 'mallTime'> & Pick<ShopifyReply, 'mallTime'>> {
  const page = listing.page;
  const key = `${shop} ${JSON.stringify({ ...listing, page: null })}`;
  const known: Listing | undefined = page === 1 ? { cursors: [], seen: new Map() } : pages.get(key);
  const after = page === 1 ? undefined : known?.cursors[page - 2];
  if (known === undefined || (after === undefined && page > 1 && page - 2 < known.cursors.length)) {
    throw new InputError('This page cannot be asked for', ['page: the listing was not begun by this process']);
  }
  const pagesKnown = () => known.cursors.filter((cursor) => cursor !== null).length + 1;
  if (page > 1 && typeof after !== 'string') {
    return { orderNumbers: [], total: null, pages: pagesKnown(), mallTime: null };
  }
  const by = listing.by === 'placed' ? 'created_at' : 'updated_at';
  const variables = {
    after: after ?? null,
    sortKey: by.toUpperCase(),
    query: `${by}:>='${utcStamp(listing.from)}' ${by}:<='${utcStamp(listing.to)}'`,
  };
  const reply = await call(listing.whole ? 'orders.whole' : 'orders', variables, { standing: page === 1 });
  const { nodes, pageInfo } = reply.part(connection, 'connection');
  const keys = listedKeys(nodes.map(numberOf));
  if (keys === null) throw reply.unreadable('nodes: expected the name of an order in each, got none');
  const rows = nodes.map((model, index) => ({ ...fieldsOf(model), key: keys[index] as string, model }));
  known.cursors[page - 1] = nextCursor(reply, pageInfo, after ?? null);
  keep(pages, key, known);
  // An order that changes while pages are turned comes again. A number of two orders is on each of their pages, and reading it tells.
  const before = new Map(known.seen);
  for (const { id, key: number } of rows) known.seen.set(number, id);
  const byNumber = Map.groupBy(rows, (row) => row.key);
  const fresh = [...byNumber.values()].flatMap((alike) => alike.find((row) => before.get(row.key) !== row.id) ?? []);
  const isShared = (number: string): boolean => new Set(byNumber.get(number)?.map(({ id }) => id)).size > 1;
  const listed = fresh.filter(
    // One whose progress cannot be read stays: reading it tells.
    ({ displayFulfillmentStatus: sent, ...row }) =>
      listing.progress === undefined ||
      typeof sent !== 'string' ||
      progressOf({ ...row, displayFulfillmentStatus: sent }) === listing.progress,
  );
  return {
    orderNumbers: listed.map(({ key: number }) => number),
    total: null,
    pages: page === 1 && rows.length === 0 ? 0 : pagesKnown(),
    changedAt: new Map(
      listed.flatMap(({ key: number, updatedAt }): [string, number][] => {
        const at = isoMoment(updatedAt);
        return at === null ? [] : [[number, at]];
      }),
    ),
    ...(listing.whole
      ? { orders: listed.flatMap(({ model, key: number }) => (isShared(number) ? [] : wholeOrder(model, location))) }
      : {}),
    mallTime: reply.mallTime,
  };
}

type ListedOrder = Readonly<
  Record<'id' | 'name' | 'updatedAt' | 'cancelledAt' | 'displayFinancialStatus' | 'displayFulfillmentStatus', unknown>
>;

/** A node that cannot be read must not hide the others of its page. */
const fieldsOf = (model: unknown): ListedOrder => Object(model);

function numberOf(model: unknown) {
  const { id, name } = fieldsOf(model);
  return {
    number: name,
    ...(typeof id === 'string' && /^gid:\/\/shopify\/Order\/\d{1,20}$/.test(id) ? { id: numberIn(id) } : {}),
  };
}

function keep(pages: ListingPages, key: string, listing: Listing): void {
  pages.delete(key);
  pages.set(key, listing);
  const [oldest] = pages.keys();
  if (pages.size > listingsMax && oldest !== undefined) pages.delete(oldest);
}

/** An order of more lines than came with it, of which other locations may send a part, or that cannot be understood, is read by its number. */
function wholeOrder(model: unknown, location: string): MallOrder[] {
  if (orderModel.matches(model) && isSharedOut(model, location)) return [];
  const mapped = mapOrder(model);
  return mapped.kind === 'order' ? [mapped.order] : [];
}
