import { hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Fault } from '../../simulator/rms/index.ts';
import type { YahooFault } from '../../simulator/yahoo/index.ts';
import type { Draw, Draws } from './draws.ts';
import { type Edition, newestEdition } from './edition.ts';
import { appliedLater, brokenOff, pagesInstead } from './fault-tables.ts';
import { hasOutages } from './outages.ts';

/** What a seed draws of stock, of those who count and sell it, and of what befalls its pushes. Times are in ms after the start. */
export interface Stocks {
  /** Shops of the same merchant at Yahoo!ショッピング, beside those at RMS. Where there are some, there are some at each other mall, too. */
  readonly yahooShops: number;
  readonly yahooOrders: number;
  /** SKUs that are counted at the start, and how many pieces most of them have: so few that they run out. */
  readonly skus: number;
  readonly piecesMax: number;
  /** How often people count, take goods in, write something off, change a recipe, a listing's terms or a buffer. */
  readonly counts: number;
  readonly receipts: number;
  readonly adjustments: number;
  readonly recipes: number;
  readonly terms: number;
  /** How often many buyers want the same at once. */
  readonly rushes: number;
  /** How often a person sets a level at the mall by hand. */
  readonly byHand: number;
  /** How often old entries are summed, and how old they must be. */
  readonly folds: number;
  readonly foldAfterMs: number;
  /** Of messages: a part is lost, a part comes twice, a part comes late, and after others that were sent later. */
  readonly messages: { readonly lost: number; readonly doubled: number; readonly late: number };
  /** Chance that a process stalls before a write of stock, while others go on. */
  readonly stall: number;
  /** Chance that two workers take the same messages at once. */
  readonly twice: number;
  /** Chance that what a call sets is sold at that mall just before the call arrives. */
  readonly soldInBetween: number;
  /** Pauses of one shop's stock by hand. */
  readonly pauses: number;
  /** Times for which the mall refuses one item by name. */
  readonly refusals: number;
  readonly faults: readonly (Fault & { readonly from: number })[];
  readonly yahooFaults: readonly (YahooFault & { readonly from: number })[];
  /** Times for which one API is down and the other is up. */
  readonly halves: readonly {
    readonly mall: 'rms' | 'yahoo';
    readonly api: 'orders' | 'stock';
    readonly from: number;
    readonly until: number;
  }[];
  /** Whether every process that pushes has the right time: then what depends on it is judged strictly. */
  readonly rightClocks: boolean;
}

/** The last digits of seeds with stock; those that end in 2 have outages, too. */
const stockDigits = (edition: Edition): readonly number[] => (edition === 1 ? [2, 3, 5] : [2, 3]);

/** Two seeds of ten have stock, one of them outages, too. */
export function hasStocks(seed: number, edition: Edition = newestEdition): boolean {
  return stockDigits(edition).includes(seed % 10);
}

/** One seed of ten sells at all malls of its edition. Notices of another mall's health would include RMS's troubles, so worlds with probes have one mall. */
export function hasAllMalls(seed: number, edition: Edition = newestEdition): boolean {
  return hasStocks(seed, edition) && !hasOutages(seed);
}

