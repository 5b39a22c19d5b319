import type { Shop } from '../merchants/shop.ts';
import type { MallTraits } from '../ports/mall.ts';
import { type Claim, type ClaimKey, claimId } from '../stock/claim.ts';
import { claimKeyOf } from './plan.ts';
import type { OrderRow } from './row.ts';
import { storedOrderOf } from './stored-order.ts';

/** What the lines of a stored order must hold, by `claimId`. */
export type ExpectedClaims = ReadonlyMap<string, { readonly key: ClaimKey; readonly quantity: number }>;

/**
 * The claims that a row stands for: none where nothing readable is stored yet. Null where nobody can tell any more, because
 * the lines went with the personal data.
 */
export function expectedClaims(
  shop: Pick<Shop, 'key' | 'merchant'>,
  row: OrderRow | undefined,
  traits: Pick<MallTraits, 'readOriginal' | 'isCancelled'>,
): ExpectedClaims | null {
  if (row?.kind !== 'stored') return new Map();
  if (row.original.length === 0) return null;
  const order = storedOrderOf(row.original, row, traits);
  const cancelled = traits.isCancelled(order.progress);
  return new Map(
    order.lines.map((line) => {
      const key = claimKeyOf(shop, order, line);
      return [claimId(key), { key, quantity: cancelled ? 0 : line.quantity }];
    }),
  );
}

/** The lines whose claim holds another quantity than they say, or is not there. A claim of 0 may be missing: it holds nothing. */
export function wrongClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  const held = new Map(standing.map((claim) => [claimId(claim), claim.quantity]));
  return [...expected].flatMap(([id, { key, quantity }]) => ((held.get(id) ?? 0) === quantity ? [] : [key]));
}

/** The claims that hold stock and belong to no line. */
export function strayClaims(expected: ExpectedClaims, standing: readonly Claim[]): ClaimKey[] {
  return standing.filter((claim) => claim.quantity !== 0 && !expected.has(claimId(claim))).map(keyOf);
}

function keyOf({ merchant, sku, shop, orderNumber, lineId, orderedAt }: Claim): ClaimKey {
  return { merchant, sku, shop, orderNumber, lineId, orderedAt };
}
