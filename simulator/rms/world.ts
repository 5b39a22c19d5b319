import { agenda } from '../agenda.ts';
import type { Now } from '../exchange.ts';
import { type FaultDesk, faultDesk } from '../faults/desk.ts';
import { FAULT_KINDS } from '../faults/fault.ts';
import type { OnLevel } from '../level-change.ts';
import type { Living } from '../living.ts';
import { type Prng, prng, seedOf } from '../prng.ts';
import type { RmsSettings } from './settings.ts';
import type { Order, Shop, Spoil } from './state.ts';

/** The whole mall: its shops and orders, what will happen by itself, what is broken. */
export interface World extends Living {
  settings: RmsSettings;
  faults: FaultDesk;
  shops: Map<string, Shop>;
  /** By `serviceSecret:licenseKey`. */
  credentials: Map<string, Shop>;
  orders: Map<string, Order>;
  /** Orders at 300 whose rows are complete: the next night batch moves them. */
  reported: Set<Order>;
  nightBatchAt: number | null;
  spoilt: Map<string, Spoil>;
  hidden: Set<string>;
  asyncResults: Map<string, AsyncResult>;
  /** Sources of chance, one for each use. */
  chance: { exchange: Prng; edits: Prng; keys: Prng };
  nextId: { basket: number; itemDetail: number; shippingDetail: number; change: number };
  /** What `advance` added to the clock. */
  addedMs: number;
  /** When the call came that is carried out just now; null for what the mall does by itself, or people do. */
  askedAt: number | null;
  /** Called on each change of a level. */
  onLevel: OnLevel;
  /** Called for each request that is about to change something, when it is carried out. */
  onWrite: (write: Write) => void;
}

/** A request that changed the mall, without the key it came with. */
export interface Write {
  /** When it was carried out, by the clock without `advance`: later than it came where a fault held it back. */
  at: number;
  shopUrl: string;
  method: string;
  path: string;
  contentType: string;
  body: string;
}

/** What an accepted updateOrderShippingAsync will have answered. */
export interface AsyncResult {
  shop: Shop;
  forgottenAt: number;
  /** The ResultShippingModelList, once it was carried out. */
  results: unknown[];
}

/** An empty mall. */
export function emptyWorld(options: {
  now: Now;
  seed: number;
  settings: RmsSettings;
  onWrite?: World['onWrite'];
  onLevel?: OnLevel;
}): World {
  const world: World = {
    seed: options.seed,
    settings: options.settings,
    timeMs: options.now(),
    agenda: agenda(),
    faults: faultDesk(prng(seedOf(options.seed, 'faults')), FAULT_KINDS),
    shops: new Map(),
    credentials: new Map(),
    orders: new Map(),
    reported: new Set(),
    nightBatchAt: null,
    spoilt: new Map(),
    hidden: new Set(),
    asyncResults: new Map(),
    chance: {
      exchange: prng(seedOf(options.seed, 'exchange')),
      edits: prng(seedOf(options.seed, 'edits')),
      keys: prng(seedOf(options.seed, 'keys')),
    },
    nextId: { basket: 10_746_402, itemDetail: 10_666_496, shippingDetail: 415_419, change: 90_001 },
    now: () => options.now() + world.addedMs,
    addedMs: 0,
    askedAt: null,
    onLevel: options.onLevel ?? (() => {}),
    onWrite: options.onWrite ?? (() => {}),
  };
  return world;
}
