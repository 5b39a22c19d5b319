import { secondMs } from '../../core/kernel/time.ts';
import type { MallName, Shop } from '../../core/model/shop.ts';
import type { Credential } from '../../core/ports/shops.ts';
import { amazonDesk } from '../../malls/amazon/desk.ts';
import { amazonMall } from '../../malls/amazon/index.ts';
import type { Transport } from '../../malls/http.ts';
import { type AmazonSettingsChange, type AmazonSimulator, createAmazon } from '../../simulator/amazon/index.ts';
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
  /** Has it send its messages about a shop; absent where it sends none. */
  readonly subscribe?: (shop: Shop, credential: Credential) => Promise<void>;
  /** The messages that have arrived since this was asked last; absent where it sends none. */
  readonly messages?: () => readonly string[];
}

/**
 * What a mall is made with. `throttled`: Amazon lets through what it promises to let through all day, and nothing more in a row. `missingHints`:
 * of a hundred of its messages so many are lost, and the others come within five seconds; null where it sends none.
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
      ...(missingHints !== null && messagesOf(amazon)),
    };
  },
  shopify: ({ throttled: _, missingHints: __, ...making }) => ({
    ...atShopify(createShopify(making)),
    kinds: ['plain', 'plain', 'plain', 'gift', 'pending', 'guest', 'custom'],
  }),
};

/** What goes to the queue and to the bus comes to one queue, as a stage has it. */
function messagesOf(amazon: AmazonSimulator): Pick<DrillMall, 'subscribe' | 'messages'> {
  const now = amazon.control.nowMs;
  const transport: Transport = async ({ method, url, headers, body = '' }) => {
    const { pathname, search } = new URL(url);
    const outcome = amazon.handle({ method, path: `${pathname}${search}`, headers, body: String(body) });
    if (outcome.ending !== 'answer') throw new Error(`${method} ${pathname} was not answered.`);
    return { status: outcome.status, headers: outcome.headers, body: Buffer.from(outcome.body) };
  };
  const site = { baseUrl: 'https://amazon.invalid', authUrl: 'https://auth.invalid' };
  return {
    async subscribe(shop, credential) {
      const opened = amazonMall.connect(site, { transport, now }).open(shop, credential, amazonDesk);
      await opened.subscribeHints?.('arn:aws:sqs:ap-northeast-1:111122223333:tsunagi-drill-order-hints');
    },
    messages: () => amazon.control.takeNotifications().map(({ body }) => body),
  };
}

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
