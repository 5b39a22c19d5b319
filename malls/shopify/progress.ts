/** What the progress of an order is made of. */
interface Statuses {
  readonly cancelledAt?: unknown;
  readonly displayFinancialStatus?: unknown;
  readonly displayFulfillmentStatus: string;
}

export const cancelled = 'CANCELLED';
/** Nothing is sent before コンビニ払い or 銀行振込 has come in. */
export const unpaid = 'PAYMENT_PENDING';

/** What can be packed. */
export const ready: readonly string[] = ['UNFULFILLED', 'OPEN', 'IN_PROGRESS', 'PARTIALLY_FULFILLED'];
/** What has something to be sent. */
const unsent: readonly string[] = [...ready, 'ON_HOLD', 'SCHEDULED', 'PENDING_FULFILLMENT', 'REQUEST_DECLINED'];
export const unshipped: readonly string[] = [unpaid, ...unsent];

/** The money was released, was not taken in time, or went back to the buyer: nobody waits for what was not sent. */
const lostMoney: readonly unknown[] = ['VOIDED', 'EXPIRED', 'REFUNDED'];
export const moneyless: readonly string[] = lostMoney.map((paid) => `PAYMENT_${paid}`);

/** Nothing is left to be sent: it has left, is back on the shelf, or was taken out of the order. */
export const sent: readonly string[] = ['FULFILLED', 'RESTOCKED', 'FULFILLMENT_NOT_REQUIRED'];
export const settled: readonly string[] = [...sent, ...moneyless, cancelled];

/**
 * The progress of an order is its displayFulfillmentStatus, but of one that is cancelled, and of one that has something to be sent and waits for
 * its payment, or has lost it: `PAYMENT_` and its displayFinancialStatus.
 */
export function progressOf({
  cancelledAt,
  displayFinancialStatus: paid,
  displayFulfillmentStatus: fulfilled,
}: Statuses): string {
  if (cancelledAt !== null) return cancelled;
  const waits = fulfilled === 'UNFULFILLED' && paid === 'PENDING';
  return waits || (unsent.includes(fulfilled) && lostMoney.includes(paid)) ? `PAYMENT_${paid}` : fulfilled;
}
