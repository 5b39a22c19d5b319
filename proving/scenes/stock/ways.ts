import { minuteMs } from '../../../core/kernel/time.ts';
import { defaultStockSettings } from '../../../core/model/sku.ts';
import type { Prng } from '../../../simulator/index.ts';
import type { WriteFaults } from '../../worlds/process.ts';
import type { VirtualTime } from '../../worlds/virtual-time.ts';

/** What happens in some scenes only: what always happens hides what happens without it. */
export interface StockWays {
  readonly sets: boolean;
  readonly wrongClocks: boolean;
  /** Two workers often take the same message at once, and the lease holds neither up. */
  readonly twoAtOnce: boolean;
  /** Messages are lost, come twice, or late. */
  readonly looseMessages: boolean;
  /** Processes die at any write, the tables refuse some, or their answers are lost. */
  readonly brokenWrites: boolean;
  /** Old entries are summed after hours; otherwise after months, as in production. */
  readonly foldAfterMs: number;
}

export function drawWays(chance: Prng): StockWays {
  return {
    sets: chance.chance(0.5),
    wrongClocks: chance.chance(0.25),
    twoAtOnce: chance.chance(0.4),
    looseMessages: chance.chance(0.35),
    brokenWrites: chance.chance(0.4),
    foldAfterMs: chance.chance(0.3)
      ? chance.pick([chance.int(1, 20), chance.int(10, 120)]) * minuteMs
      : defaultStockSettings.foldAfterMs,
  };
}

/** For how long more than usual goes wrong. */
interface Bursts {
  readonly time: VirtualTime;
  readonly leasesIgnoredUntil: number;
  readonly repliesLostUntil: number;
}

/** What befalls the processes of a scene, by its ways. */
export function drawTrouble(
  { brokenWrites, twoAtOnce, looseMessages, wrongClocks, foldAfterMs }: StockWays,
  chance: Prng,
) {
  const part = (isSo: boolean, most: number): number => (isSo ? chance.pick([most / 4, most]) : 0);
  const drawn = {
    crash: part(brokenWrites, 0.01),
    lostReply: part(brokenWrites, 0.02),
    refusal: part(brokenWrites, 0.01),
    leaseIgnored: part(twoAtOnce, 0.5),
    busRefusal: part(looseMessages, 0.05),
    stall: part(twoAtOnce, 0.03),
  };
  const messages = {
    lost: part(looseMessages, 0.2),
    doubled: part(looseMessages, 0.2),
    late: part(looseMessages, 0.2),
  };
  return {
    writes: ({ time, leasesIgnoredUntil, repliesLostUntil }: Bursts): WriteFaults => ({
      ...drawn,
      ...(time.now() < leasesIgnoredUntil ? { leaseIgnored: 1 } : {}),
      ...(time.now() < repliesLostUntil ? { lostReply: 0.4 } : {}),
    }),
    swarm: {
      killChance: part(brokenWrites, 0.04),
      freshChance: 0.2,
      dueAtOnce: 100,
      skewChance: wrongClocks ? 0.35 : 0,
    },
    stocks: { twice: part(twoAtOnce, 0.5), messages, foldAfterMs },
  };
}
