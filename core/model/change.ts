import type { EpochMs } from '../kernel/index.ts';
import type { Parcel, PushContent, PushEnd, PushState, PushStep } from './push.ts';
import type { ShopKey } from './shop.ts';

/** A requested change of an order for readers, independent of storage. */
export interface Change {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly id: string;
  readonly content: PushContent;
  readonly requestedAt: EpochMs;
  readonly by: string;
  /** Version of the row: equal ones are equal states. */
  readonly version: number;
  readonly state: PushState;
  readonly since: EpochMs;
  /** Next try, look or publication; null if none. */
  readonly next: EpochMs | null;
  readonly heldAt: EpochMs | null;
  /** Last call without a known outcome. */
  readonly unknownAt?: EpochMs;
  /** Next look at the mall after the end. */
  readonly lookAgainAt?: EpochMs;
  readonly untold?: PushEnd;
  /** True if failed only because of surplus rows that the mall keeps; the content is there. */
  readonly surplusStays: boolean;
  /** Outcome of its parcels; absent if read without the order's other changes. */
  readonly parcels?: readonly ChangeParcel[];
  readonly timeline: readonly PushStep[];
}

/** A parcel of a shipment, in view of the order's other changes. */
export interface ChangeParcel {
  readonly parcel: Parcel;
  /** False if its shipment failed or was withdrawn, or a later one replaced the parcel. */
  readonly counts: boolean;
  /** Other numbers of a counting parcel: earlier ones, and mistakes. */
  readonly former: readonly string[];
}

/** True of a shipment made or still to be made. */
export function isShipping({ content, state }: Pick<Change, 'content' | 'state'>): boolean {
  return content.kind === 'ship' && state.kind !== 'failed' && state.kind !== 'withdrawn';
}
