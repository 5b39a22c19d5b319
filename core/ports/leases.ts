import type { EpochMs } from '../units.ts';

/** A lease that was taken. */
export interface Lease {
  /** Until when what it is about is to be left alone, as its last holder said by their own clock; null when nobody did. */
  readonly restsUntil: EpochMs | null;
}

/** Leases only save work: every rule holds as well when two runs do the same thing at once. */
export interface Leases {
  /** Null while it is somebody else's; given when it was free, expired or ours already. */
  take(name: string, holder: string, now: EpochMs, until: EpochMs): Promise<Lease | null>;
  /** `restsUntil` is for the next holder, who may come at once. */
  release(name: string, holder: string, restsUntil?: EpochMs | null): Promise<void>;
}
