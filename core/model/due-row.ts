import type { EpochMs } from '../kernel/index.ts';

/** A worker's exclusive right to call the mall for a row. */
export interface DueClaim {
  readonly run: string;
  readonly until: EpochMs;
}

export interface ClaimSettings {
  readonly claimMs: number;
  readonly callsForMs?: number;
}

/** A row in an index of due rows, written whole over the version before. */
export interface DueRow {
  readonly version: number;
  /** Leaves the row in the index; readers skip it until the claim ends. */
  readonly claim?: DueClaim;
}

/** Until when an expired claim's run may have called: dead, or with a wrong clock. Null without a claim. */
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
