import { minuteMs } from '../../core/kernel/time.ts';
import type { Fault } from '../../simulator/index.ts';
import { amazonBeside } from './amazon-mall.ts';
import { drawsOf, type Edition } from './edition.ts';
import { downFrom } from './fault-tables.ts';
import { shopifyBeside } from './shopify-mall.ts';
import type { Stocks } from './stocks.ts';
import type { World } from './world.ts';
import type { MallBeside, MallHooks } from './world-mall.ts';
import { createWorldsYahoo, yahooBeside } from './yahoo-mall.ts';

/** Each mall beside RMS, in the order in which worlds open their shops there, and the first edition that has it. */
const malls: readonly {
  readonly since: Edition;
  make(seed: number, edition: Edition, hooks: MallHooks, stocks: Stocks): MallBeside;
}[] = [
  {
    since: 1,
    make: (seed, edition, { now, onStrike }, { yahooShops }) =>
      yahooBeside(createWorldsYahoo(seed, now, { edition, onStrike }), yahooShops, edition),
  },
  { since: 5, make: amazonBeside },
  { since: 5, make: shopifyBeside },
];

/** Those of a world: all, or none. Notices of another mall's health would include RMS's troubles, so worlds with probes have one mall. */
export function createMallsBeside(seed: number, edition: Edition, stocks: Stocks, hooks: MallHooks): MallBeside[] {
  if (stocks.yahooShops === 0) return [];
  return malls.filter(({ since }) => since <= edition).map(({ make }) => make(seed, edition, hooks, stocks));
}

/**
 * From the ninth edition on, in half of the worlds that have these malls: something else answers in place of one of them, and says of itself
 * that all is well. Drawn from a stream of its own, so that nothing else moves.
 */
export function sayThatAllIsWell(world: World, stormEnd: number): void {
  const { seed, edition, start, beside } = world;
  const chance = drawsOf(edition, seed, 'all-well').of('all');
  if (edition < 9 || beside.length === 0 || chance.chance(0.5)) return;
  const from = chance.int(start + 15 * minuteMs, stormEnd - 60 * minuteMs);
  const api = chance.pick(['order', 'stock', undefined]);
  const until = from + chance.int(8, 40) * minuteMs;
  downFrom(chance.pick(beside), world, from, { kind: 'all-well', until, ...(api === undefined ? {} : { api }) });
}

/** How these malls refuse listings: all of them, or those that ask for the orders, too. */
const refusals: Readonly<Record<string, readonly Fault[]>> = {
  yahoo: [{ kind: 'refusal', operations: ['orderList'] }],
  amazon: [{ kind: 'data-refused' }, { kind: 'invalid-input', operations: ['searchOrders'] }],
  shopify: [{ kind: 'whole-refused' }],
};

/** From the eleventh edition on, in half of the worlds that have these malls: one of them refuses listings for a while. */
export function refuseListings(world: World, stormEnd: number): void {
  const { seed, edition, start, time, beside, counts } = world;
  const chance = drawsOf(edition, seed, 'listings-refused-beside').of('all');
  if (edition < 11 || beside.length === 0 || chance.chance(0.5)) return;
  const { mall, control } = chance.pick(beside);
  const fault = chance.pick(refusals[mall] ?? []);
  const from = chance.int(start + 15 * minuteMs, stormEnd - 70 * minuteMs);
  time.at(from, () => {
    counts['listings-refused']++;
    control.break({ ...fault, until: from + chance.int(8, 60) * minuteMs });
  });
}
