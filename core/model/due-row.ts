import type { EpochMs } from '../kernel/index.ts';

/** A worker's right to call the mall for a row, alone, until a moment. */
export interface DueClaim {
  readonly run: string;
  readonly until: EpochMs;
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
