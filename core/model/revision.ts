import type { EpochMs } from '../kernel/index.ts';
import type { newsAbout } from './news-kinds.ts';
import type { Shop, ShopKey } from './shop.ts';

export interface RevisionEntry {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly revision: number;
  readonly version: number;
  readonly progress: string;
  readonly readAt: EpochMs;
  readonly supersededAt: EpochMs;
  readonly original: Uint8Array;
}

export type AnnouncementKind = (typeof newsAbout)['orders'][number];

/** A revision that the bus has not accepted yet. */
export interface PendingAnnouncement {
  readonly revision: number;
  readonly kind: AnnouncementKind;
}

/** News about an order: keys only. Consumers need permission to read the table. */
export interface Announcement {
  /** Id, equal for every repeat of a revision. */
  readonly id: string;
  readonly kind: AnnouncementKind;
  readonly shop: ShopKey;
  readonly merchant?: string;
  readonly orderNumber: string;
  readonly revision: number;
}

export function announcementOf(
  shop: ShopKey,
  orderNumber: string,
  { revision, kind }: PendingAnnouncement,
  merchant?: string,
): Announcement {
  const id = `${shop}#${orderNumber}#${revision}${kind === 'OrderBuyerRemoved' ? '#buyer-removed' : ''}`;
  return { id, kind, shop, ...(merchant === undefined ? {} : { merchant }), orderNumber, revision };
}

/** Upper bound in lost rows, for the 35 days that a table can be restored to. */
const revisionsPerRewind = 1_000;

export const firstSinceLoss = (revision: number): number => revision - ((revision - 1) % revisionsPerRewind);

/** True of the first revision after a loss of rows: 1001, 2001. */
export function isFirstAfterLoss(revision: number): boolean {
  return revision > revisionsPerRewind && revision % revisionsPerRewind === 1;
}

interface NextRevision {
  readonly revision: number;
  readonly pending: readonly PendingAnnouncement[];
}

/**
 * Numbers a changed reading. Announcement ids contain the number, so none is used twice: after lost rows, whose numbers are unknown,
 * numbering continues beyond them (1001, then 2001).
 */
export function nextRevision(
  before: { readonly revision: number; readonly progress: string; readonly storedAt: EpochMs } | null,
  order: { readonly progress: string; readonly orderedAt: EpochMs },
  {
    shop,
    traits,
  }: { readonly shop: Pick<Shop, 'rewound'>; readonly traits: { isCancelled(progress: string): boolean } },
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
  // After a loss it is unknown whether the order was imported: receivers of the earlier news know the first id and take the second as a
  // change; for others the first is the import.
  const kind: AnnouncementKind = isCancelled ? 'OrderCancelled' : 'OrderChanged';
  return { revision, pending: [imported, { revision, kind }] };
}

/** Highest possible number in lost rows for an order known `since`, else 0. */
function lostRevisions({ rewound }: Pick<Shop, 'rewound'>, since: EpochMs): number {
  return rewound !== undefined && since <= rewound.at ? rewound.times * revisionsPerRewind : 0;
}
