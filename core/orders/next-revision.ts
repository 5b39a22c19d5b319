import type { Shop } from '../merchants/shop.ts';
import type { MallTraits } from '../ports/mall.ts';
import type { EpochMs } from '../units.ts';
import type { MallOrder } from './order.ts';
import type { AnnouncementKind, PendingAnnouncement, StoredOrder } from './row.ts';

/** Revisions that an order may have had in rows that were lost: more than any has in the 35 days a table goes back. */
const revisionsPerRewind = 1_000;

/** The number of a reading with other content, and what the bus has to be told of it. */
export interface NextRevision {
  readonly revision: number;
  readonly pending: readonly PendingAnnouncement[];
}

/**
 * Numbers a reading whose content is not the stored one. The number is part of the announcement's id, so none is ever used for
 * two contents: where rows were lost, what they were numbered and announced under is not known any more, and numbering goes on
 * behind everything it can have been (1001, after a second loss 2001).
 */
export function nextRevision(
  before: StoredOrder | null,
  order: Pick<MallOrder, 'progress' | 'orderedAt'>,
  { shop, traits }: { readonly shop: Pick<Shop, 'rewound'>; readonly traits: Pick<MallTraits, 'isCancelled'> },
): NextRevision {
  const lost = lostRevisions(shop, before?.storedAt ?? order.orderedAt);
  const revision = Math.max(before?.revision ?? 0, lost) + 1;
  const isCancelled = traits.isCancelled(order.progress);
  if (before !== null) {
    const justCancelled = isCancelled && !traits.isCancelled(before.progress);
    return { revision, pending: [{ revision, kind: justCancelled ? 'OrderCancelled' : 'OrderChanged' }] };
  }
  const imported: PendingAnnouncement = { revision: 1, kind: 'OrderImported' };
  if (lost === 0) return { revision, pending: [imported] };
  // It may have been imported before, or not. Whoever was told knows the first id again; the second one says that the order
  // may have changed since. Whoever was not told hears of it with the first.
  const kind: AnnouncementKind = isCancelled ? 'OrderCancelled' : 'OrderChanged';
  return { revision, pending: [imported, { revision, kind }] };
}

/** The highest number an order may have had in lost rows, when it was known `since`; 0 when no row of its time was lost. */
function lostRevisions({ rewound }: Pick<Shop, 'rewound'>, since: EpochMs): number {
  return rewound !== undefined && since <= rewound.at ? rewound.times * revisionsPerRewind : 0;
}
