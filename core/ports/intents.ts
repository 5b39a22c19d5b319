import type { Intent } from '../orders/intent.ts';
import type { EpochMs } from '../units.ts';

/** The write-ahead notes of runs. */
export interface Intents {
  open(intent: Intent): Promise<void>;
  close(intent: Intent): Promise<void>;
  /** Intents of a bucket opened before a moment: their runs are dead. */
  abandoned(bucket: number, before: EpochMs): Promise<Intent[]>;
}
