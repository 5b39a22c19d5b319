import type { Order } from '../state.ts';
import { composeOrder } from './compose-order.ts';

/** How many orders' JSON is kept: some 50 MB at most. */
const KEPT_MAX = 5_000;

interface Kept {
  revision: number;
  version: number;
  json: string;
}

/**
 * An order's JSON, kept until the order changes. A batch is read again and again while nothing changes,
 * and a reading of 100 orders is then the joining of 100 strings.
 */
export function orderJsonKeeper(): (order: Order, version: number) => string {
  const kept = new Map<Order, Kept>();
  return (order, version) => {
    const found = kept.get(order);
    if (found && found.revision === order.revision && found.version === version) return found.json;
    const json = JSON.stringify(composeOrder(order, version));
    kept.delete(order);
    kept.set(order, { revision: order.revision, version, json });
    if (kept.size > KEPT_MAX) {
      for (const oldest of kept.keys()) {
        kept.delete(oldest);
        break;
      }
    }
    return json;
  };
}
