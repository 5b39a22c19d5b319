import type { Sentence } from '../../core/kernel/index.ts';
import { mallOf, type StoredOrder } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** What to tell people of an order before it is shipped, because of its progress; null where there is nothing. */
export function shipNoteOf({ shop, progress }: Pick<StoredOrder, 'shop' | 'progress'>): Sentence | null {
  return mallDesks.of(mallOf(shop)).shipNotes?.[progress] ?? null;
}
