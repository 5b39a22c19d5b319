import type { EpochMs } from '../kernel/index.ts';
import type { MallOrder, OrderLine } from './order.ts';
import type { Shop, ShopKey } from './shop.ts';

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
  readonly version: number;
  readonly writer: string;
}

export type Held = readonly [version: number, quantity: number];

/**
 * A claim in the ledger. `trail` has its quantities, the oldest first, so that a count knows what the line held. Kept by the store; claims
 * of older releases have the present only.
 */
export interface StandingClaim extends Claim {
  readonly trail: readonly Held[];
}

/** Each reading that changed the order adds an entry; few orders have three. */
export const claimTrailMax = 50;

/** Appends the present quantity. A full trail drops its second entry, keeping the first and latest. */
export function trailWith(trail: readonly Held[], { version, quantity }: Claim): Held[] {
  const kept =
    trail.length < claimTrailMax ? trail : [...trail.slice(0, 1), ...trail.slice(trail.length - claimTrailMax + 2)];
  return [...kept, [version, quantity]];
}

/** Field names left out, as packed into intents. The order is part of the stored format. */
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

export function claimId(key: ClaimKey): string {
  return `${key.merchant}\n${key.sku}\n${key.orderedAt}\n${key.shop}\n${key.orderNumber}\n${key.lineId}`;
}

/**
 * Quantity by the last version up to a moment; before all, the first: an order imported late had been placed, and its goods were counted on
 * the shelf.
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

export const claimKeyOf = (
  { key, merchant }: Pick<Shop, 'key' | 'merchant'>,
  { orderNumber, orderedAt }: Pick<MallOrder, 'orderNumber' | 'orderedAt'>,
  { lineId, sku }: Pick<OrderLine, 'lineId' | 'sku'>,
): ClaimKey => ({ merchant, sku, shop: key, orderNumber, lineId, orderedAt });

/** Claims of an order's lines, with zeros for lost keys. */
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

/** Zero claims for pieces not held before a split or change; otherwise an earlier count would count them as sold. */
export function openingsOf(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const stood = new Set(earlier.map(claimId));
  const added = claims.filter((claim) => claim.quantity > 0 && !stood.has(claimId(claim)));
  return added.map((claim) => ({ ...claim, quantity: 0, version: Math.min(claim.orderedAt, claim.version - 1) }));
}

export function movedSince(earlier: readonly Claim[], claims: readonly Claim[]): Claim[] {
  const held = new Map(earlier.map((claim) => [claimId(claim), claim.quantity]));
  return claims.filter((claim) => held.get(claimId(claim)) !== claim.quantity);
}

export function joinedKeys(...lists: readonly (readonly ClaimKey[])[]): ClaimKey[] {
  return [...new Map(lists.flat().map((key) => [claimId(key), key])).values()];
}

/** The first placed of each SKU: if any may be folded, it is that. */
export function firstPlaced(claims: readonly ClaimKey[]): ClaimKey[] {
  const latestFirst = [...claims].sort((one, other) => other.orderedAt - one.orderedAt);
  return [...new Map(latestFirst.map((claim) => [`${claim.merchant}\n${claim.sku}`, claim])).values()];
}

/**
 * Claims that a run is about to write, left only by one that died between first claim and last row. Otherwise a claim on a line that
 * vanished meanwhile could never be found.
 */
export interface Intent {
  readonly id: string;
  readonly shop: ShopKey;
  readonly at: EpochMs;
  readonly orderNumbers: readonly string[];
  readonly claims: readonly ClaimKey[];
}
