import { type EpochMs, isNear, secondMs } from '../kernel/index.ts';
import {
  type Capability,
  defaultHealthSettings,
  holdingPause,
  type MallName,
  type Pause,
  pausesOf,
  placeOnRamp,
  type Shop,
  type ShopKey,
  type Standing,
  shopsOfStep,
} from '../model/index.ts';
import type { Clock, Pauses } from '../ports/index.ts';

/** Decides before every call whether a shop's work may continue. */
export interface Gate {
  /** The pause that holds the shop now, or null. */
  holding(shop: Shop): Promise<Pause | null>;
  /** True while a mall recovers: then the evidence of workers is stored. */
  isRamping(mall: MallName): Promise<boolean>;
  /** The pauses as they were read last. */
  pauses(): Promise<readonly Pause[]>;
}

/** Inputs of a gate. */
export interface GateOptions {
  readonly pauses: Pick<Pauses, 'standing'>;
  readonly cache: StandingCache;
  readonly clock: Clock;
  readonly capability: Capability;
  /** All shops of the run, in the order of the visits. */
  readonly shops: readonly Shop[];
  /**
   * The number of parallel runs. While a mall recovers, the first shops of each are admitted; since the furthest behind come first, every shop
   * gets its turn. `by-key`: for runs that do not see each other's shops; the hash of a key is the shop's place on the ramp. Null for work that
   * can wait until all shops are admitted.
   */
  readonly ramp: { readonly shards: number } | 'by-key' | null;
}

/** The rows in force, indexed for repeated queries. */
interface View {
  readonly standing: Standing;
  readonly pauses: readonly Pause[];
  readonly byScope: ReadonlyMap<string, readonly Pause[]>;
  /** The shops that a step of a mall's ramp admits, as they were looked up. */
  readonly admitted: Map<string, ReadonlySet<ShopKey>>;
}

/** The gate of one run. */
export function openGate({ pauses: store, cache, clock, capability, shops, ramp }: GateOptions): Gate {
  const { ramp: steps } = defaultHealthSettings;
  let last: View | undefined;
  const viewNow = async (): Promise<View> => {
    const standing = await cache.read(store);
    if (last?.standing !== standing) {
      const pauses = pausesOf(standing, clock.now(), steps);
      last = { standing, pauses, byScope: Map.groupBy(pauses, ({ scope }) => scope), admitted: new Map() };
    }
    return last;
  };
  const pauseHolding = ({ byScope }: View, shop: Shop, passes: (pause: Pause) => boolean): Pause | null => {
    for (const scope of [shop.key, shop.mall]) {
      const ofScope = byScope.get(scope)?.filter((one) => !passes(one)) ?? [];
      const pause = ofScope.length === 0 ? null : holdingPause(ofScope, shop, clock.now(), capability);
      if (pause !== null) return pause;
    }
    return null;
  };
  const isRampPause = ({ rampStep }: Pause): boolean => rampStep !== undefined;
  const admittedAt = (view: View, mall: MallName, step: number): ReadonlySet<ShopKey> => {
    const name = `${mall}#${step}`;
    const known = view.admitted.get(name);
    if (known) return known;
    // A shop with a pause of its own takes no place on the ramp.
    const free = shops.filter((shop) => shop.mall === mall && pauseHolding(view, shop, isRampPause) === null);
    const isLast = step >= steps.length - 1;
    const shards = ramp === null || ramp === 'by-key' ? null : ramp.shards;
    const count = isLast ? free.length : shards === null ? 0 : shopsOfStep(steps[step], free.length, shards);
    const through = new Set(free.slice(0, count).map(({ key }) => key));
    view.admitted.set(name, through);
    return through;
  };
  const isAdmitted = (view: View, { key, mall }: Shop, step: number): boolean =>
    ramp === 'by-key' ? placeOnRamp(key) < (steps[step]?.share ?? 1) : admittedAt(view, mall, step).has(key);
  return {
    async holding(shop) {
      const view = await viewNow();
      return pauseHolding(view, shop, ({ rampStep }) => rampStep !== undefined && isAdmitted(view, shop, rampStep));
    },
    async isRamping(mall) {
      const { healths } = await cache.read(store);
      return healths.some(
        (health) => health.mall === mall && health.capability === capability && health.state.kind === 'trickle',
      );
    },
    async pauses() {
      return (await viewNow()).pauses;
    },
  };
}

/** The pauses that were read count for this long: a pause that was just written holds every worker after this. */
export const standingAgeMaxMs = 10 * secondMs;

export type StandingCache = ReturnType<typeof createStandingCache>;

/** Caches the rows that can hold work back for all runs of a process: read at most every ten seconds. Two askers at once share one read. */
export function createStandingCache(clock: Clock) {
  let cached: { readonly at: EpochMs; readonly standing: Promise<Standing> } | undefined;
  return {
    async read(pauses: Pick<Pauses, 'standing'>): Promise<Standing> {
      const now = clock.now();
      if (cached === undefined || !isNear(cached.at, now, standingAgeMaxMs))
        cached = { at: now, standing: pauses.standing() };
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
