import { type EpochMs, minuteMs, secondMs } from '../kernel/index.ts';
import type { MallName } from './shop.ts';

/**
 * `stored`: from the mall showing an order until its row, at shops in step. `called`: from a stock movement until the mall answered the
 * first call with the level.
 */
export const waitKinds = ['stored', 'called'] as const;
export type WaitKind = (typeof waitKinds)[number];

export type WaitCounts = ReadonlyMap<number, number>;

export type MallWaits = Readonly<Record<WaitKind, WaitCounts>>;

/** Buckets grow by a twentieth, from half a second. */
const growth = 1.05;
const firstMs = secondMs / 2;
/** Reaches some twelve hours. */
const bucketsMax = 232;

export function bucketOfWait(ms: number): number {
  return ms <= firstMs ? 0 : Math.min(bucketsMax, Math.ceil(Math.log(ms / firstMs) / Math.log(growth)));
}

const waitIn = (bucket: number): number => (firstMs * growth ** bucket) / Math.sqrt(growth);

export interface WaitFigures {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Figures accurate to a twentieth; null without waits. */
export function waitFigures(counts: WaitCounts): WaitFigures | null {
  const sorted = [...counts].sort(([one], [other]) => one - other);
  const count = sorted.reduce((sum, [, waits]) => sum + waits, 0);
  if (count === 0) return null;
  const at = (share: number): number => {
    let before = 0;
    for (const [bucket, waits] of sorted) {
      before += waits;
      if (before >= share * count) return waitIn(bucket);
    }
    return 0;
  };
  return { count, p50Ms: at(0.5), p99Ms: at(0.99) };
}

export function countWaits(waitsMs: readonly number[]): WaitCounts {
  const counts = new Map<number, number>();
  for (const ms of waitsMs) {
    const bucket = bucketOfWait(ms);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

export interface WaitEntry extends MallWaits {
  readonly mall: MallName;
  readonly from: EpochMs;
}

export const waitsEveryMs = 10 * minuteMs;

export function waitsByMall(entries: readonly WaitEntry[]): ReadonlyMap<MallName, MallWaits> {
  const sumOf = (ofMall: readonly WaitEntry[], kind: WaitKind): WaitCounts => {
    const sum = new Map<number, number>();
    for (const entry of ofMall)
      for (const [bucket, waits] of entry[kind]) sum.set(bucket, (sum.get(bucket) ?? 0) + waits);
    return sum;
  };
  const byMall = Map.groupBy(entries, ({ mall }) => mall);
  return new Map(
    [...byMall].map(([mall, ofMall]) => [mall, { stored: sumOf(ofMall, 'stored'), called: sumOf(ofMall, 'called') }]),
  );
}
