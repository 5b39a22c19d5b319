import type { MallName } from '../../core/model/shop.ts';
import { createAmazon } from '../../simulator/amazon/index.ts';
import type { OnLevel } from '../../simulator/index.ts';
import { createShopify } from '../../simulator/shopify/index.ts';
import { atAmazon } from '../worlds/amazon-mall.ts';
import { atShopify } from '../worlds/shopify-mall.ts';
import type { OpenMall } from '../worlds/world-mall.ts';
import { atYahoo, createWorldsYahoo } from '../worlds/yahoo-mall.ts';
import type { Script } from './scripts.ts';

/** A mall beside RMS. */
export interface DrillMall extends OpenMall {
  /** What its buyers order, by turns of chance. */
  readonly kinds: readonly string[];
}

/** What a mall is made with. `throttled`: Amazon lets through what it promises to let through all day, and nothing more in a row. */
interface Making {
  readonly seed: number;
  readonly now: () => number;
  readonly onLevel: OnLevel;
  readonly throttled: boolean;
}

const makers: Readonly<Record<string, (making: Making) => DrillMall>> = {
  yahoo: ({ seed, now, onLevel }) => ({
    ...atYahoo(createWorldsYahoo(seed, now, { onLevel })),
    kinds: ['plain', 'plain', 'plain', 'gift', 'cod', 'unpaid'],
  }),
  amazon: ({ throttled, ...making }) => ({
    ...atAmazon(createAmazon({ ...making, ...(throttled && { settings: { throttle: { searchOrdersBurst: 1 } } }) })),
    kinds: ['plain', 'plain', 'plain', 'gift', 'pending', 'business', 'fba'],
  }),
  shopify: ({ throttled: _, ...making }) => ({
    ...atShopify(createShopify(making)),
    kinds: ['plain', 'plain', 'plain', 'gift', 'pending', 'guest', 'custom'],
  }),
};

/** The malls that a drill can have beside RMS, in the order in which shops are opened there. */
export const mallsBeside: readonly MallName[] = Object.keys(makers);

/** Those that a drill has unless it is asked for others. */
export const usualMallsBeside: readonly MallName[] = ['yahoo'];

/** The malls beside RMS of a day for which none are named: the one that it is about, too. */
export const mallsOf = ({ mall }: Pick<Script, 'mall'>): readonly MallName[] =>
  mall === undefined ? usualMallsBeside : [...usualMallsBeside, mall];

/** Makes a mall beside RMS, without shops. */
export function makeMallBeside(name: MallName, making: Making): DrillMall {
  const make = makers[name];
  if (make === undefined) throw new Error(`A drill knows no mall ${name}. It knows ${mallsBeside.join(', ')}.`);
  return make(making);
}
