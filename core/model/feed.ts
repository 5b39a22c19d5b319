import { dayMs, type EpochMs } from '../kernel/index.ts';
import { newsAbout } from './news-kinds.ts';
import type { PushNews } from './push-row.ts';
import type { Announcement, AnnouncementKind } from './revision.ts';
import type { ShopKey } from './shop.ts';

/** Kinds of the bus's news that feeds of merchants have. */
export const feedKinds = [...newsAbout.orders, ...newsAbout.pushes] as const;

export const feedKeptMs = 30 * dayMs;

export type RevisionEvent = Pick<Announcement, 'id' | 'shop' | 'orderNumber' | 'revision'> & {
  readonly kind: AnnouncementKind;
  readonly at: EpochMs;
};
export type ChangeEvent = Omit<PushNews, 'merchant' | 'at'> & { readonly at: EpochMs };
/** Keys and words of closed lists only. */
export type FeedEvent = RevisionEvent | ChangeEvent;

export const isRevisionEvent = (event: FeedEvent): event is RevisionEvent => 'revision' in event;

/** Events of one order that its merchant's feed has. */
export interface FeedMark {
  readonly shop: ShopKey;
  readonly orderNumber: string;
  /** Position of the row with the last of them. */
  readonly position: number;
  /** Highest revision; 0 for none. */
  readonly revision: number;
  /** Revision of the removal of the buyer. */
  readonly removed?: number;
  readonly ends: readonly ChangeEvent[];
}

/** Events written together. Positions of a merchant's rows are 1, 2, 3, without gaps. */
export interface FeedRow {
  readonly merchant: string;
  readonly position: number;
  readonly writer: string;
  readonly at: EpochMs;
  readonly events: readonly FeedEvent[];
  /** Absent once stored as rows of their own. */
  readonly marks?: readonly FeedMark[];
  readonly expiresAt?: EpochMs;
}
