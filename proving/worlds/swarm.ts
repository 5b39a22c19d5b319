import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Prng } from '../../simulator/index.ts';
import type { Edition } from './edition.ts';
import type { WriteFaults } from './process.ts';

/**
 * What one seed's world is like. Every seed leaves some faults out, because a fault that always happens hides what happens
 * without it.
 */
export interface Swarm {
  readonly shops: number;
  readonly shards: number;
  readonly ordersPerShop: number;
  readonly activeMs: number;
  readonly writes: WriteFaults;
  readonly skewChance: number;
  readonly concurrentChance: number;
  readonly killChance: number;
  readonly outages: number;
  readonly flakyWindows: number;
  readonly manualImports: number;
  /** How often two people import the same new orders at once, one of them with a fast clock. */
  readonly importsTwice: number;
  readonly edits: number;
  readonly cancels: number;
  readonly spoilt: number;
  readonly hidden: number;
  readonly late: number;
  readonly pageShifts: number;
  readonly keyTroubles: number;
  /** Rows of a page, far fewer than 1,000, so that small worlds turn pages too. */
  readonly pageRows: number;
  /** Orders one reading may ask for. */
  readonly readBatch: number;
  /** Orders a listing must not reach. */
  readonly maxListed: number;
  /** Chance that an order is edited or cancelled just after the mall has answered a reading of it. */
  readonly editWhileReading: number;
  /** Chance that an order is placed in the very second of a listing, just after it. */
  readonly orderAfterListing: number;
  /** Days before the start that the first shop chose to import from. */
  readonly longAgoDays: number;
  /** How many shards each later deployment has; the first one has `shards`. */
  readonly laterShards: readonly number[];
  /** Whether the shops are spread anew after a deployment. */
  readonly spreads: boolean;
  /** Shops added while everything runs, in any shard. */
  readonly lateShops: number;
  /** Due rows a sweep looks at in one bucket. */
  readonly dueAtOnce: number;
  /** Due rows of a removed shop in the bucket of each shop. */
  readonly goneRows: number;
  /** Chance that a run gets a fresh process though a warm one is free. */
  readonly freshChance: number;
  /** Whether a line that was removed at the mall vanishes from the order or stays, marked. */
  readonly removedLines: 'flagged' | 'gone';
}

/** Minutes in which everything breaks; worlds with outages have longer ones (`world.ts`). */
const stormMinutes = (edition: Edition): readonly [min: number, max: number] =>
  edition === 1 ? [150, 300] : [110, 200];

/** Draws a seed's world. */
export function drawSwarm(chance: Prng, edition: Edition): Swarm {
  const maybe = <T>(value: T, none: T, probability = 0.75): T => (chance.chance(probability) ? value : none);
  const shops = chance.int(3, 4);
  return {
    shops,
    shards: chance.int(1, 2),
    ordersPerShop: Math.ceil(chance.int(210, 280) / shops),
    activeMs: chance.int(...stormMinutes(edition)) * minuteMs,
    writes: {
      crash: maybe(0.008, 0),
      lostReply: maybe(0.03, 0),
      refusal: maybe(0.004, 0),
      leaseIgnored: maybe(0.3, 0),
      busRefusal: maybe(0.1, 0),
    },
    skewChance: maybe(0.4, 0),
    concurrentChance: maybe(0.25, 0),
    killChance: maybe(0.03, 0),
    outages: maybe(chance.int(1, 2), 0),
    flakyWindows: maybe(chance.int(1, 4), 0),
    manualImports: maybe(chance.int(1, 3), 0),
    edits: maybe(chance.int(10, 50), 0, 0.9),
    cancels: maybe(chance.int(5, 20), 0, 0.9),
    spoilt: maybe(1, 0),
    hidden: maybe(1, 0),
    late: maybe(chance.int(2, 8), 0),
    pageShifts: maybe(chance.int(2, 5), 0),
    keyTroubles: maybe(1, 0, 0.5),
    pageRows: chance.int(7, 40),
    readBatch: chance.pick([12, 25, 100]),
    maxListed: chance.pick([45, 100, 14_000]),
    editWhileReading: maybe(0.15, 0),
    orderAfterListing: maybe(0.05, 0),
    longAgoDays: maybe(chance.int(65, 200), 3, 0.25),
    removedLines: chance.pick(['flagged', 'gone']),
    laterShards: chance.pick([[], [], [1], [2], [4], [3, 1], [4, 2]]),
    spreads: chance.chance(0.5),
    lateShops: maybe(1, 0, 0.5),
    freshChance: maybe(0.1, 0, 0.5),
    dueAtOnce: chance.pick([4, 12, 1_000]),
    goneRows: maybe(12, 0, 0.5),
    importsTwice: maybe(chance.int(1, 4), 0),
  };
}

/** The latest an order placed in the active phase becomes visible. */
export const latestAppearanceMs = 5 * hourMs;
