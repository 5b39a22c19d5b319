import type { EpochMs } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** Names the claim of an order line on a merchant's SKU. */
export interface ClaimKey {
  readonly merchant: string;
  readonly sku: string;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly lineId: string;
  /** 注文日時: the claim's place in the ledger, never changed. */
  readonly orderedAt: EpochMs;
}

/** Pieces of a SKU that an order line holds: state, not a delta; 0 after a cancel. */
export interface Claim extends ClaimKey {
  readonly quantity: number;
  /** Version of its reading. */
  readonly version: number;
  readonly writer: string;
}

/** Quantity held since a version. */
export type Held = readonly [version: number, quantity: number];

/**
 * A claim in the ledger. `trail` has its quantities, the oldest first, so that a count knows what the line held at its instant. Kept by the
 * store; claims of older releases have the present only.
 */
export interface StandingClaim extends Claim {
  readonly trail: readonly Held[];
}

/** Maximum entries of a trail. Each reading that changed the order adds one; few orders have three. */
export const claimTrailMax = 50;

/** Appends the present quantity. A full trail drops its second entry, keeping the first and latest. */
export function trailWith(trail: readonly Held[], { version, quantity }: Claim): Held[] {
  const kept =
    trail.length < claimTrailMax ? trail : [...trail.slice(0, 1), ...trail.slice(trail.length - claimTrailMax + 2)];
  return [...kept, [version, quantity]];
}

/** A claim's key without field names, as packed into intents. The order is part of the stored format. */
export type ClaimKeyRow = readonly [
  merchant: string,
  sku: string,
  shop: ShopKey,
  orderNumber: string,
  lineId: string,
  orderedAt: EpochMs,
];

export function claimKeyRow({ merchant, sku, shop, orderNumber, lineId, orderedAt }: ClaimKey): ClaimKeyRow {
  return [merchant, sku, shop, orderNumber, lineId, orderedAt];
}

export function claimKeyOfRow([merchant, sku, shop, orderNumber, lineId, orderedAt]: ClaimKeyRow): ClaimKey {
  return { merchant, sku, shop, orderNumber, lineId, orderedAt };
}

export function keyOfClaim(claim: ClaimKey): ClaimKey {
  return claimKeyOfRow(claimKeyRow(claim));
}

/** A claim's key as one word. */
export function claimId(key: ClaimKey): string {
  return `${key.merchant}\n${key.sku}\n${key.orderedAt}\n${key.shop}\n${key.orderNumber}\n${key.lineId}`;
}

/**
 * Quantity held at a moment, by the last version up to it; before all, the first: an order imported late had been placed, and its goods
 * were counted on the shelf.
 */
export function heldAt({ trail, quantity }: StandingClaim, at: EpochMs): number {
  const [, held] = trail.findLast(([version]) => version <= at) ?? trail[0] ?? [0, quantity];
  return held;
}

/** Pieces that a claim takes from a count at `countedAt`; negative if some came back since. */
export function takenSince(claim: StandingClaim, countedAt: EpochMs): number {
  return claim.orderedAt > countedAt ? claim.quantity : claim.quantity - heldAt(claim, countedAt);
}

/** True if no count since then would see the claim differently. */
export function isSteadySince(claim: StandingClaim, since: EpochMs): boolean {
  const held = heldAt(claim, since);
  return claim.quantity === held && claim.trail.every(([version, quantity]) => version <= since || quantity === held);
}

/** Claims of an order that hold another quantity than before. */
export function movedSince(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const held = new Map(earlier.map((claim) => [claimId(claim), claim.quantity]));
  return claims.filter((claim) => held.get(claimId(claim)) !== claim.quantity);
}

export function joinedKeys(...lists: readonly (readonly ClaimKey[])[]): ClaimKey[] {
  return [...new Map(lists.flat().map((key) => [claimId(key), key])).values()];
}

/** The claim placed first of each SKU: if any may be folded, it is that. */
export function firstPlaced(claims: readonly ClaimKey[]): ClaimKey[] {
  const latestFirst = [...claims].sort((one, other) => other.orderedAt - one.orderedAt);
  return [...new Map(latestFirst.map((claim) => [`${claim.merchant}\n${claim.sku}`, claim])).values()];
}
