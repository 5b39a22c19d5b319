import type { Sentence } from '../../core/kernel/index.ts';
import { mallOf, type StoredOrder } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** What to tell people of an order whose cancel is requested; null where none is. */
export function cancelRequestOf({
  shop,
  cancelRequested,
}: Pick<StoredOrder, 'shop' | 'cancelRequested'>): Sentence | null {
  return cancelRequested === true ? (mallDesks.of(mallOf(shop)).cancelRequest ?? null) : null;
}

/** What to tell people of an order because of its progress; null where there is nothing. */
export function progressNoteOf({ shop, progress }: Pick<StoredOrder, 'shop' | 'progress'>): Sentence | null {
  return mallDesks.of(mallOf(shop)).shipNotes?.[progress] ?? null;
}

/** What to tell before an order is shipped: a cancel that is requested first; null where there is nothing. */
export function shipNoteOf(order: StoredOrder): Sentence | null {
  return cancelRequestOf(order) ?? progressNoteOf(order);
}
