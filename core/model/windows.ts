import { type EpochMs, secondMs, wholeSecond } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** A span of a shop that a person asked to be imported, and that waits until the mall can be asked. */
export interface QueuedSpan {
  readonly shop: ShopKey;
  /** Orders placed from here to `to`, both ends included. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Who requested it last, and when. */
  readonly by: string;
  readonly at: EpochMs;
  /** Up to where it is imported; absent before the first part is. */
  readonly doneTo?: EpochMs;
}

/** What makes two wishes the same one. */
export function spanId({ shop, from, to }: Pick<QueuedSpan, 'shop' | 'from' | 'to'>): string {
  return `${shop}#${String(from).padStart(15, '0')}#${String(to).padStart(15, '0')}`;
}

/** The oldest request first. */
export function askedFirst(one: QueuedSpan, other: QueuedSpan): number {
  return one.at - other.at || (spanId(one) < spanId(other) ? -1 : 1);
}

/** A span of 注文日時; both ends belong to it. */
export interface Window {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Cuts a span into consecutive windows of at most `maxSpanMs`. Each starts at the second the one before ended, because
 * malls measure in seconds and it is not proven that both bounds are included: a second asked for twice costs nothing.
 */
export function windowsBetween(from: EpochMs, to: EpochMs, maxSpanMs: number): Window[] {
  const windows: Window[] = [];
  for (let start = from; start < to; start += maxSpanMs) {
    windows.push({ from: start, to: Math.min(start + maxSpanMs, to) });
  }
  return windows;
}

/** The first half of a window, to the second; null when it is too short to be halved. */
export function firstHalf(window: Window): Window | null {
  const middle = Math.floor((window.from + window.to) / 2 / secondMs) * secondMs;
  return middle > window.from && middle < window.to ? { from: window.from, to: middle } : null;
}

/**
 * Where a shop's listing starts: an overlap before its cursor, but not before the shop's first day nor before what the
 * mall still shows. `lost` names the span between the cursor and the mall's look-back, if there is one.
 *
 * @param settled up to here nothing can be shown late any more, as far as is remembered: the overlap ends there
 */
export function importStart(
  shop: { readonly cursor: EpochMs; readonly importFrom: EpochMs },
  mallNow: EpochMs,
  overlapMs: number,
  lookBackMs: number,
  settled: EpochMs | null = null,
): { from: EpochMs; lost: Window | null } {
  const horizon = mallNow - lookBackMs;
  const overlapped = Math.max(shop.cursor - overlapMs, shop.importFrom, horizon);
  const from = Math.max(overlapped, Math.min(settled ?? overlapped, shop.cursor));
  return { from, lost: shop.cursor < horizon ? { from: shop.cursor, to: horizon } : null };
}

/**
 * The last second that is over. Orders are still being placed in the present one: a row that comes while a listing's pages
 * are read could hide that another went, because the count would be the same.
 */
export function lastWholeSecond(mallNow: EpochMs): EpochMs {
  return wholeSecond(mallNow) - secondMs;
}
