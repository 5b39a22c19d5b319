import type { Charges, Order, Shop } from '../state.ts';
import type { World } from '../world.ts';
import { cancel, touch } from './life.ts';
import { insertOrder, nextOrderId } from './order-ids.ts';

/** One of the two halves that a split asks for: units by LineId. */
export interface Part {
  splitId: number;
  charges: Charges;
  units: ReadonlyMap<number, number>;
}

export type NumberedPart = Part & { orderId: string };

/** The numbers that the parts will have. */
export function splitIds(shop: Shop, parts: readonly Part[]): NumberedPart[] {
  return parts.map((part, index) => ({ ...part, orderId: nextOrderId(shop, index + 1) }));
}

/**
 * Makes the parts of an order orders of their own. They hold what the order held: nothing is sold or taken from the stock
 * again. LineIds count from 1 in each.
 */
export function splitOrder(world: World, order: Order, parts: readonly NumberedPart[]): void {
  if (order.childIds.length > 0) return;
  for (const part of parts) {
    const lines = order.lines
      .map((line) => ({ ...line, units: part.units.get(line.lineId) ?? 0 }))
      .filter((line) => line.units > 0)
      .map((line, index) => ({ ...line, lineId: index + 1 }));
    const child: Order = {
      ...order,
      orderId: part.orderId,
      lines,
      charges: part.charges,
      shipment: { ...order.shipment },
      publishedAt: world.settings.split.publication === 'now' ? world.timeMs : order.publishedAt,
      updatedAt: world.timeMs,
      parentId: order.orderId,
      childIds: [],
    };
    order.childIds.push(child.orderId);
    order.shop.lastSerial += 1;
    insertOrder(world, child);
  }
  touch(world, order);
  if (world.settings.split.original === 'cancelled') {
    cancel(world, order, { reason: 180, detail: '', restores: false, mails: false });
  }
}
