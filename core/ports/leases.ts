import type { EpochMs } from '../units.ts';

/** Leases only save work: every rule holds as well when two runs do the same thing at once. */
export interface Leases {
  /** True when the lease was free, expired or ours already. */
  take(name: string, holder: string, now: EpochMs, until: EpochMs): Promise<boolean>;
  release(name: string, holder: string): Promise<void>;
}
