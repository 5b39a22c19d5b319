import type { EpochMs } from '../kernel/index.ts';

/** A worker's exclusive right to call the mall for a row. */
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

/** A row in an index of due rows, written whole over the version before. */
export interface DueRow {
  readonly version: number;
  /** Leaves the row in the index; readers skip it until the claim ends. */
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

export function isClaimed({ claim }: Pick<DueRow, 'claim'>, now: EpochMs): boolean {
  return claim !== undefined && claim.until > now;
}
