import type { EpochMs } from '../kernel/index.ts';

/** A worker's right to call the mall for a row, alone, until a moment. */
export interface DueClaim {
  readonly run: string;
  readonly until: EpochMs;
}

export interface ClaimSettings {
  /** How long a claim lasts. */
  readonly claimMs: number;
  /** The part of a claim, from its beginning, in which calls start; all of it when absent. */
  readonly callsForMs?: number;
}

/** A row that stands in an index of due rows. Written whole, over the row whose version is one less. */
export interface DueRow {
  readonly version: number;
  /** Leaves the row's place in the index where it is: the row is passed over there until the claim ends. */
  readonly claim?: DueClaim;
}

/** Until when the run of a claim that is over may have called the mall: it died, or its clock is wrong. Null without a claim. */
export function openUntil(
  { claim }: Pick<DueRow, 'claim'>,
  now: EpochMs,
  { claimMs, callsForMs = claimMs }: ClaimSettings,
): EpochMs | null {
  return claim === undefined ? null : Math.min(claim.until - (claimMs - callsForMs), now);
}

/** True while a worker may call the mall for a row. */
export function isClaimed({ claim }: Pick<DueRow, 'claim'>, now: EpochMs): boolean {
  return claim !== undefined && claim.until > now;
}
