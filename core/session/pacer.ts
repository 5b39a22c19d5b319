import { type EpochMs, secondMs } from '../kernel/index.ts';
import type { ShopKey } from '../model/index.ts';
import type { Clock } from '../ports/index.ts';
import type { WorkSettings } from './work-settings.ts';

/** Static split of a shop's rate between concurrent kinds of work, so that runs need not coordinate. */
const rateShare = {
  import: 1 / 2,
  'import-beside-glances': 11 / 30,
  glance: 2 / 15,
  push: 1 / 3,
  scan: 1 / 6,
} as const;
export type RateShare = keyof typeof rateShare;

/** Work with a rate of its own: kinds of work on orders, and calls that a mall counts separately. */
export type Lane = RateShare | 'stock-set' | 'stock-read';

export function isOfStock(lane: Lane): boolean {
  return lane === 'stock-set' || lane === 'stock-read';
}

/** Used share of an enforced rate, since calls may arrive closer together than they left. */
const ownRateShare = 0.95;

/**
 * Gap in ms between a lane's calls. `callsPerSecond` is the lane's, or that of all order calls. Glances use the whole rate: `callsOfGlance`
 * limits them.
 */
export function gapBetweenCallsMs(lane: Lane, callsPerSecond: number): number {
  const share = lane === 'stock-set' || lane === 'stock-read' || lane === 'glance' ? ownRateShare : rateShare[lane];
  // Sleeping clocks ignore fractions, and moments are stored.
  return Math.round(1_000 / (callsPerSecond * share));
}

/** Interval of looks at selling shops, minute runs included. */
export const glanceEveryMs = 15 * secondMs;

export function callsOfGlance(callsPerSecond: number): number {
  return Math.round((glanceEveryMs / secondMs) * callsPerSecond * rateShare.glance);
}

export function callsBesideGlances(callsPerRun: number): number {
  return Math.floor((callsPerRun * rateShare['import-beside-glances']) / rateShare.import);
}

export type Pacer = ReturnType<typeof createPacer>;

/** Spaces a process's calls to each shop. Leases carry `freeAt` between containers. */
export function createPacer(clock: Clock) {
  const startsAt = new Map<string, EpochMs>();
  const nameOf = (shop: ShopKey, lane: Lane): string => `${lane} ${shop}`;
  return {
    /** Earliest next call; null if no call is known. */
    freeAt: (shop: ShopKey, lane: Lane): EpochMs | null => startsAt.get(nameOf(shop, lane)) ?? null,
    /** Delays calls until `until`, as another caller reported, by at most one gap: its clock may be wrong. */
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

/** Things due within this time share a look at its end. */
const togetherMs = 30_000;

/**
 * Delays in ms of further looks: for work that arrived while the lease was taken, and for due things unknown to the other worker, unless
 * the sweep comes in time.
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
