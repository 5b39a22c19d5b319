import type { OpenOrder } from '../ports/orders.ts';
import type { Window } from './windows.ts';

/** What one listing of a scan is compared with. */
export interface ScanEvidence {
  /** The progress that was listed; null when all were. */
  readonly progress: string | null;
  readonly listing: {
    readonly orderNumbers: readonly string[];
    readonly window: Window;
    readonly countedWrongly?: number;
  };
  /** The shop's open orders as they are stored. */
  readonly open: readonly OpenOrder[];
  /** Listed numbers that have no row. */
  readonly unknown: readonly string[];
}

/**
 * The orders to be read again after a listing: what is listed and not stored; what is listed under this progress and stored
 * under another; what is stored under this progress, was placed in the window, and is not listed, where the listing is proven to
 * be whole. Pure.
 */
export function suspiciousOrders({ progress, listing, open, unknown }: ScanEvidence): string[] {
  const listed = new Set(listing.orderNumbers);
  const { from, to } = listing.window;
  const misfits = open.filter((order) => {
    if (progress === null) return false;
    if (listed.has(order.orderNumber)) return order.progress !== progress;
    if (listing.countedWrongly !== undefined) return false;
    return order.progress === progress && order.orderedAt >= from && order.orderedAt < to;
  });
  return [...new Set([...unknown, ...misfits.map((order) => order.orderNumber)])];
}
