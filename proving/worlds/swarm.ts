import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Draw, Draws } from './draws.ts';
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
export function drawSwarm(draws: Draws, edition: Edition): Swarm {
  const of = (name: keyof Swarm | keyof WriteFaults): Draw => draws.of(name);
  const maybe = <T>(name: keyof Swarm | keyof WriteFaults, value: T, none: T, probability = 0.75): T =>
    of(name).hits('any', probability) ? value : none;
  const shops = of('shops').int(3, 4);
  return {
    shops,
    shards: of('shards').int(1, 2),
    ordersPerShop: Math.ceil(of('ordersPerShop').int(210, 280) / shops),
    activeMs: of('activeMs').int(...stormMinutes(edition)) * minuteMs,
    writes: {
      crash: maybe('crash', 0.008, 0),
      lostReply: maybe('lostReply', 0.03, 0),
      refusal: maybe('refusal', 0.004, 0),
      leaseIgnored: maybe('leaseIgnored', 0.3, 0),
      busRefusal: maybe('busRefusal', 0.1, 0),
    },
    skewChance: maybe('skewChance', 0.4, 0),
    concurrentChance: maybe('concurrentChance', 0.25, 0),
    killChance: maybe('killChance', 0.03, 0),
    outages: maybe('outages', of('outages').int(1, 2), 0),
    flakyWindows: maybe('flakyWindows', of('flakyWindows').int(1, 4), 0),
    manualImports: maybe('manualImports', of('manualImports').int(1, 3), 0),
    edits: maybe('edits', of('edits').int(10, 50), 0, 0.9),
    cancels: maybe('cancels', of('cancels').int(5, 20), 0, 0.9),
    spoilt: maybe('spoilt', 1, 0),
    hidden: maybe('hidden', 1, 0),
    late: maybe('late', of('late').int(2, 8), 0),
    pageShifts: maybe('pageShifts', of('pageShifts').int(2, 5), 0),
    keyTroubles: maybe('keyTroubles', 1, 0, 0.5),
    pageRows: of('pageRows').int(7, 40),
    readBatch: of('readBatch').pick([12, 25, 100]),
    maxListed: of('maxListed').pick([45, 100, 14_000]),
    editWhileReading: maybe('editWhileReading', 0.15, 0),
    orderAfterListing: maybe('orderAfterListing', 0.05, 0),
    longAgoDays: maybe('longAgoDays', of('longAgoDays').int(65, 200), 3, 0.25),
    removedLines: of('removedLines').pick(['flagged', 'gone']),
    laterShards: of('laterShards').pick([[], [], [1], [2], [4], [3, 1], [4, 2]]),
    spreads: of('spreads').chance(0.5),
    lateShops: maybe('lateShops', 1, 0, 0.5),
    freshChance: maybe('freshChance', 0.1, 0, 0.5),
    dueAtOnce: of('dueAtOnce').pick([4, 12, 1_000]),
    goneRows: maybe('goneRows', 12, 0, 0.5),
    importsTwice: maybe('importsTwice', of('importsTwice').int(1, 4), 0),
  };
}

/** The latest an order placed in the active phase becomes visible. */
export const latestAppearanceMs = 5 * hourMs;
