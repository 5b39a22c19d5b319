import type { MallName, Shop, ShopKey } from '../merchants/shop.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import { pausesOf, type Standing } from '../pause/standing.ts';
import type { Clock } from '../ports/clock.ts';
import type { Pauses } from '../ports/pauses.ts';
import type { Capability } from './capability.ts';
import { placeOnRamp, shopsOfStep } from './ramp.ts';
import { defaultHealthSettings, type HealthSettings } from './settings.ts';
import type { StandingCache } from './standing-cache.ts';

/** Says before every call whether a shop's work may go on. */
export interface Gate {
  /** The pause that holds the shop now, or null. */
  holding(shop: Shop): Promise<Pause | null>;
  /** True while a mall is coming back: then what workers see of it is worth writing down. */
  isRamping(mall: MallName): Promise<boolean>;
  /** The pauses as they were read last. */
  pauses(): Promise<readonly Pause[]>;
}

/** What a gate stands on. */
export interface GateOptions {
  readonly pauses: Pick<Pauses, 'standing'>;
  readonly cache: StandingCache;
  readonly clock: Clock;
  readonly capability: Capability;
  /** All shops the run has before it, in the order in which they are visited. */
  readonly shops: readonly Shop[];
  /**
   * Of how many runs side by side this is one. While a mall comes back, the first shops of each pass, and since the furthest
   * behind come first, everybody has a turn. `by-key`: for runs that do not see each other's shops, which lie on the ramp by
   * their keys. Null for work that can wait: it waits until everybody may pass.
   */
  readonly ramp: { readonly shards: number } | 'by-key' | null;
  readonly settings?: Pick<HealthSettings, 'ramp'>;
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
      return heldBy(
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

/** The standing rows, sorted for many questions. */
interface View {
  readonly pauses: readonly Pause[];
  readonly byScope: ReadonlyMap<string, readonly Pause[]>;
  letThrough(mall: MallName, step: number): ReadonlySet<ShopKey>;
}

function viewOf(standing: Standing, options: GateOptions): View {
  const { clock, shops, capability } = options;
  const ramp = options.ramp === 'by-key' ? null : options.ramp;
  const { ramp: steps } = options.settings ?? defaultHealthSettings;
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
      // A shop that is held for a reason of its own takes nobody's place.
      const free = shops.filter(
        (shop) =>
          shop.mall === mall && heldBy(view, shop, now, capability, ({ rampStep }) => rampStep !== undefined) === null,
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

/** Whether a step of the ramp lets a shop through. */
function isThrough(view: View, { key, mall }: Shop, step: number, { ramp, settings }: GateOptions): boolean {
  if (ramp !== 'by-key') return view.letThrough(mall, step).has(key);
  return placeOnRamp(key) < ((settings ?? defaultHealthSettings).ramp[step]?.share ?? 1);
}

function heldBy(
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
