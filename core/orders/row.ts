import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';
import type { ItemSkus } from './order.ts';

/** Format of order rows. The release before must be able to read the rows of the release after. */
export const orderRowFormat = 1;

/** What the bus is told about one revision. */
export type AnnouncementKind = 'OrderImported' | 'OrderChanged' | 'OrderCancelled';

/** A revision the bus has not accepted yet. */
export interface PendingAnnouncement {
  readonly revision: number;
  readonly kind: AnnouncementKind;
}

/** Why a reading of an order failed, and how often it was tried. */
export interface OrderProblem {
  readonly kind: 'missing' | 'quarantined';
  readonly since: EpochMs;
  readonly tries: number;
  readonly reason: string;
}

interface RowBase {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** Version of the reading this row holds; every write is conditional on the version seen before the reading. */
  readonly version: number;
  /** The run that wrote it, so that a refused repeat of our own write is known as our success. */
  readonly writer: string;
  /** When the sweep must look at this row again. */
  readonly dueAt?: EpochMs;
  /** Set once the buyer was removed because they asked: every later reading is stored without them. */
  readonly redacted?: RedactionMark;
}

/** When a buyer was removed from an order, and the version of the row that says so. */
export interface RedactionMark {
  readonly at: EpochMs;
  readonly version: number;
}

/** An order that is stored. */
export interface StoredOrder extends RowBase {
  readonly kind: 'stored';
  /** 1 for the first reading; every reading with other content adds 1. */
  readonly revision: number;
  readonly progress: string;
  readonly orderedAt: EpochMs;
  /** The SKUs that items of its lines were listed under when they were first read, where that is not what the order names. */
  readonly skus?: ItemSkus;
  /** When revision 1 was written. */
  readonly storedAt: EpochMs;
  /** When the mall was asked for what this row holds. */
  readonly readAt: EpochMs;
  /** Fingerprint of the original, to tell an unchanged reading at once. */
  readonly fingerprint: string;
  /** The whole order as the mall gave it, packed (`packing.ts`); empty once personal data were removed. */
  readonly original: Uint8Array;
  readonly unannounced: readonly PendingAnnouncement[];
  /** Set while the latest readings of a stored order fail. */
  readonly problem?: OrderProblem;
  /** A final order changes no more: it leaves the index of open orders. */
  readonly final: boolean;
  /** When personal data were removed. */
  readonly erasedAt?: EpochMs;
  /** The orders that were seen to be split off from it, while it is stored as it was before: noted before they are stored. */
  readonly parts?: readonly string[];
}

/** An order number the mall lists but does not hand out. */
export interface MissingOrder extends RowBase {
  readonly kind: 'missing';
  readonly problem: OrderProblem;
}

/** An order that came and could not be understood; what came is kept. */
export interface QuarantinedOrder extends RowBase {
  readonly kind: 'quarantined';
  readonly problem: OrderProblem;
  /** What came, packed. */
  readonly raw: Uint8Array;
}

/** The one row an order number has. The key (shop, order number) is the dedup key and never expires. */
export type OrderRow = StoredOrder | MissingOrder | QuarantinedOrder;

/** A superseded revision, kept in the order's history. */
export interface RevisionEntry {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly revision: number;
  readonly version: number;
  readonly progress: string;
  readonly readAt: EpochMs;
  readonly supersededAt: EpochMs;
  readonly original: Uint8Array;
}
