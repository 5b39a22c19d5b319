import type { EpochMs } from '../kernel/index.ts';

/** A worker's right to call the mall for a row, alone, until a moment. */
export interface DueClaim {
  readonly run: string;
  readonly until: EpochMs;
}

/** A call whose end is not known. */
export interface OpenCall {
  /** The part of the row that it may change. */
  readonly of: string;
  /** Until when it may start yet: a dead run's, or one's whose clock is wrong. */
  readonly mayStartUntil: EpochMs;
  /** How often the mall was looked at since. */
  readonly looks: number;
  /** Names it at a mall that works it through by itself. */
  readonly ticket?: string;
}

/** A row that stands in an index of due rows. Written whole, over the row whose version is one less. */
export interface DueRow {
  readonly version: number;
  /** Leaves the row's place in the index where it is: the row is passed over there until the claim ends. */
  readonly claim?: DueClaim;
}

/** True while a worker may call the mall for a row. */
export function isClaimed({ claim }: Pick<DueRow, 'claim'>, now: EpochMs): boolean {
  return claim !== undefined && claim.until > now;
}
