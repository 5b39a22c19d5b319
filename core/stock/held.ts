import type { EpochMs } from '../units.ts';
import type { StandingClaim } from './claim.ts';

/**
 * What a claim held at a moment: the last of its trail whose version is not after it. The first of its trail when all are: an order
 * that was imported late was placed all the same, and whoever counted had its goods before them.
 */
export function heldAt({ trail, quantity }: StandingClaim, at: EpochMs): number {
  const [, held] = trail.findLast(([version]) => version <= at) ?? trail[0] ?? [0, quantity];
  return held;
}

/** Pieces of its SKU that a claim takes from what a count at `countedAt` found: fewer than none when some came back since. */
export function takenSince(claim: StandingClaim, countedAt: EpochMs): number {
  return claim.orderedAt > countedAt ? claim.quantity : claim.quantity - heldAt(claim, countedAt);
}

/** True when a claim has held the same at every moment from `since` on, so that no count at one of them would see it differently. */
export function isSteadySince(claim: StandingClaim, since: EpochMs): boolean {
  const held = heldAt(claim, since);
  return claim.quantity === held && claim.trail.every(([version, quantity]) => version <= since || quantity === held);
}
