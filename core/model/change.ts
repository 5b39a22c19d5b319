import type { EpochMs } from '../kernel/index.ts';
import type { Parcel, PushContent, PushEnd, PushState, PushStep } from './push.ts';
import type { ShopKey } from './shop.ts';

/**
 * A requested change of an order for those who read about it: what was asked, when and by whom, how it stands, and what happened. Says nothing
 * of how it is stored.
 */
export interface Change {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** Its name within the order. */
  readonly id: string;
  readonly content: PushContent;
  readonly requestedAt: EpochMs;
  /** Who asked, as they were named. */
  readonly by: string;
  /** Two readings of one version have seen the same. */
  readonly version: number;
  readonly state: PushState;
  /** Since when it stands so. */
  readonly since: EpochMs;
  /** When it is tried, looked at or published next; null when never. */
  readonly next: EpochMs | null;
  /** When a pause last held it; null when none did. */
  readonly heldAt: EpochMs | null;
  /** When a call for it last ended without a known outcome. */
  readonly unknownAt?: EpochMs;
  /** Of a change that has ended: when the mall is looked at again. */
  readonly lookAgainAt?: EpochMs;
  /** The end that the bus has not accepted yet. */
  readonly untold?: PushEnd;
  /** True of a failed one whose content is at the mall, beside surplus rows that the mall keeps. */
  readonly surplusStays: boolean;
  /** What became of its parcels; absent where it was read without the others of its order. */
  readonly parcels?: readonly ChangeParcel[];
  /** What happened, the first step first. */
  readonly timeline: readonly PushStep[];
}

/** A parcel of a shipment, beside the other changes of its order. */
export interface ChangeParcel {
  readonly parcel: Parcel;
  /** False where its shipment failed or was taken back, and once a later one has replaced the parcel. */
  readonly counts: boolean;
  /** The other numbers of a parcel that counts: those that it had before, or was reported with by mistake. */
  readonly former: readonly string[];
}

/** True of a shipment that was made or still will be. */
export function isShipping({ content, state }: Pick<Change, 'content' | 'state'>): boolean {
  return content.kind === 'ship' && state.kind !== 'failed' && state.kind !== 'withdrawn';
}
