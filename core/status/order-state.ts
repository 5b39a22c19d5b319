import type { ParcelRow } from './parcel.ts';

/**
 * Where an order stands, in the words that every mall has some form of (楽天: 100 `unconfirmed`, 200 `processing`, 300
 * `to-ship`, 400 `changing`, 500 to 700 `shipped`, 800 and 900 `cancelled`). A value that a mall invents is `unknown`.
 */
export type OrderStage = 'unconfirmed' | 'processing' | 'to-ship' | 'changing' | 'shipped' | 'cancelled' | 'unknown';

/** What pushes need to know of an order, read at the mall at one moment. Lives in a run's memory only. */
export interface OrderState {
  readonly orderNumber: string;
  /** The mall's own progress value. */
  readonly progress: string;
  readonly stage: OrderStage;
  /** Null when none is set. */
  readonly subStatusId: string | null;
  /** May hold personal data. */
  readonly memo: string | null;
  /** The destinations, those that were deleted left out. */
  readonly baskets: readonly { readonly basketId: string; readonly rows: readonly ParcelRow[] }[];
}

/** An order as a reading showed it: how it stands, or that the mall does not know it, or that nobody can read it. */
export type OrderSeen = OrderState | 'absent' | 'unreadable';