/** Draws what is done with stock in the first `activeMs` of a seed. */
export function drawStocks(seed: number, edition: Edition, draws: Draws, activeMs: number): Stocks {
  const maybe = <T>(name: string, value: T, none: T, probability = 0.75): T =>
    draws.of(name).hits('any', probability) ? value : none;
  const yahooShops = hasAllMalls(seed, edition) ? draws.of('yahooShops').int(1, 2) : 0;
  const within = (chance: Draw, from: number, spareMs: number): number => chance.int(from, activeMs - spareMs);
  const half = (_: unknown, index: number): Stocks['halves'][number] => {
    const chance = draws.of('half', index);
    const from = within(chance, 15 * minuteMs, 60 * minuteMs);
    const mall = yahooShops > 0 && chance.chance(0.4) ? 'yahoo' : 'rms';
    const until = from + chance.int(8, 40) * minuteMs;
    return { mall, api: chance.chance(0.7) ? 'orders' : 'stock', from, until };
  };
  const fold = draws.of('foldAfterMs');
  return {
    yahooShops,
    yahooOrders: draws.of('yahooOrders').int(14, 22),
    skus: draws.of('skus').int(9, 13),
    piecesMax: draws.of('piecesMax').int(8, 25),
    counts: draws.of('counts').int(6, 14),
    receipts: draws.of('receipts').int(5, 10),
    adjustments: maybe('adjustments', draws.of('adjustments').int(2, 6), 0),
    recipes: maybe('recipes', draws.of('recipes').int(1, 2), 0),
    terms: maybe('terms', draws.of('terms').int(2, 5), 0),
    rushes: draws.of('rushes').int(4, 8),
    byHand: maybe('byHand', draws.of('byHand').int(2, 5), 0),
    folds: maybe('folds', draws.of('folds').int(20, 40), 0),
    // Shorter in short storms, in which some entries have to become old enough to be summed.
    foldAfterMs:
      fold.pick(edition === 1 || hasOutages(seed) ? [3, 5] : [1.5, 2.5]) * hourMs + fold.int(5, 50) * minuteMs,
    messages: { lost: maybe('lost', 0.15, 0), doubled: maybe('doubled', 0.15, 0), late: maybe('late', 0.15, 0) },
    stall: maybe('stall', 0.02, 0),
    twice: maybe('twice', 0.25, 0),
    soldInBetween: maybe('soldInBetween', 0.06, 0),
    pauses: maybe('pauses', draws.of('pauses').int(1, 2), 0),
    refusals: maybe('refusals', draws.of('refusals').int(1, 2), 0, 0.6),
    faults: Array.from({ length: draws.of('faults').int(6, 14) }, (_, index) => {
      const chance = draws.of('fault', index);
      return {
        ...chance.pick(rmsFaults),
        operations: chance.chance(0.8) ? ['inventory.bulk.upsert'] : ['inventory.bulk.get'],
        from: within(chance, 5 * minuteMs, 15 * minuteMs),
        times: chance.int(1, 3),
      };
    }),
    yahooFaults: Array.from({ length: yahooShops === 0 ? 0 : draws.of('yahooFaults').int(5, 10) }, (_, index) => {
      const chance = draws.of('yahoo fault', index);
      return {
        ...chance.pick(yahooFaults),
        operations: [chance.pick(['setStock', 'setStock', 'setStock', 'getStock', 'orderList', 'orderInfo'])],
        from: within(chance, 5 * minuteMs, 15 * minuteMs),
        times: chance.int(1, 3),
      };
    }),
    halves: hasOutages(seed) ? [] : Array.from({ length: maybe('halves', draws.of('halves').int(1, 2), 0) }, half),
    rightClocks: draws.of('rightClocks').chance(0.5),
  };
}

const bothMalls = [
  ...brokenOff,
  // After the listing was pushed again, and after the first of the two later looks.
  ...appliedLater(2, 8, 25),
  ...pagesInstead,
  { kind: 'throttle' },
  { kind: 'auth-flap' },
  { kind: 'lost-write' },
] as const;

const rmsFaults: readonly Pick<Fault, 'kind' | 'applied' | 'applyAfterMs'>[] = [
  ...bothMalls,
  { kind: 'server-error-json', applied: true },
  { kind: 'system-error-500' },
  { kind: 'conflict' },
];

const yahooFaults: readonly Pick<YahooFault, 'kind' | 'applied' | 'applyAfterMs'>[] = [
  ...bothMalls,
  { kind: 'system-error' },
  { kind: 'busy' },
  { kind: 'reread-failed' },
  { kind: 'stock-link-error' },
];
