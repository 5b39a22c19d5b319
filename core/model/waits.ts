import { type EpochMs, minuteMs, secondMs } from '../kernel/index.ts';
import type { MallName } from './shop.ts';

/**
 * What an order waits for. `stored`: from when its mall showed it until its row was stored, at shops in step. `called`: from when stock moved
 * until a mall had answered the first call that set the level there.
 */
export const waitKinds = ['stored', 'called'] as const;
export type WaitKind = (typeof waitKinds)[number];

/** How many waits were how long, by bucket. */
export type WaitCounts = ReadonlyMap<number, number>;

/** The waits at one mall. */
export type MallWaits = Readonly<Record<WaitKind, WaitCounts>>;

/** Each bucket is a twentieth longer than the one before; the first ends at half a second. */
const growth = 1.05;
const firstMs = secondMs / 2;
/** Ends after some twelve hours. */
const bucketsMax = 232;

/** The bucket of a wait: two waits of one bucket differ by a twentieth. */
export function bucketOfWait(ms: number): number {
  return ms <= firstMs ? 0 : Math.min(bucketsMax, Math.ceil(Math.log(ms / firstMs) / Math.log(growth)));
}

/** The middle of a bucket, in ms. */
const waitIn = (bucket: number): number => (firstMs * growth ** bucket) / Math.sqrt(growth);

/** What people are shown of some waits: how many there were, and how long half of them and 99 of a hundred took at most, in ms. */
export interface WaitFigures {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** The figures of some waits, each to a twentieth; null where there were none. */
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

/** Waits by bucket. */
export function countWaits(waitsMs: readonly number[]): WaitCounts {
  const counts = new Map<number, number>();
  for (const ms of waitsMs) {
    const bucket = bucketOfWait(ms);
    counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
  }
  return counts;
}

/** Waits of one mall that were noted within some minutes. */
export interface WaitEntry extends MallWaits {
  readonly mall: MallName;
  /** When these minutes began. */
  readonly from: EpochMs;
}

/** Waits are summed for so long. */
export const waitsEveryMs = 10 * minuteMs;

/** Sums entries by mall. */
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
