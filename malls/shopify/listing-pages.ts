import { InputError, secondMs } from '../../core/kernel/index.ts';
import type { MallOrder } from '../../core/model/index.ts';
import type { OrderListing, OrderPage } from '../../core/ports/index.ts';
import { isoMoment } from '../jst.ts';
import { type CallShopify, nextCursor, type ShopifyReply } from './calls.ts';
import { mapOrder } from './mapping.ts';
import { progressOf } from './progress.ts';
import { shopifyTraits } from './traits.ts';
import { connection, listedOrder } from './wire.generated.js';

/** Listings whose pages are being turned, beside each other. */
const listingsMax = 200;
/** Orders on a page that has them whole: Shopify refuses a call that may cost more than 1,000 points. */
const wholePageSize = 20;

/** A listing in hand. */
interface Listing {
  /** After which cursor each page begins; null where the pages have ended before. */
  readonly cursors: (string | null)[];
  /** Every order of its pages, its id by its number. */
  readonly seen: Map<string, string>;
}

export type ListingPages = Map<string, Listing>;

/** The orders of a span by their last change, or by when they were placed. Pages follow each other by cursors, which are kept by `pages`. */
export async function listOrders(
  { call, shop, pages }: { readonly call: CallShopify; readonly shop: string; readonly pages: ListingPages },
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
  const reply = await call(listing.whole ? 'orders.whole' : 'orders', {
    first: listing.whole ? wholePageSize : shopifyTraits.pageSize,
    after: after ?? null,
    sortKey: by.toUpperCase(),
    query: `${by}:>='${isoOf(listing.from)}' ${by}:<='${isoOf(listing.to)}'`,
  });
  const { nodes, pageInfo } = reply.part(connection, 'connection');
  const rows = nodes.map((model, index) => ({ ...reply.as(listedOrder, model, `nodes[${index}]`), model }));
  known.cursors[page - 1] = nextCursor(reply, pageInfo, after ?? null);
  keep(pages, key, known);
  // An order that changes while pages are turned comes again, and so does a number that two orders share: reading it tells.
  const fresh = rows.filter(({ id, name }) => noteSeen(known.seen, name, id));
  const shared = new Set(rows.flatMap(({ id, name }) => (known.seen.get(name) === id ? [] : [name])));
  const listed = fresh.filter(
    // One whose progress cannot be read stays: reading it tells.
    ({ displayFulfillmentStatus: sent, ...row }) =>
      listing.progress === undefined ||
      typeof sent !== 'string' ||
      progressOf({ ...row, displayFulfillmentStatus: sent }) === listing.progress,
  );
  return {
    orderNumbers: listed.map(({ name }) => name),
    total: null,
    pages: page === 1 && rows.length === 0 ? 0 : pagesKnown(),
    changedAt: new Map(
      listed.flatMap(({ name, updatedAt }): [string, number][] => {
        const at = isoMoment(updatedAt);
        return at === null ? [] : [[name, at]];
      }),
    ),
    ...(listing.whole
      ? { orders: listed.flatMap(({ model, name }) => (shared.has(name) ? [] : wholeOrder(model))) }
      : {}),
    mallTime: reply.mallTime,
  };
}

function noteSeen(seen: Map<string, string>, name: string, id: string): boolean {
  if (seen.has(name)) return false;
  seen.set(name, id);
  return true;
}

function keep(pages: ListingPages, key: string, listing: Listing): void {
  pages.delete(key);
  pages.set(key, listing);
  const [oldest] = pages.keys();
  if (pages.size > listingsMax && oldest !== undefined) pages.delete(oldest);
}

const isoOf = (at: number): string => `${new Date(Math.floor(at / secondMs) * secondMs).toISOString().slice(0, 19)}Z`;

/** An order of more lines than came with it, or that cannot be understood, is read by its number. */
function wholeOrder(model: unknown): MallOrder[] {
  const mapped = mapOrder(model);
  return mapped.kind === 'order' ? [mapped.order] : [];
}
