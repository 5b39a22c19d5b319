/** What the progress of an order is made of. */
interface Statuses {
  readonly cancelledAt?: unknown;
  readonly displayFinancialStatus?: unknown;
  readonly displayFulfillmentStatus: string;
}

export const cancelled = 'CANCELLED';
/** Nothing is sent before コンビニ払い or 銀行振込 has come in. */
export const unpaid = 'PAYMENT_PENDING';

/** The progress of an order is its displayFulfillmentStatus, but of one that is cancelled, or that waits for its payment. */
export function progressOf({
  cancelledAt,
  displayFinancialStatus: paid,
  displayFulfillmentStatus: sent,
}: Statuses): string {
  if (cancelledAt !== null) return cancelled;
  return sent === 'UNFULFILLED' && paid === 'PENDING' ? unpaid : sent;
}

/** What can be packed. */
export const ready: readonly string[] = ['UNFULFILLED', 'OPEN', 'IN_PROGRESS', 'PARTIALLY_FULFILLED'];
export const unshipped: readonly string[] = [
  ...[unpaid, 'ON_HOLD', 'SCHEDULED', 'PENDING_FULFILLMENT', 'REQUEST_DECLINED'],
  ...ready,
];
export const settled: readonly string[] = ['FULFILLED', 'RESTOCKED', cancelled];
