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
export type Gate = ReturnType<typeof openGate>;

/** Inputs of a gate. */
export interface GateOptions {
  readonly capability: Capability;
  /**
   * Shops that a recovering mall admits before the last step. `by-key` takes the hash of a shop's key as its place, for runs that do not see each
   * other's shops. Parallel runs that do admit the first of their `shops`, in the order of their visits: the furthest behind come first, so every
   * shop gets its turn. Null admits none, for work that can wait.
   */
  readonly ramp: { readonly shards: number; readonly shops: readonly Shop[] } | 'by-key' | null;
}

/** The rows in force, indexed for repeated queries. */
interface View {
  readonly standing: Standing;
  readonly pauses: readonly Pause[];
  readonly byScope: ReadonlyMap<string, readonly Pause[]>;
  /** The shops that a step of a mall's ramp admits, as they were looked up. */
  readonly admitted: Map<string, ReadonlySet<ShopKey>>;
}

const { ramp: steps } = defaultHealthSettings;

/** The gate of one run. */
export function openGate(
  run: {
    readonly ports: { readonly pauses: Pick<Pauses, 'standing'>; readonly clock: Clock };
    readonly cache: { readonly standing: StandingCache };
  },
  { capability, ramp }: GateOptions,
) {
  const { pauses: store, clock } = run.ports;
  let last: View | undefined;
  const viewNow = async (): Promise<View> => {
    const standing = await run.cache.standing.read(store);
    if (last?.standing !== standing) {
      const pauses = pausesOf(standing, clock.now(), steps);
      last = { standing, pauses, byScope: Map.groupBy(pauses, ({ scope }) => scope), admitted: new Map() };
    }
    return last;
  };
  const pauseHolding = ({ byScope }: View, shop: Shop, passes: (step: number) => boolean): Pause | null => {
    for (const scope of [shop.key, shop.mall]) {
      const held = byScope.get(scope)?.filter(({ rampStep }) => rampStep === undefined || !passes(rampStep)) ?? [];
      const pause = held.length === 0 ? null : holdingPause(held, shop, clock.now(), capability);
      if (pause !== null) return pause;
    }
    return null;
  };
  const isAdmitted = (view: View, { key, mall }: Shop, step: number): boolean => {
    if (step >= steps.length - 1) return true;
    if (ramp === null || ramp === 'by-key') return ramp !== null && placeOnRamp(key) < (steps[step]?.share ?? 1);
    const name = `${mall}#${step}`;
    const known = view.admitted.get(name);
    if (known) return known.has(key);
    // A shop with a pause of its own takes no place on the ramp.
    const free = ramp.shops.filter((shop) => shop.mall === mall && pauseHolding(view, shop, () => true) === null);
    const admitted = free.slice(0, shopsOfStep(steps[step], free.length, ramp.shards)).map((shop) => shop.key);
    view.admitted.set(name, new Set(admitted));
    return admitted.includes(key);
  };
  return {
    /** The pause that holds the shop now, or null. */
    async holding(shop: Shop): Promise<Pause | null> {
      const view = await viewNow();
      return pauseHolding(view, shop, (step) => isAdmitted(view, shop, step));
    },
    /** Tells whether a mall recovers: then the evidence of workers is stored. */
    async isRamping(mall: MallName): Promise<boolean> {
      const { healths } = await run.cache.standing.read(store);
      return healths.some(
        (health) => health.mall === mall && health.capability === capability && health.state.kind === 'trickle',
      );
    },
    /** The pauses as they were read last. */
    async pauses(): Promise<readonly Pause[]> {
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
