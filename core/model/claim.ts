import type { EpochMs } from '../kernel/index.ts';
import type { MallOrder } from './order.ts';
import type { Shop, ShopKey } from './shop.ts';

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

/** The ledger key of one line. */
export function claimKeyOf(
  shop: Pick<Shop, 'key' | 'merchant'>,
  order: Pick<MallOrder, 'orderNumber' | 'orderedAt'>,
  line: { readonly lineId: string; readonly sku: string },
): ClaimKey {
  return {
    merchant: shop.merchant,
    sku: line.sku,
    shop: shop.key,
    orderNumber: order.orderNumber,
    lineId: line.lineId,
    orderedAt: order.orderedAt,
  };
}

/** The claims of an order's lines, plus a zero for every key that its lines no longer have. */
export function claimsOf(
  order: Pick<MallOrder, 'orderNumber' | 'orderedAt' | 'progress' | 'lines'>,
  version: number,
  staleKeys: readonly ClaimKey[],
  {
    shop,
    runId,
    traits,
  }: {
    readonly shop: Pick<Shop, 'key' | 'merchant'>;
    readonly runId: string;
    readonly traits: { isCancelled(progress: string): boolean };
  },
): Claim[] {
  const cancelled = traits.isCancelled(order.progress);
  const claims = new Map<string, Claim>();
  for (const line of order.lines) {
    const key = claimKeyOf(shop, order, line);
    claims.set(claimId(key), { ...key, quantity: cancelled ? 0 : line.quantity, version, writer: runId });
  }
  for (const key of staleKeys) {
    if (!claims.has(claimId(key))) claims.set(claimId(key), { ...key, quantity: 0, version, writer: runId });
  }
  return [...claims.values()];
}

/**
 * Of an order that was split off, and of one that changed: claims of 0 for the pieces that it did not hold before. Without them, a
 * count made before would be taken to have found these pieces sold.
 */
export function openingsOf(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const stood = new Set(earlier.map(claimId));
  const added = claims.filter((claim) => claim.quantity > 0 && !stood.has(claimId(claim)));
  return added.map((claim) => ({ ...claim, quantity: 0, version: Math.min(claim.orderedAt, claim.version - 1) }));
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

/**
 * A run's announcement of what it will write, left only by a run that died between its first claim and last row. Otherwise a claim on a
 * line that vanished before the next reading could never be found.
 */
export interface Intent {
  readonly id: string;
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKey[];
}
