import type { EpochMs } from '../../core/kernel/index.ts';
import type { AlarmFacts, ScheduleFacts } from '../../wiring/deployment.ts';

export interface LocalFacts {
  readonly folder: string;
  readonly now: EpochMs;
  readonly isThere: boolean;
  readonly isWritable: boolean;
  /** What is free on its disk; null when the folder is not there. */
  readonly freeBytes: number | null;
  /** By how much its time is ahead of this machine's clock; null where nothing runs, or its malls are simulated. */
  readonly timeAheadMs: number | null;
  readonly running: { readonly pid: number; readonly startedAt: string } | null;
  /** The schedules of the templates it was started with; null where there are none. */
  readonly schedules: readonly ScheduleFacts[] | null;
  /** What a running instance reports about its work; null if none runs or none answers. */
  readonly work: LocalWork | null;
}

export interface LocalWork {
  /** Alarms that stand, but for those that another one suppresses. */
  readonly alarms: readonly AlarmFacts[];
  readonly failedRuns: readonly { readonly functionName: string; readonly records: number }[];
}
