import { orderIdOf } from './reading.ts';
import type { BookedOrder, World } from './world.ts';

/** The mall counts in whole seconds: the whole first second of the chosen moment belongs to it. */
const second = (ms: number): number => Math.floor(ms / 1_000);

/** The orders that should be stored: listed by the mall, of an imported shop, placed since the moment chosen for it. */
export function dueOrders(world: World): BookedOrder[] {
  const importFrom = new Map(world.shops.map((row) => [row.shop, row.importFrom]));
  return [...world.books.values()].filter(({ visible, shop, orderedAt }) => {
    const from = importFrom.get(shop);
    return visible && from !== undefined && second(orderedAt) >= second(from);
  });
}

/** Those of them that no row holds as stored. */
export function missingOrders(world: World): string[] {
  const kinds = new Map(world.orders.map((row) => [orderIdOf(row.shop, row.orderNumber), row.stored !== null]));
  return dueOrders(world)
    .filter(({ id }) => kinds.get(id) !== true)
    .map(({ id }) => `${id} is at the mall and ${kinds.has(id) ? 'was not readable so far' : 'has no row'}`);
}
