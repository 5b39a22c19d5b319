import type { Laggards } from '../incidents/aftermath.ts';
import type { MallName, Shop, ShopKey } from '../merchants/shop.ts';
import { holdingPause, type Pause } from '../pause/pause.ts';
import type { Clock } from '../ports/clock.ts';
import type { ShopStore } from '../ports/shops.ts';
import { type EpochMs, minuteMs } from '../units.ts';
import { type Capability, capabilities } from './capability.ts';
import type { HealthSettings } from './settings.ts';

/** The shops that one run's probes of a mall may ask for. */
export interface Canaries {
  /** The next shop for a probe of this capability; null when none is left. */
  next(capability: Capability): Shop | null;
  /** Takes a shop out of this run, for one capability or for all. */
  drop(key: ShopKey, capability?: Capability): void;
  /** The calls a second that all shops of the mall may make together; null where there are more shops than are counted. */
  readonly callsPerSecond: number | null;
  /** Lets the next runs know a shop as it is now; null when it is gone. */
  renew(key: ShopKey, shop: Shop | null): void;
}

/** What a process keeps of canaries between runs; losing it costs a few reads. */
export interface CanaryMemory {
  readonly shopsByMall: Map<MallName, KnownShops>;
  /** Which shop's turn it is, so that probes go over all of them. */
  readonly turns: Map<string, number>;
  /** How far a mall's clock is ahead of ours, in ms, by what it said last: it is silent when that is asked most. */
  readonly mallAheadMs: Map<MallName, number>;
  /** Malls of which the last run heard nothing because of our own network. */
  readonly cutOff: Set<MallName>;
  readonly laggards: Laggards;
}

/** The canaries of a mall, and what all its shops ask for, as they were when they were read. */
interface KnownShops extends Pick<Canaries, 'callsPerSecond'> {
  readonly at: EpochMs;
  readonly shops: readonly Shop[];
}

/** An empty memory, as a fresh process has it. */
export function createCanaryMemory(): CanaryMemory {
  return { shopsByMall: new Map(), turns: new Map(), mallAheadMs: new Map(), cutOff: new Set(), laggards: new Map() };
}

/** With fewer canaries than this one bad shop looks like a bad mall, so others are looked for sooner. */
const tooFew = 2;

/**
 * Chooses the canaries of a run: some shops of the mall that nobody has paused and whose key is not refused. Probes go over
 * all of them in turn, so that what fails for one shop shows as that, and so that no shop pays for all.
 */
export async function chooseCanaries(
  ports: { readonly shops: Pick<ShopStore, 'some'>; readonly clock: Clock },
  settings: Pick<HealthSettings, 'canaries' | 'canaryRestMs' | 'shopsCounted'>,
  memory: CanaryMemory,
  mall: MallName,
  pauses: readonly Pause[],
): Promise<Canaries> {
  const now = ports.clock.now();
  // A pause of the whole mall is no reason: how the mall stands must be known when it is lifted.
  const ofShops = pauses.filter(({ scope }) => scope !== mall);
  const fitFor = (capability: Capability, shops: readonly Shop[]): Shop[] =>
    shops.filter((shop) => holdingPause(ofShops, shop, now, capability) === null);

  let known = memory.shopsByMall.get(mall);
  const isShort = known !== undefined && fitFor('import', known.shops).length < tooFew;
  const restMs = isShort ? minuteMs : settings.canaryRestMs;
  if (known === undefined || Math.abs(now - known.at) >= restMs) {
    const shops = await ports.shops.some(mall, settings.shopsCounted + 1);
    const callsPerSecond =
      shops.length > settings.shopsCounted ? null : shops.reduce((sum, shop) => sum + shop.callsPerSecond, 0);
    known = { at: now, shops: shops.slice(0, settings.canaries), callsPerSecond };
    memory.shopsByMall.set(mall, known);
  }
  const { shops, callsPerSecond } = known;
  const fit = new Map(capabilities.map((capability) => [capability, fitFor(capability, shops)]));
  return {
    callsPerSecond,
    next(capability) {
      const candidates = fit.get(capability) ?? [];
      // Capabilities begin at different shops: what is asked at the same time is asked of several.
      const turn = memory.turns.get(`${mall}#${capability}`) ?? capabilities.indexOf(capability);
      memory.turns.set(`${mall}#${capability}`, turn + 1);
      return candidates[turn % Math.max(1, candidates.length)] ?? null;
    },
    drop(key, capability) {
      for (const one of capability === undefined ? capabilities : [capability]) {
        fit.set(
          one,
          (fit.get(one) ?? []).filter((shop) => shop.key !== key),
        );
      }
    },
    renew(key, shop) {
      const standing = memory.shopsByMall.get(mall);
      if (standing === undefined) return;
      const renewed = standing.shops.flatMap((one) => (one.key === key ? (shop ?? []) : one));
      memory.shopsByMall.set(mall, { ...standing, shops: renewed });
    },
  };
}
