import type { Sentence } from '../../core/kernel/index.ts';
import { mallOf, type OrderRow, type StoredOrder } from '../../core/model/index.ts';
import { mallDesks } from '../../malls/mall-desks.ts';

/** Sentences of a mall that a person should read before an order is shipped; null where it has none. */
export interface ShipNotes {
  /** Its cancel is requested. */
  readonly cancelRequest: Sentence | null;
  /** Its progress speaks against it. */
  readonly progress: Sentence | null;
}

type NotedRow =
  | Pick<StoredOrder, 'kind' | 'shop' | 'progress' | 'cancelRequested'>
  | { readonly kind: Exclude<OrderRow['kind'], 'stored'> };

/** Reads them from the row of an order; one that is not stored has none. */
export function shipNotesOf(row: NotedRow | null | undefined): ShipNotes {
  if (row?.kind !== 'stored') return { cancelRequest: null, progress: null };
  const { cancelRequest, shipNotes } = mallDesks.of(mallOf(row.shop));
  return {
    cancelRequest: row.cancelRequested === true ? (cancelRequest ?? null) : null,
    progress: shipNotes?.[row.progress] ?? null,
  };
}
