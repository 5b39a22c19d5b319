import type { MallTraits } from '../ports/mall.ts';
import { type MallOrder, withSkus } from './order.ts';
import { unpack } from './packing.ts';
import type { StoredOrder } from './row.ts';

/**
 * A stored order, or a revision of it, as it was read; its lines draw from the SKUs that its claims stand on, and its date is
 * the row's, by which its claims are found.
 */
export function storedOrderOf(
  original: Uint8Array,
  { skus, orderedAt }: Pick<StoredOrder, 'skus' | 'orderedAt'>,
  traits: Pick<MallTraits, 'readOriginal'>,
): MallOrder {
  return { ...withSkus(traits.readOriginal(unpack(original)), skus), orderedAt };
}
