import type { ShopKey } from '../merchants/shop.ts';
import type { AnnouncementKind } from './row.ts';

/** What the bus carries: keys only. Consumers read the table with a granted permission. */
export interface Announcement {
  /** The same for every repeat of the same revision, so that a consumer can tell a repeat. */
  readonly id: string;
  readonly kind: AnnouncementKind;
  readonly shop: ShopKey;
  readonly orderNumber: string;
  readonly revision: number;
}

/** Builds the announcement of one revision. */
export function announcementOf(
  shop: ShopKey,
  orderNumber: string,
  pending: { readonly revision: number; readonly kind: AnnouncementKind },
): Announcement {
  return {
    id: `${shop}#${orderNumber}#${pending.revision}`,
    kind: pending.kind,
    shop,
    orderNumber,
    revision: pending.revision,
  };
}
