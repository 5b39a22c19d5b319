import { minuteMs, secondMs } from '../../../core/kernel/time.ts';
import type { Shop } from '../../../core/model/shop.ts';
import type { MallShop, MallTraits } from '../../../core/ports/mall.ts';
import type { Credential } from '../../../core/ports/shops.ts';
import type { Transport } from '../../../malls/http.ts';
import { rmsMall } from '../../../malls/rms/index.ts';
import { createAmazon } from '../../../simulator/amazon/index.ts';
import type { Fault, SharedControl, SimOutcome, SimRequest } from '../../../simulator/index.ts';
import { createRms } from '../../../simulator/rms/index.ts';
import { createShopify } from '../../../simulator/shopify/index.ts';
import { atAmazon, drawnFeeds } from '../../worlds/amazon-mall.ts';
import type { Draw, Draws } from '../../worlds/draws.ts';
import { newestEdition } from '../../worlds/edition.ts';
import type { SimulatedProcess } from '../../worlds/process.ts';
import { atRms } from '../../worlds/rms-mall.ts';
import { atShopify } from '../../worlds/shopify-mall.ts';
import { type OpenMall, openedBy, type WorldMall } from '../../worlds/world-mall.ts';
import { atYahoo, createWorldsYahoo } from '../../worlds/yahoo-mall.ts';

/** Each shop of a scene sells so many things: a line that is added by chance is often of those that the scene is about. */
const skus = 4;

/** A mall of a scene, with one shop of the merchant there. */
export interface SceneMall {
  readonly at: WorldMall;
  /** The shop's code there. */
  readonly code: string;
  readonly traits: MallTraits;
  readonly control: SharedControl;
  readonly credential: Credential;
  /** How its orders name an item. */
  readonly named: (item: string) => object;
  handle(request: SimRequest): SimOutcome;
  /** Opens the shop for one process. */
  opener(process: Pick<SimulatedProcess, 'clock'>, transport: Transport): (shop: Shop, key: Credential) => MallShop;
  cancel(orderNumber: string): void;
  /** What a cancelled order is moved to by who takes the cancel back; null where a cancel is final. */
  readonly openStatus: number | string | null;
  /** How calls that set levels fail there, and nowhere else. */
  readonly setFaults: readonly Omit<Fault, 'operations' | 'times'>[];
  /** The names of its calls: those that set levels, those that read them, and those that list or read orders. */
  readonly calls: {
    readonly set: readonly string[];
    readonly read: readonly string[];
    readonly orders: readonly string[];
  };
}

/** RMS, and one to three malls beside it. */
export function openMalls(seed: number, draws: Draws, now: () => number): SceneMall[] {
  const all = [yahoo, amazon, shopify];
  const chance = draws.of('malls');
  const beside = all.filter(({ name }) => chance.hits(name, 0.55));
  const [one = chance.among(all, ({ name }) => name), ...others] = beside;
  return [rms, one, ...others].map((open) => open(seed, draws.of('mall', open.name), now));
}

function rms(seed: number, _: Draw, now: () => number): SceneMall {
  const simulator = createRms({ now, seed, isNamed: true, settings: { throttle: { status: 429 } } });
  const { control, handle } = simulator;
  const code = 'kado-no-mise';
  const { serviceSecret, licenseKey } = control.addShop({ shopUrl: code, skus });
  const open = openedBy(rmsMall, { baseUrl: 'https://rms.invalid' });
  return {
    at: atRms(simulator),
    code,
    traits: rmsMall.traits,
    control,
    credential: { serviceSecret, licenseKey },
    named(item) {
      const [manageNumber = '', variantId = ''] = item.split('/');
      return { manageNumber, variantId };
    },
    handle,
    opener: (process, transport) => open(process, () => transport),
    cancel: (number) => control.cancelOrder(code, number),
    openStatus: 300,
    setFaults: [{ kind: 'conflict' }, { kind: 'system-error-500' }],
    calls: {
      set: ['inventory.bulk.upsert'],
      read: ['inventory.bulk.get'],
      orders: ['searchOrder', 'getOrder'],
    },
  };
}

function yahoo(seed: number, chance: Draw, now: () => number): SceneMall {
  const simulated = createWorldsYahoo(seed, now, { edition: newestEdition });
  const partial = chance.of('partial').pick(['per-item', 'rolled-back'] as const);
  simulated.control.changeSettings({ stock: { partial } });
  const mall = atYahoo(simulated);
  const named = (item: string) => {
    const [itemCode = '', subCode = ''] = item.split(':');
    return { itemCode, subCode };
  };
  const calls = { set: ['setStock'], read: ['getStock'], orders: ['orderList', 'orderInfo'] };
  return beside(mall, {
    now,
    code: 'store-1',
    named,
    openStatus: 2,
    setFaults: kinds('busy', 'reread-failed', 'new-code', 'new-code', 'stock-link-error', 'system-error'),
    calls,
  });
}

function amazon(seed: number, chance: Draw, now: () => number): SceneMall {
  const stock = {
    applyAfterMs: chance.of('applied after').pick([1, 5, 20]) * secondMs,
    restoreAtCancel: chance.hits('restores', 0.5),
    soldOut: 'sell-anyway',
  } as const;
  const setFaults = [
    ...kinds('overloaded', 'feed-fatal', 'feed-cancelled'),
    { kind: 'feed-late', applyAfterMs: 10 * minuteMs },
    { kind: 'internal-failure', applied: true },
  ];
  const { feeds, from } = drawnFeeds(chance.of('feeds'));
  const mall = atAmazon(createAmazon({ now, seed, isNamed: true, settings: { stock, feeds } }));
  // A scene has few listings: in half of them even those are handed over together.
  const batches = chance.hits('batches', 0.5) ? { traits: withBatches(mall.traits, from) } : {};
  const calls = {
    set: ['patchListingsItem', 'createFeed'],
    read: ['getListingsItem'],
    orders: ['searchOrders', 'getOrder'],
  };
  const named = (sellerSku: string) => ({ sellerSku });
  return beside({ ...mall, ...batches }, { now, code: 'A1TSUNAGI', named, openStatus: 'UNSHIPPED', setFaults, calls });
}

const kinds = (...names: readonly string[]) => names.map((kind) => ({ kind }));

function withBatches(traits: MallTraits, from: number): MallTraits {
  return { ...traits, stock: { ...traits.stock, batches: { from, most: 100 } } };
}

function shopify(seed: number, _: Draw, now: () => number): SceneMall {
  const mall = atShopify(createShopify({ now, seed, isNamed: true, settings: { stock: { soldOut: 'sell-anyway' } } }));
  const setFaults = kinds('stale', 'key-in-progress', 'key-failed', 'delivered-twice', 'unavailable');
  const calls = { set: ['inventorySetQuantities'], read: ['inventoryItems'], orders: ['orders'] };
  return beside(mall, { now, code: 'tsunagi-1', named: (sku) => ({ sku }), openStatus: null, setFaults, calls });
}

function beside(
  at: OpenMall,
  {
    now,
    code,
    ...more
  }: Pick<SceneMall, 'code' | 'named' | 'openStatus' | 'setFaults' | 'calls'> & { readonly now: () => number },
): SceneMall {
  return {
    at,
    traits: at.traits,
    control: at.control,
    code,
    credential: at.openAccount(code, now(), skus),
    handle: (request) => at.handle(request),
    opener: (process, transport) => at.shopsOf(process, () => transport),
    cancel: (number) => at.cancel(code, number),
    ...more,
  };
}
