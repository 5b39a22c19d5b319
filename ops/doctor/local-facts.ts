import type { EpochMs } from '../../core/kernel/index.ts';
import type { ScheduleFacts } from '../../wiring/deployment.ts';

/** What is known of the data folder of an instance on this machine. */
export interface LocalFacts {
  /** Its whole path. */
  readonly folder: string;
  /** When it was looked at, by this machine's clock. */
  readonly now: EpochMs;
  readonly isThere: boolean;
  readonly isWritable: boolean;
  /** What is free on its disk; null when the folder is not there. */
  readonly freeBytes: number | null;
  /** Who has the folder open. */
  readonly running: { readonly pid: number; readonly startedAt: string } | null;
  /** The schedules of the templates it was started with; null where there are none. */
  readonly schedules: readonly ScheduleFacts[] | null;
}
