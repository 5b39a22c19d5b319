import {
  type ClaimKey,
  claimKeyOf,
  joinedKeys,
  type RevisionEntry,
  type Shop,
  type StoredOrder,
  storedOrderOf,
} from '../model/index.ts';
import type { MallTraits } from '../ports/index.ts';

/** Keys of past and present lines, as far as revisions are kept. Null once personal data, and lines, were removed. */
export function claimKeysOfOrder(
  shop: Pick<Shop, 'key' | 'merchant'>,
  row: StoredOrder,
  superseded: readonly RevisionEntry[],
  traits: Pick<MallTraits, 'readOriginal'>,
): ClaimKey[] | null {
  if (row.original.length === 0) return null;
  const keysOf = ({ original }: { readonly original: Uint8Array }): ClaimKey[] => {
    if (original.length === 0) return [];
    const order = storedOrderOf(original, row, traits);
    return order.lines.map((line) => claimKeyOf(shop, order, line));
  };
  return joinedKeys(keysOf(row), ...superseded.map(keysOf));
}
