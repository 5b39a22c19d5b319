import type { OrderRow } from './rows.ts';
import type { World } from './world.ts';

/** Order numbers that have more than one row: one finding for each row beyond the first. */
export function orderNumbersTwice(orders: readonly OrderRow[]): string[] {
  const keys = new Map<string, string[]>();
  for (const { shop, orderNumber } of orders) {
    const number = `${mallOf(shop)} ${oneWriting(orderNumber)}`;
    keys.set(number, [...(keys.get(number) ?? []), `${shop}#${orderNumber}`]);
  }
  return [...keys.values()].flatMap(([first, ...more]) => more.map((key) => `${key} is the order of ${first} again`));
}

/** Revisions that were announced under several ids: one finding for each id beyond the first. */
export function announcedTwice(announcements: World['announcements']): string[] {
  return [...announcements].flatMap(([revision, ids]) =>
    [...ids].slice(1).map((id) => `revision ${revision} was announced again as ${id}`),
  );
}

/** A mall gives each order number once over all its shops, so a number names one order of a mall. */
const mallOf = (shop: string): string => shop.slice(0, Math.max(0, shop.indexOf('#')));

/** The same number in another case, width or spacing is the same order. */
const oneWriting = (orderNumber: string): string => orderNumber.normalize('NFKC').trim().toLowerCase();
