import { textAt } from '../sheet.ts';
import type { OrderModel } from './wire.ts';

/**
 * The progress of an order is its fulfillmentStatus; of one that Amazon sends from its own shelf (FBA) with a word before it, because the
 * merchant does nothing for it, and none of the merchant's stock is in it.
 */
const fbaWord = 'FBA-';

/** Of an order that came without the part FULFILLMENT, which alone has the status. It holds its pieces until it is read again. */
export const unknown = 'UNKNOWN';

export const progressOf = (status: string, isFba: boolean): string => (isFba ? `${fbaWord}${status}` : status);

export const isFba = (progress: string): boolean => progress.startsWith(fbaWord);

/** A fulfillmentStatus to ask for; null for one of Amazon's own, which are not listed, and where none came. */
export const statusOf = (progress: string): string | null =>
  isFba(progress) || progress === unknown ? null : progress;

/** What an order says of its status; an item whose cancel was carried out says so in a part of its own. */
export function statusIn({
  fulfillment,
  orderItems,
}: Pick<OrderModel, 'fulfillment'> & { readonly orderItems: readonly unknown[] }): string {
  if (fulfillment !== undefined) return fulfillment.fulfillmentStatus;
  return orderItems.length > 0 && orderItems.every(isCancelledItem) ? 'CANCELLED' : unknown;
}

/** Its cancel was carried out, whoever asked for it. */
export const isCancelledItem = (item: unknown): boolean =>
  textAt(item, 'cancellation', 'cancellationExecution', 'cancelledBy') !== '';

/** What waits for its payment or its day: it can be cancelled without any action by the merchant. */
export const pending: readonly string[] = ['PENDING_AVAILABILITY', 'PENDING'];
/** What its merchant has to send now. */
export const toBeSent: readonly string[] = ['UNSHIPPED', 'PARTIALLY_SHIPPED'];
export const unshipped: readonly string[] = [...pending, ...toBeSent, unknown];
export const settled: readonly string[] = ['SHIPPED', 'CANCELLED', 'UNFULFILLABLE'];
