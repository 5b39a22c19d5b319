import type { BookEntry, BookParcel, ExchangeEntry } from '../entry.ts';
import { type JournalMallName, journalMall, type Lines } from '../malls/index.ts';

/** What the mall said of an order once. */
export interface Reading {
  /** `<shop>#<order number>` */
  readonly order: string;
  readonly at: number;
  readonly lines: Lines;
}

/** Whose orders these are, everywhere in the tables. */
export function shopKeyOf(shopUrl: string, mall: JournalMallName = 'rms'): string {
  return `${mall}#${shopUrl}`;
}

/** The mall whose shop has this key. */
export const mallOf = (shop: string): string => shop.slice(0, Math.max(0, shop.indexOf('#')));

/** The smallest of ascending values that this share of them does not exceed; undefined of none. */
export const nearestRank = (ascending: readonly number[], share: number): number | undefined =>
  ascending[Math.ceil(ascending.length * share) - 1];

/** The same number in another case, width or spacing is the same order. */
export const oneWriting = (orderNumber: string): string => orderNumber.normalize('NFKC').trim().toLowerCase();

/** One identity of an order in all tables, books and readings. */
export function orderIdOf(shop: string, orderNumber: string): string {
  return `${shop}#${orderNumber}`;
}

/** An order in the mall's books. */
export interface BookedOrder {
  readonly id: string;
  readonly shop: string;
  readonly orderNumber: string;
  readonly orderedAt: number;
  readonly lines: Lines;
  /** The mall's key of what each line sells, where the books tell it. */
  readonly items: ReadonlyMap<string, string>;
  readonly visible: boolean;
  /** Since when the mall lists it. */
  readonly visibleAt: number;
  /** True: an import that is in step may not have it, because its mall may be listed every few minutes only. */
  readonly isUnlisted: boolean;
  /** In drills. */
  readonly parcels: readonly BookParcel[];
}

/** Reads an order of the mall's books. */
export function bookedOrder(entry: BookEntry): BookedOrder {
  const { mall = 'rms', orderNumber, orderDatetimeMs: orderedAt, visible, visibleAt = orderedAt, parcels = [] } = entry;
  const shop = shopKeyOf(entry.shopUrl, mall);
  const lines = new Map<string, number>();
  const items = new Map<string, string>();
  for (const { itemDetailId, units, deleted, item } of entry.lines) {
    const lineId = String(itemDetailId);
    const claimed = deleted || entry.orderProgress === journalMall(mall).cancelled ? 0 : units;
    lines.set(lineId, (lines.get(lineId) ?? 0) + claimed);
    if (item !== undefined) items.set(lineId, item);
  }
  const isUnlisted = visibleAt + (journalMall(mall).listedWithinMs ?? 0) > entry.at;
  const id = orderIdOf(shop, orderNumber);
  return { id, shop, orderNumber, orderedAt, lines, items, visible, visibleAt, isUnlisted, parcels };
}

/** The readable orders in a complete answer; none for any other exchange. */
export function readingsOf({ at, mall, shopUrl, request, outcome }: ExchangeEntry): Reading[] {
  if (shopUrl === null || outcome.ending !== 'answer' || outcome.status !== 200) return [];
  const shop = shopKeyOf(shopUrl, mall);
  const orders = journalMall(mall).ordersIn(request.path, outcome.body);
  return orders.map(({ orderNumber, lines }) => ({ order: orderIdOf(shop, orderNumber), at, lines }));
}
