import { dueOrders } from '../figures.ts';
import { orderIdOf } from '../reading.ts';
import type { DrillDay } from './day.ts';
import { isFetchable } from './settings.ts';

/** The `orders` of a drill, and the names behind `lost` and `storedTwice`. */
export interface OrderCount {
  readonly figures: {
    readonly placed: number;
    readonly lost: number;
    readonly storedTwice: number;
    readonly placedByGrey: number;
    readonly storedDuringGrey: number;
    readonly fetchableDuringGrey: number;
  };
  readonly findings: readonly string[];
}

export function countOrders(day: DrillDay): OrderCount {
  const { from, to, greyFrom } = day.settings;
  const stored = storedMoments(day);
  const placed = dueOrders(day);
  const lost = placed.filter(({ id }) => !stored.has(id));
  const doubled = doubledNumbers(day);
  const during =
    greyFrom === undefined
      ? []
      : placed.filter(({ shop, orderedAt }) => shop.startsWith('rms#') && from <= orderedAt && orderedAt < to);
  let [storedDuringGrey, fetchableDuringGrey] = [0, 0];
  for (const order of during) {
    const at = stored.get(order.id);
    if (at !== undefined && at < to) storedDuringGrey += 1;
    if (isFetchable(day.settings, order)) fetchableDuringGrey += 1;
  }
  return {
    figures: {
      placed: placed.length,
      lost: lost.length,
      storedTwice: doubled.size,
      placedByGrey: during.length,
      storedDuringGrey,
      fetchableDuringGrey,
    },
    findings: [
      ...lost.map(({ id }) => `${id} is at the mall and is not stored`),
      ...[...doubled].map((orderNumber) => `${orderNumber} has something twice`),
    ],
  };
}

/** When each order was stored, by its id. */
export function storedMoments({ orders }: DrillDay): Map<string, number> {
  const moments = new Map<string, number>();
  for (const { shop, orderNumber, stored } of orders) {
    if (stored !== null) moments.set(orderIdOf(shop, orderNumber), stored.storedAt);
  }
  return moments;
}

/** The numbers of orders with two rows, a line claimed twice or beyond its units, or a revision under two ids. */
function doubledNumbers({ orders, claims, books, announced }: DrillDay): Set<string> {
  const doubled = new Set<string>();
  const rows = new Set<string>();
  for (const { orderNumber } of orders) {
    const written = orderNumber.normalize('NFKC').trim().toLowerCase();
    if (rows.has(written)) doubled.add(orderNumber);
    rows.add(written);
  }
  const places = new Set<string>();
  for (const { shop, orderNumber, lineId, quantity } of claims) {
    const id = orderIdOf(shop, orderNumber);
    if (quantity > (books.get(id)?.lines.get(lineId) ?? 0)) doubled.add(orderNumber);
    if (quantity === 0) continue;
    const place = `${id} ${lineId}`;
    if (places.has(place)) doubled.add(orderNumber);
    places.add(place);
  }
  for (const { orderNumber, ids } of announced.values()) if (ids.size > 1) doubled.add(orderNumber);
  return doubled;
}
