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

export type Gate = ReturnType<typeof openGate>;

export interface GateOptions {
  readonly capability: Capability;
  /**
   * Admission before a ramp's last step. `by-key`: by hash of the key, for runs that do not see each other's shops. A list: the first in
   * order of visits, so that every shop gets a turn. Null: none, for work that can wait.
   */
  readonly ramp: { readonly shards: number; readonly shops: readonly Shop[] } | 'by-key' | null;
}

interface View {
  readonly standing: Standing;
  readonly pauses: readonly Pause[];
  readonly byScope: ReadonlyMap<string, readonly Pause[]>;
  readonly admitted: Map<string, ReadonlySet<ShopKey>>;
}

const { ramp: steps } = defaultHealthSettings;

/** Opens a run's gate, which decides before every call whether work may continue. */
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
    // A paused shop takes no place on the ramp.
    const free = ramp.shops.filter((shop) => shop.mall === mall && pauseHolding(view, shop, () => true) === null);
    const admitted = free.slice(0, shopsOfStep(steps[step], free.length, ramp.shards)).map((shop) => shop.key);
    view.admitted.set(name, new Set(admitted));
    return admitted.includes(key);
  };
  return {
    async holding(shop: Shop): Promise<Pause | null> {
      const view = await viewNow();
      return pauseHolding(view, shop, (step) => isAdmitted(view, shop, step));
    },
    async isRamping(mall: MallName): Promise<boolean> {
      const { healths } = await run.cache.standing.read(store);
      return healths.some(
        (health) => health.mall === mall && health.capability === capability && health.state.kind === 'trickle',
      );
    },
    async pauses(): Promise<readonly Pause[]> {
      return (await viewNow()).pauses;
    },
  };
}

/** Age of cached pauses, after which a new one holds every worker. */
export const standingAgeMaxMs = 10 * secondMs;

export type StandingCache = ReturnType<typeof createStandingCache>;

/** Caches rows that hold work, for all runs of a process. Concurrent askers share a read. */
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
