import type { ShopKey } from '../merchants/shop.ts';
import type { EpochMs } from '../units.ts';

/** A span of a shop that a person asked to be imported, and that waits until the mall can be asked. */
export interface QueuedSpan {
  readonly shop: ShopKey;
  /** Orders placed from here to `to`, both ends included. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Who asked for it last, and when. */
  readonly by: string;
  readonly at: EpochMs;
  /** Up to where it is imported; absent before the first part is. */
  readonly doneTo?: EpochMs;
}

/** What makes two wishes the same one. */
export function spanId({ shop, from, to }: Pick<QueuedSpan, 'shop' | 'from' | 'to'>): string {
  return `${shop}#${String(from).padStart(15, '0')}#${String(to).padStart(15, '0')}`;
}

/** The one asked for first first. */
export function askedFirst(one: QueuedSpan, other: QueuedSpan): number {
  return one.at - other.at || (spanId(one) < spanId(other) ? -1 : 1);
}
