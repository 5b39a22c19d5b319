import type { Shop } from '../merchants/shop.ts';
import type { MallTraits } from '../ports/mall.ts';
import type { ClaimKey } from '../stock/claim.ts';
import { claimKeyOf } from './plan.ts';
import type { RevisionEntry, StoredOrder } from './row.ts';
import { storedOrderOf } from './stored-order.ts';
import { joinedKeys } from './write-plans.ts';

/**
 * Every ledger key that the lines of an order have or had, as far as its revisions are kept. Null once personal data were
 * removed: the lines went with them.
 */
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
