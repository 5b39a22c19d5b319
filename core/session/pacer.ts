import { type EpochMs, secondMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';
import type { WorkSettings } from './work-settings.ts';

/** How a shop's call rate is split between kinds of work that may go on at once. Static, so that runs need not coordinate. */
const rateShare = {
  import: 1 / 2,
  /** The two parts of an import at a shop that glances look at. */
  'import-beside-glances': 11 / 30,
  glance: 2 / 15,
  push: 1 / 3,
  scan: 1 / 6,
} as const;
export type RateShare = keyof typeof rateShare;

/** What has a rate of its own at a shop: kinds of work with orders, and calls that a mall counts separately. */
export type Lane = RateShare | 'stock-set' | 'stock-read';

export function isOfStock(lane: Lane): boolean {
  return lane === 'stock-set' || lane === 'stock-read';
}

/** The share of a rate that is used if the mall enforces it: two calls may arrive closer together than they left. */
const ownRateShare = 0.95;

/**
 * The time between two calls of a lane to a shop, in ms. `callsPerSecond` is the lane's, or that of all calls for orders. Calls of a glance follow
 * at the whole rate: `callsOfGlance` keeps them to their share.
 */
export function gapBetweenCallsMs(lane: Lane, callsPerSecond: number): number {
  const share = lane === 'stock-set' || lane === 'stock-read' || lane === 'glance' ? ownRateShare : rateShare[lane];
  // Whole ms: a clock that sleeps ignores fractions, and moments are stored.
  return Math.round(1_000 / (callsPerSecond * share));
}

/** Shops that sell are looked at this often: by the minute run, and by glances between two of them. */
export const glanceEveryMs = 15 * secondMs;

/** The calls that one glance may make at a shop. */
export function callsOfGlance(callsPerSecond: number): number {
  return Math.round((glanceEveryMs / secondMs) * callsPerSecond * rateShare.glance);
}

/** The calls that a run may make at a shop which glances look at, by its smaller share. */
export function callsBesideGlances(callsPerRun: number): number {
  return Math.floor((callsPerRun * rateShare['import-beside-glances']) / rateShare.import);
}

export type Pacer = ReturnType<typeof createPacer>;

/** Spaces the calls to each shop of a mall, one pacer per process. The lease between containers carries `freeAt` from one to the next. */
export function createPacer(clock: Clock) {
  const startsAt = new Map<string, EpochMs>();
  const nameOf = (shop: ShopKey, lane: Lane): string => `${lane} ${shop}`;
  return {
    /** When the next call may start, for a worker elsewhere; null if no call is known. */
    freeAt: (shop: ShopKey, lane: Lane): EpochMs | null => startsAt.get(nameOf(shop, lane)) ?? null,
    /** Lets no call start before `until`, as another caller reported, but rests no longer than one gap: that caller's clock may be wrong. */
    rest(shop: ShopKey, lane: Lane, callsPerSecond: number, until: EpochMs): void {
      const name = nameOf(shop, lane);
      const latest = clock.now() + gapBetweenCallsMs(lane, callsPerSecond);
      startsAt.set(name, Math.max(startsAt.get(name) ?? 0, Math.min(until, latest)));
    },
    async turn(shop: ShopKey, lane: Lane, callsPerSecond: number): Promise<void> {
      const name = nameOf(shop, lane);
      const now = clock.now();
      const startAt = Math.max(now, startsAt.get(name) ?? 0);
      startsAt.set(name, startAt + gapBetweenCallsMs(lane, callsPerSecond));
      if (startAt > now) await clock.sleep(startAt - now);
    },
  };
}

/** Things due within this long of each other are looked at together, at the end of it. */
const togetherMs = 30_000;

/**
 * The delays in ms after which the shop is looked at again: for work that arrived while the lease was taken, and for each due thing, since the
 * worker that handles the rest does not know of it. What the sweep sees early enough is left to it.
 */
export function followUpDelaysMs(
  left: { readonly isMore: boolean; readonly mallFailed: boolean; readonly nextAts: readonly EpochMs[] },
  now: number,
  settings: Pick<WorkSettings, 'retryWaitMs' | 'wakeWithinMs'>,
): number[] {
  const next = Math.min(...left.nextAts);
  const waits = left.nextAts.map((at) =>
    Math.max(0, (at === next ? at : Math.ceil(at / togetherMs) * togetherMs) - now),
  );
  if (left.isMore) waits.push(left.mallFailed ? settings.retryWaitMs : 0);
  return [...new Set(waits)].filter((afterMs) => afterMs <= settings.wakeWithinMs);
}
