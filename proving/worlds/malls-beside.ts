import { amazonBeside } from './amazon-mall.ts';
import type { Edition } from './edition.ts';
import { shopifyBeside } from './shopify-mall.ts';
import type { Stocks } from './stocks.ts';
import type { MallBeside } from './world-mall.ts';
import { createWorldsYahoo, yahooBeside } from './yahoo-mall.ts';

/** Each mall beside RMS, in the order in which worlds open their shops there, and the first edition that has it. */
const malls: readonly {
  readonly since: Edition;
  make(seed: number, now: () => number, edition: Edition, stocks: Stocks): MallBeside;
}[] = [
  {
    since: 1,
    make: (seed, now, edition, { yahooShops }) =>
      yahooBeside(createWorldsYahoo(seed, now, { edition }), yahooShops, edition),
  },
  { since: 5, make: amazonBeside },
  { since: 5, make: shopifyBeside },
];

/** Those of a world: all, or none. Notices of another mall's health would include RMS's troubles, so worlds with probes have one mall. */
export function createMallsBeside(seed: number, now: () => number, edition: Edition, stocks: Stocks): MallBeside[] {
  if (stocks.yahooShops === 0) return [];
  return malls.filter(({ since }) => since <= edition).map(({ make }) => make(seed, now, edition, stocks));
}
