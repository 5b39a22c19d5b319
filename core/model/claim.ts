import type { EpochMs } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** Names the claim of one order line on one SKU of a merchant. */
export interface ClaimKey {
  readonly merchant: string;
  readonly sku: string;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly lineId: string;
  /** 注文日時: places the claim in the ledger, and never changes. */
  readonly orderedAt: EpochMs;
}

/** What an order line holds of a SKU: state, not a delta. 0 after a cancel. */
export interface Claim extends ClaimKey {
  readonly quantity: number;
  /** Version of the reading it comes from. */
  readonly version: number;
  readonly writer: string;
}

/** What a claim held, and since which version. */
export type Held = readonly [version: number, quantity: number];

/**
 * A claim as it stands in the ledger. `trail` has what it held before, the oldest first and the present last: a count tells by
 * it what a line held at its instant. Written by the store at each write of the claim; of a claim that an older release wrote, it is
 * the present alone.
 */
export interface StandingClaim extends Claim {
  readonly trail: readonly Held[];
}

/** How many entries a trail has at most. One entry is added for each reading that changed the order: few have three. */
export const claimTrailMax = 50;

/** A trail with what is claimed now at its end. One that is full keeps the first entry and the latest: its second goes. */
export function trailWith(trail: readonly Held[], { version, quantity }: Claim): Held[] {
  const kept =
    trail.length < claimTrailMax ? trail : [...trail.slice(0, 1), ...trail.slice(trail.length - claimTrailMax + 2)];
  return [...kept, [version, quantity]];
}

/** A claim's key without the names of its fields, as intents are packed. The order is part of the stored format. */
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

/** The key of a claim, without what it holds. */
export function keyOfClaim(claim: ClaimKey): ClaimKey {
  return claimKeyOfRow(claimKeyRow(claim));
}

/** A claim's place in the ledger as one word, to compare and deduplicate by. */
export function claimId(key: ClaimKey): string {
  return `${key.merchant}\n${key.sku}\n${key.orderedAt}\n${key.shop}\n${key.orderNumber}\n${key.lineId}`;
}

/**
 * What a claim held at a moment: the last of its trail whose version is not after it. The first of its trail when all are: an order
 * that was imported late had been placed all the same, and a person who counted had its goods on the shelf.
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

/** Those of an order's claims that hold something else than before. */
export function movedSince(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const held = new Map(earlier.map((claim) => [claimId(claim), claim.quantity]));
  return claims.filter((claim) => held.get(claimId(claim)) !== claim.quantity);
}

/** Joins claim keys without repeating any. */
export function joinedKeys(...lists: readonly (readonly ClaimKey[])[]): ClaimKey[] {
  return [...new Map(lists.flat().map((key) => [claimId(key), key])).values()];
}

/** Of each SKU the claim that was placed first: if any of them may be folded, it is. */
export function firstPlaced(claims: readonly ClaimKey[]): ClaimKey[] {
  const latestFirst = [...claims].sort((one, other) => other.orderedAt - one.orderedAt);
  return [...new Map(latestFirst.map((claim) => [`${claim.merchant}\n${claim.sku}`, claim])).values()];
}
