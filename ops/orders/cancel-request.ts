import type { Sentence } from '../../core/kernel/index.ts';
import { mallOf, type StoredOrder } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** What to tell people of an order before it is shipped, because its cancel is requested; null where none is. */
export function cancelRequestOf({
  shop,
  cancelRequested,
}: Pick<StoredOrder, 'shop' | 'cancelRequested'>): Sentence | null {
  return cancelRequested === true ? (mallDesks.of(mallOf(shop)).cancelRequest ?? null) : null;
}
