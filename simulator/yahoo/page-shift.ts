import { enter } from './flow/life.ts';
import { placeOrder } from './flow/place-order.ts';
import { readConditions } from './orders/conditions.ts';
import type { Shop } from './state.ts';
import type { World } from './world.ts';
import { allAt, readXml, textAt } from './xml/read-xml.ts';

const HIDDEN_MS = 60_000;
/** How late the order that appears is at the most; nothing says that the mall shows any later than this. */
const LATE_MS = 86_400_000;

/**
 * Shifts the rows of a search between two of its pages: called when a page after the first is asked for.
 * `appear`: an order becomes visible that is as old as the first row, but at most a day old. `vanish`: the first row leaves
 * the filter on OrderStatus or, where there is none, is out of sight for a minute. Tells whether anything was shifted.
 */
export function shiftPages(
  world: World,
  shop: Shop | null,
  operation: string,
  body: string,
  shift: 'appear' | 'vanish',
): boolean {
  const req = readXml(body);
  const search = req && allAt(req, 'Search')[0];
  if (!shop || !search || operation !== 'orderList' || Number(textAt(search, 'Start') ?? 1) < 2) return false;
  const { tests, problems } = readConditions(world, search);
  if (problems.length > 0) return false;
  const [first] = shop.orders.filter((order) => tests.every((test) => test(order)));
  if (!first) return false;
  if (shift === 'vanish') {
    if (textAt(search, 'Condition/OrderStatus') === null) first.visibleAt = world.timeMs + HIDDEN_MS;
    else if (first.orderStatus === 4) return false;
    else enter(world, first, first.orderStatus === 3 ? 2 : 3);
    return true;
  }
  const placedAt = Math.max(first.placedAt, world.timeMs - LATE_MS);
  placeOrder(world, shop, { placedAt, visibleAfterMs: world.timeMs - placedAt });
  return true;
}
