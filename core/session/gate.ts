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

/** The gate of one run. */
export function openGate(options: GateOptions): Gate {
  let last: { readonly standing: Standing; readonly view: View } | undefined;
  const viewNow = async (): Promise<View> => {
    const standing = await options.cache.read(options.pauses);
    if (last?.standing !== standing) last = { standing, view: viewOf(standing, options) };
    return last.view;
  };
  return {
    async holding(shop) {
      const view = await viewNow();
      const now = options.clock.now();
      return pauseHolding(
        view,
        shop,
        now,
        options.capability,
        ({ rampStep }) => rampStep !== undefined && isThrough(view, shop, rampStep, options),
      );
    },
    async isRamping(mall) {
      const { healths } = await options.cache.read(options.pauses);
      return healths.some(
        (health) => health.mall === mall && health.capability === options.capability && health.state.kind === 'trickle',
      );
    },
    async pauses() {
      return (await viewNow()).pauses;
    },
  };
}

/** The rows in force, indexed for repeated queries. */
interface View {
  readonly pauses: readonly Pause[];
  readonly byScope: ReadonlyMap<string, readonly Pause[]>;
  letThrough(mall: MallName, step: number): ReadonlySet<ShopKey>;
}

function viewOf(standing: Standing, options: GateOptions): View {
  const { clock, shops, capability } = options;
  const ramp = options.ramp === 'by-key' ? null : options.ramp;
  const { ramp: steps } = defaultHealthSettings;
  const now = clock.now();
  const pauses = pausesOf(standing, now, steps);
  const byScope = new Map<string, Pause[]>();
  for (const pause of pauses) byScope.set(pause.scope, [...(byScope.get(pause.scope) ?? []), pause]);
  const passes = new Map<string, ReadonlySet<ShopKey>>();
  const view: View = {
    pauses,
    byScope,
    letThrough(mall, step) {
      const name = `${mall}#${step}`;
      const known = passes.get(name);
      if (known) return known;
      // A shop with a pause of its own takes no place on the ramp.
      const free = shops.filter(
        (shop) =>
          shop.mall === mall &&
          pauseHolding(view, shop, now, capability, ({ rampStep }) => rampStep !== undefined) === null,
      );
      const isLast = step >= steps.length - 1;
      const count = isLast ? free.length : ramp ? shopsOfStep(steps[step], free.length, ramp.shards) : 0;
      const through = new Set(free.slice(0, count).map(({ key }) => key));
      passes.set(name, through);
      return through;
    },
  };
  return view;
}

/** Whether a step of the ramp admits a shop. */
function isThrough(view: View, { key, mall }: Shop, step: number, { ramp }: GateOptions): boolean {
  if (ramp !== 'by-key') return view.letThrough(mall, step).has(key);
  return placeOnRamp(key) < (defaultHealthSettings.ramp[step]?.share ?? 1);
}

function pauseHolding(
  { byScope }: View,
  shop: Shop,
  now: number,
  capability: Capability,
  passes: (pause: Pause) => boolean,
): Pause | null {
  for (const scope of [shop.key, shop.mall]) {
    const pauses = byScope.get(scope);
    if (pauses === undefined) continue;
    const pause = holdingPause(
      pauses.filter((one) => !passes(one)),
      shop,
      now,
      capability,
    );
    if (pause !== null) return pause;
  }
  return null;
}

/** The pauses that were read count for this long: a pause that was just written holds every worker after this. */
export const standingAgeMaxMs = 10 * secondMs;

/** The rows that can hold work back, read at most every ten seconds by one process. */
export interface StandingCache {
  read(pauses: Pick<Pauses, 'standing'>): Promise<Standing>;
}

/** Caches the standing rows for all runs of a process. Two askers at once share one read. */
export function createStandingCache(clock: Clock): StandingCache {
  let cached: { readonly at: EpochMs; readonly standing: Promise<Standing> } | undefined;
  return {
    async read(pauses) {
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
