import { minuteMs } from '../../core/kernel/time.ts';
import type { Merchant } from '../../core/model/merchant.ts';
import type { Shop } from '../../core/model/shop.ts';
import { createWorld } from './create-world.ts';
import { brokenOutages } from './outage-invariants.ts';
import { scheduleOutages } from './outage-story.ts';
import type { Trouble } from './outages.ts';
import { createFunction } from './runs.ts';
import { calm } from './scenario.ts';
import type { World } from './world.ts';

/** A world in which nothing breaks but what a test breaks, with everybody at work who meets outages. */
export interface OutageScenario {
  readonly world: World;
  readonly shops: readonly Shop[];
  readonly merchants: readonly Merchant[];
  /** Lets time pass with all functions on schedule. */
  run(ms: number): Promise<void>;
  /** The next probe that comes to this write dies before it. */
  dieBefore(write: string): void;
  /** How many died so. */
  died(): number;
  broken(): string[];
}

/** Starts a calm world of ten shops with these troubles. */
export async function outageScenario(seed: number, troubles: readonly Trouble[]): Promise<OutageScenario> {
  const outages = {
    troubles,
    probers: 1,
    probeSkewChance: 0,
    twiceChance: 0,
    crash: 0,
    mail: { failing: [], slow: [], crash: 0, answerLost: 0 },
    lag: null,
    lightCallsPerSecond: 0,
  };
  let [write, deaths] = ['', 0];
  const world = await createWorld(seed, {
    swarm: { ...calm, shops: 10 },
    outages,
    diesBefore: (what) => {
      if (what !== write) return false;
      write = '';
      deaths++;
      return true;
    },
  });
  const { time, store } = world;
  const poll = createFunction(world, 'poll');
  const reconcile = createFunction(world, 'reconcile');
  scheduleOutages(world, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  let minute = 0;
  return {
    world,
    shops: world.shops,
    merchants: [...store.merchantsById.values()],
    async run(ms) {
      const end = time.now() + ms;
      for (; time.now() < end; minute++) {
        poll.fire(0, 1);
        if (minute % 5 === 0) reconcile.fire(0, 1);
        await time.runUntil(Math.min(time.now() + minuteMs, end));
      }
    },
    dieBefore: (what) => {
      write = what;
    },
    died: () => deaths,
    broken: () => brokenOutages(world),
  };
}
