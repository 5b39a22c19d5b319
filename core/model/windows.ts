import { type EpochMs, secondMs, wholeSecond } from '../kernel/index.ts';
import type { ShopKey } from './shop.ts';

/** A span that a person requested, waiting until the mall can be asked. */
export interface QueuedSpan {
  readonly shop: ShopKey;
  /** Orders placed from here to `to`, both inclusive. */
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly by: string;
  readonly at: EpochMs;
  readonly doneTo?: EpochMs;
}

export function spanId({ shop, from, to }: Pick<QueuedSpan, 'shop' | 'from' | 'to'>): string {
  return `${shop}#${String(from).padStart(15, '0')}#${String(to).padStart(15, '0')}`;
}

export function askedFirst(one: QueuedSpan, other: QueuedSpan): number {
  return one.at - other.at || (spanId(one) < spanId(other) ? -1 : 1);
}

/** A span of 注文日時, both ends inclusive. */
export interface Window {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Windows of at most `maxSpanMs`. Each starts at the second in which the last ended, since it is not proven that malls include both bounds.
 */
export function windowsBetween(from: EpochMs, to: EpochMs, maxSpanMs: number): Window[] {
  const windows: Window[] = [];
  for (let start = from; start < to; start += maxSpanMs) {
    windows.push({ from: start, to: Math.min(start + maxSpanMs, to) });
  }
  return windows;
}

/** First half of a window; null if too short. */
export function firstHalf(window: Window): Window | null {
  const middle = Math.floor((window.from + window.to) / 2 / secondMs) * secondMs;
  return middle > window.from && middle < window.to ? { from: window.from, to: middle } : null;
}

/**
 * An overlap before the cursor, within the shop's first day and the mall's look-back. `lost`: span between cursor and look-back, if any.
 *
 * @param settled nothing can be shown late up to here, which limits the overlap
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
 * The last completed second. In the present one, an order that comes while pages are read could hide another that went: the count would be
 * equal.
 */
export function lastWholeSecond(mallNow: EpochMs): EpochMs {
  return wholeSecond(mallNow) - secondMs;
}
