import { minuteMs } from '../../../core/kernel/time.ts';
import { defaultStockSettings } from '../../../core/model/sku.ts';
import type { Draw } from '../../worlds/draws.ts';
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

export function drawWays(chance: Draw): StockWays {
  return {
    sets: chance.hits('sets', 0.5),
    wrongClocks: chance.hits('wrong clocks', 0.25),
    twoAtOnce: chance.hits('two at once', 0.4),
    looseMessages: chance.hits('loose messages', 0.35),
    brokenWrites: chance.hits('broken writes', 0.4),
    foldAfterMs: chance.hits('folds soon', 0.3)
      ? chance.of('fold after').int(1, chance.of('fold after').hits('later', 0.5) ? 120 : 20) * minuteMs
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
  chance: Draw,
) {
  const part = (isSo: boolean, name: string, most: number): number =>
    isSo ? chance.of(name).pick([most / 4, most]) : 0;
  const drawn = {
    crash: part(brokenWrites, 'crash', 0.01),
    lostReply: part(brokenWrites, 'lostReply', 0.02),
    refusal: part(brokenWrites, 'refusal', 0.01),
    leaseIgnored: part(twoAtOnce, 'leaseIgnored', 0.5),
    busRefusal: part(looseMessages, 'busRefusal', 0.05),
    stall: part(twoAtOnce, 'stall', 0.03),
  };
  const messages = {
    lost: part(looseMessages, 'lost', 0.2),
    doubled: part(looseMessages, 'doubled', 0.2),
    late: part(looseMessages, 'late', 0.2),
  };
  return {
    writes: ({ time, leasesIgnoredUntil, repliesLostUntil }: Bursts): WriteFaults => ({
      ...drawn,
      ...(time.now() < leasesIgnoredUntil ? { leaseIgnored: 1 } : {}),
      ...(time.now() < repliesLostUntil ? { lostReply: 0.4 } : {}),
    }),
    swarm: {
      killChance: part(brokenWrites, 'killChance', 0.04),
      freshChance: 0.2,
      dueAtOnce: 100,
      skewChance: wrongClocks ? 0.35 : 0,
    },
    stocks: { twice: part(twoAtOnce, 'twice', 0.5), messages, foldAfterMs },
  };
}
