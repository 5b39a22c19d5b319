import type { Order } from '../state.ts';

const isAfter = (a: Order, b: Order): boolean =>
  a.placedAt > b.placedAt || (a.placedAt === b.placedAt && a.orderNumber > b.orderNumber);

/** Puts an order at its place by 注文日時. Most come last, so the search begins there. */
export function insertOrder(orders: Order[], order: Order): void {
  const last = orders.at(-1);
  if (!last || isAfter(order, last)) {
    orders.push(order);
    return;
  }
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = orders[middle];
    if (one && isAfter(order, one)) low = middle + 1;
    else high = middle;
  }
  orders.splice(low, 0, order);
}

/** The index of the first order placed at `ms` or later. */
export function firstFrom(orders: readonly Order[], ms: number): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((orders[middle]?.placedAt ?? 0) < ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
