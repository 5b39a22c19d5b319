import { claimOf } from '../../aws/dynamodb/claim-item.ts';
import { listingOf } from '../../aws/dynamodb/listing-item.ts';
import { movementOf } from '../../aws/dynamodb/movement-item.ts';
import type { Item as Row } from '../../aws/dynamodb/table.ts';
import { type Listing, listingDueOf, type Movement, mallOf } from '../../core/model/index.ts';
import { adapterOf } from '../../malls/registry.ts';
import type { Item } from '../tables/read-table.ts';
import type { BookedOrder, Shelf } from './shelves.ts';

/** How the malls' levels stand. Null marks a figure that could not be checked: a real mall shows no books. */
export interface StockFigures {
  readonly listings: number;
  /** Listings at which the mall shows what it should. */
  readonly inStep: number | null;
  /** Listings at which it shows something else, without anything that would set it right. */
  readonly diverged: number | null;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number | null;
}

/** What an order line takes from a shelf: what it holds now, and what it held at the count. */
interface Taken {
  readonly orderedAt: number;
  readonly now: number;
  heldAt(moment: number): number;
}

/** What a line claims of a SKU, which is `<merchant>#<SKU>`. */
interface Claimed {
  readonly lineId: string;
  readonly sku: string;
  readonly quantity: number;
}

/** Reckons every listing's level from the rows of the ledger, in the plainest way, and holds it against the malls' books. */
export class StockCount {
  readonly #listings: Listing[] = [];
  readonly #movements = new Map<string, Movement[]>();
  readonly #taken = new Map<string, Taken[]>();
  /** What the lines of each order claim, by `<shop>#<order number>`. */
  readonly #claimed = new Map<string, Claimed[]>();
  readonly #buffers = new Map<string, number>();
  readonly #inSets = new Set<string>();
  /** SKUs that moved, and whose listings have not been processed since. */
  readonly #moved = new Set<string>();

  takeRow(table: string, item: Item): void {
    if (table === 'Listings') this.#listings.push(listingOf(rowOf(item)));
    if (table !== 'Stock') return;
    const sku = String(item.sku?.S);
    if (item.entry?.S === '#sku') {
      this.#buffers.set(sku, Number(item.buffer?.N ?? 0));
      if (item.dirtySince !== undefined) this.#moved.add(sku);
      if (item.inSets !== undefined || (item.recipes?.S ?? '[]') !== '[]') this.#inSets.add(sku);
    } else if (item.pieces !== undefined) {
      this.#movements.set(sku, [...(this.#movements.get(sku) ?? []), movementOf(rowOf(item))]);
    } else if (item.lineId !== undefined && item.kind === undefined) {
      this.#takeClaim(sku, item);
    }
  }

  #takeClaim(sku: string, item: Item): void {
    const { shop, orderNumber, lineId, orderedAt, quantity: now, trail } = claimOf(rowOf(item));
    const order = `${shop}#${orderNumber}`;
    this.#claimed.set(order, [...(this.#claimed.get(order) ?? []), { lineId, sku, quantity: now }]);
    const heldAt = (moment: number): number => {
      const known = trail.filter(([since]) => since <= moment);
      return (known.length > 0 ? known[known.length - 1] : trail[0])?.[1] ?? now;
    };
    const taken = { orderedAt, now, heldAt };
    this.#taken.set(sku, [...(this.#taken.get(sku) ?? []), taken]);
  }

  /** The figures, when every row was taken. `books` is null for real malls. */
  figures(
    books: { readonly shelves: readonly Shelf[]; readonly orders: readonly BookedOrder[] } | null,
    pushes: number | null,
  ): StockFigures {
    const listings = this.#listings.length;
    if (books === null) return { listings, inStep: null, diverged: null, pushes: null };
    const levels = new Map(books.shelves.map(({ shop, item, level }) => [`${shop} ${item}`, level]));
    const unread = this.#unread(books.orders);
    let [inStep, diverged] = [0, 0];
    for (const listing of this.#listings) {
      const place = `${listing.shop} ${listing.item}`;
      const wanted = this.#wanted(listing);
      if (wanted === null || levels.get(place) === wanted) inStep += 1;
      else if (!isWaitedFor(listing) && !unread.has(place) && !this.#moved.has(`${listing.merchant}#${listing.sku}`))
        diverged += 1;
    }
    return { listings, inStep, diverged, pushes };
  }

  /** What a listing should show; null if unknown: it is not counted, is not linked, or belongs to a set. */
  #wanted({ merchant, sku, shop, linked, buffer, cap, floor }: Listing): number | null {
    const id = `${merchant}#${sku}`;
    const movements = this.#movements.get(id) ?? [];
    const counts = movements.filter(({ kind }) => kind === 'counted');
    const [count] = counts.sort((a, b) => b.at - a.at || b.writtenAt - a.writtenAt || (b.id > a.id ? 1 : -1));
    if (count === undefined || !linked || this.#inSets.has(id)) return null;
    let left = count.quantity - (this.#buffers.get(id) ?? 0) - buffer;
    for (const { kind, at, quantity } of movements) if (kind !== 'counted' && at > count.at) left += quantity;
    for (const { orderedAt, now, heldAt } of this.#taken.get(id) ?? [])
      left -= orderedAt > count.at ? now : now - heldAt(count.at);
    if (floor !== null && left < floor) return 0;
    const { highest } = adapterOf(mallOf(shop)).traits.stock;
    return Math.max(0, Math.min(left, cap ?? left, highest));
  }

  /** Items that a mall has moved by itself, for a change of an order that has not been read yet. */
  #unread(orders: readonly BookedOrder[]): Set<string> {
    const itemsOf = Map.groupBy(this.#listings, ({ shop, merchant, sku }) => `${shop} ${merchant}#${sku}`);
    const places = new Set<string>();
    for (const { shop, orderNumber, lines } of orders) {
      const claims = Map.groupBy(this.#claimed.get(`${shop}#${orderNumber}`) ?? [], ({ lineId }) => lineId);
      for (const { lineId, item, units } of lines) {
        const own = claims.get(lineId) ?? [];
        if (own.reduce((sum, { quantity }) => sum + quantity, 0) !== units) places.add(`${shop} ${item}`);
        claims.delete(lineId);
      }
      // A removed line is gone from the books; only its claim still says what it sold.
      for (const { sku, quantity } of [...claims.values()].flat()) {
        const listings = quantity === 0 ? [] : (itemsOf.get(`${shop} ${sku}`) ?? []);
        for (const { item } of listings) places.add(`${shop} ${item}`);
      }
    }
    return places;
  }
}

/** The listing is still to be processed, or awaits a decision by a person. */
function isWaitedFor(listing: Listing): boolean {
  const { unknownAt, claim, wait, drift, orphanSince } = listing;
  return (
    listingDueOf(listing) !== null || [unknownAt, claim, wait, drift, orphanSince].some((one) => one !== undefined)
  );
}

/** As the adapters read it. Bytes travel as texts in it, and no row of stock has any. */
function rowOf(item: Item): Row {
  return item as object as Row;
}
