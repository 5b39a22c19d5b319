import type { ShopKey } from '../merchants/shop.ts';
import type { Clock } from '../ports/clock.ts';
import type { EpochMs } from '../units.ts';

/**
 * How a shop's call rate is split between the kinds of work. Static, so that no run has to ask another one:
 * the shares add up to 1 and each kind keeps to its own.
 */
export const rateShare = { import: 1 / 2, push: 1 / 3, scan: 1 / 6 } as const;
export type RateShare = keyof typeof rateShare;

/** Calls that a mall counts by themselves, beside those for orders: each lane has all of the rate that it is given. */
export type OwnLane = 'stock-set' | 'stock-read';

/** The time between two calls of one kind of work to one shop, in ms. */
export function gapBetweenCallsMs(lane: RateShare | OwnLane, callsPerSecond: number): number {
  const share = lane === 'stock-set' || lane === 'stock-read' ? 1 : rateShare[lane];
  return 1_000 / (callsPerSecond * share);
}

/** Spaces the calls to each shop of a mall. One per process; RMS asks for about one call a second and shop. */
export interface Pacer {
  /** Resolves when the next call of this kind of work to this shop may start. */
  turn(shop: ShopKey, share: RateShare | OwnLane, callsPerSecond: number): Promise<void>;
  /** When the next call may start, for whoever goes on elsewhere; null when nothing is known of any call. */
  freeAt(shop: ShopKey, share: RateShare | OwnLane): EpochMs | null;
  /** Lets no call start before `until`, as somebody else said who called. Never rests longer than one gap: their clock may be wrong. */
  rest(shop: ShopKey, share: RateShare | OwnLane, callsPerSecond: number, until: EpochMs): void;
}

/**
 * A pacer in memory: a container keeps it between runs, a fresh container starts with every shop free. Where containers take
 * turns at a shop, the lease between them carries `freeAt` from one to the next.
 */
export function createPacer(clock: Clock): Pacer {
  const freeAt = new Map<string, EpochMs>();
  const laneOf = (shop: ShopKey, share: RateShare | OwnLane): string => `${share} ${shop}`;
  return {
    freeAt: (shop, share) => freeAt.get(laneOf(shop, share)) ?? null,
    rest(shop, share, callsPerSecond, until) {
      const lane = laneOf(shop, share);
      const latest = clock.now() + gapBetweenCallsMs(share, callsPerSecond);
      freeAt.set(lane, Math.max(freeAt.get(lane) ?? 0, Math.min(until, latest)));
    },
    async turn(shop, share, callsPerSecond) {
      const lane = laneOf(shop, share);
      const now = clock.now();
      const startAt = Math.max(now, freeAt.get(lane) ?? 0);
      freeAt.set(lane, startAt + gapBetweenCallsMs(share, callsPerSecond));
      if (startAt > now) await clock.sleep(startAt - now);
    },
  };
}
