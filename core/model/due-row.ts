import type { EpochMs } from '../kernel/index.ts';

/** A worker's exclusive right to call the mall for a row. */
export interface DueClaim {
  readonly run: string;
  readonly until: EpochMs;
}

/** A row in an index of due rows, written whole over the version before. */
export interface DueRow {
  readonly version: number;
  /** Leaves the row in the index; readers skip it until the claim ends. */
  readonly claim?: DueClaim;
}

export function isClaimed({ claim }: Pick<DueRow, 'claim'>, now: EpochMs): boolean {
  return claim !== undefined && claim.until > now;
}
