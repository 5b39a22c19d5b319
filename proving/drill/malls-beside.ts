import { secondMs } from '../../core/kernel/time.ts';
import type { MallName } from '../../core/model/shop.ts';
import { type AmazonSettingsChange, createAmazon } from '../../simulator/amazon/index.ts';
import type { OnLevel } from '../../simulator/index.ts';
import { createShopify } from '../../simulator/shopify/index.ts';
import { atAmazon, hintsOf } from '../worlds/amazon-mall.ts';
import { atShopify, hintsOfShopify } from '../worlds/shopify-mall.ts';
import type { MallHints, OpenMall } from '../worlds/world-mall.ts';
import { atYahoo, createWorldsYahoo } from '../worlds/yahoo-mall.ts';
import type { Script } from './scripts.ts';

/** A mall beside RMS. */
export interface DrillMall extends OpenMall {
  /** What its buyers order, by turns of chance. */
  readonly kinds: readonly string[];
  /** Has it send its messages about a shop; absent where it sends none. */
  readonly subscribe?: MallHints['subscribe'];
  /** The messages that have arrived since this was asked last; absent where it sends none. */
  readonly messages?: MallHints['messages'];
}

/**
 * What a mall is made with. `throttled`: Amazon lets through what it promises to let through all day, and nothing more in a row. `missingHints`:
 * of a hundred messages of a mall that sends some so many are lost, and the others come within five seconds; null where none does.
 */
interface Making {
  readonly seed: number;
  readonly now: () => number;
  readonly onLevel: OnLevel;
  readonly throttled: boolean;
  readonly missingHints: number | null;
}

const makers: Readonly<Record<string, (making: Making) => DrillMall>> = {
  yahoo: ({ seed, now, onLevel }) => ({
    ...atYahoo(createWorldsYahoo(seed, now, { onLevel })),
    kinds: ['plain', 'plain', 'plain', 'gift', 'cod', 'unpaid'],
  }),
  amazon: ({ throttled, missingHints, ...making }) => {
    const settings: AmazonSettingsChange = {
      ...(throttled && { throttle: { searchOrdersBurst: 1 } }),
      ...(missingHints !== null && { notifications: { lostShare: missingHints / 100, delayMaxMs: 5 * secondMs } }),
    };
    const amazon = createAmazon({ ...making, settings });
    return {
      ...atAmazon(amazon),
      kinds: ['plain', 'plain', 'plain', 'gift', 'pending', 'business', 'fba'],
      ...(missingHints !== null && hintsOf(amazon)),
    };
  },
  shopify: ({ throttled: _, missingHints, ...making }) => {
    const webhooks = { lostShare: (missingHints ?? 0) / 100, lateShare: 0, delayMaxMs: 5 * secondMs };
    const shopify = createShopify({ ...making, settings: { webhooks } });
    return {
      ...atShopify(shopify),
      kinds: ['plain', 'plain', 'plain', 'gift', 'pending', 'guest', 'custom'],
      ...(missingHints !== null && hintsOfShopify(shopify)),
    };
  },
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
