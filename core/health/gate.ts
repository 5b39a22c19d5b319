import type { MallName, Shop } from '../merchants/shop.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import { pausesOf, type Standing } from '../pause/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pauses } from '../ports/pauses.ts';
import { type EpochMs, secondMs } from '../units.ts';
import type { Capability } from './capability.ts';
import { shopsLetThrough } from './ramp.ts';
import type { HealthSettings } from './settings.ts';

/** What was read of the pauses counts for so long: a pause that was just written holds every worker after this. */
export const standingAgeMaxMs = 10 * secondMs;

/** The rows that can hold work back, read at most every ten seconds by one process. */
export interface StandingCache {
  read(): Promise<Standing>;
}

/** Caches the standing rows for all runs of a process. Two askers at once share one read. */
export function createStandingCache(pauses: Pick<Pauses, 'standing'>, clock: Clock): StandingCache {
  let cached: { readonly at: EpochMs; readonly standing: Promise<Standing> } | undefined;
  return {
    async read() {
      const now = clock.now();
      // A clock that was set back must not make what was read last for ever.
      const isFresh = cached !== undefined && Math.abs(now - cached.at) < standingAgeMaxMs;
      if (cached === undefined || !isFresh) cached = { at: now, standing: pauses.standing() };
      const { standing } = cached;
      try {
        return await standing;
      } catch (error) {
        if (cached?.standing === standing) cached = undefined;
        throw error;
      }
    },
  };
}

/** Says before every call whether a shop's work may go on. */
export interface Gate {
  /** The pause that holds the shop now, or null. */
  holding(shop: Shop): Promise<Pause | null>;
  /** True while a mall is coming back: then what workers see of it is worth writing down. */
  isRamping(mall: MallName): Promise<boolean>;
}

/**
 * The gate of one run. `shops` are all shops the run has before it, in the order in which they are visited: in a ramp the
 * first of them pass, and since the furthest behind come first, everybody has a turn.
 */
export function openGate(options: {
  readonly cache: StandingCache;
  readonly clock: Clock;
  readonly capability: Capability;
  readonly shops: readonly Shop[];
  readonly shards: number;
  readonly settings: Pick<HealthSettings, 'ramp'>;
}): Gate {
  const { cache, clock, capability, shards, settings } = options;
  const ranks = ranksByMall(options.shops);
  return {
    async holding(shop) {
      const standing = await cache.read();
      const now = clock.now();
      const pauses = pausesOf(standing, now).filter((pause) => !passesRamp(pause, shop, standing));
      return holdingPause(pauses, shop, now, capability);
    },
    async isRamping(mall) {
      const { healths } = await cache.read();
      return healths.some(
        (health) => health.mall === mall && health.capability === capability && health.state.kind === 'trickle',
      );
    },
  };

  function passesRamp(pause: Pause, shop: Shop, { healths }: Standing): boolean {
    if (pause.cause !== 'outage' || pause.rampStep === undefined || pause.scope !== shop.mall) return false;
    const health = healths.find(({ mall, capability: other }) => mall === shop.mall && other === pause.capability);
    const ofMall = ranks.get(shop.mall);
    const rank = ofMall?.get(shop.key);
    if (health === undefined || ofMall === undefined || rank === undefined) return false;
    return rank < shopsLetThrough(health, ofMall.size, shards, settings);
  }
}

/** Each shop's place among those of its mall. */
function ranksByMall(shops: readonly Shop[]): Map<MallName, Map<string, number>> {
  const ranks = new Map<MallName, Map<string, number>>();
  for (const { mall, key } of shops) {
    const ofMall = ranks.get(mall) ?? new Map<string, number>();
    ranks.set(mall, ofMall.set(key, ofMall.size));
  }
  return ranks;
}
