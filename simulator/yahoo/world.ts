import { agenda } from '../agenda.ts';
import type { Now } from '../exchange.ts';
import { type FaultDesk, faultDesk } from '../faults/desk.ts';
import type { OnLevel } from '../level-change.ts';
import type { Living } from '../living.ts';
import { type Prng, prng, seedOf } from '../prng.ts';
import { YAHOO_FAULT_KINDS, type YahooFaultKind } from './faults.ts';
import type { YahooSettings } from './settings.ts';
import type { Application, Order, Shop, Spoil } from './state.ts';

/** The whole mall: its shops and orders, who may come in, what will happen by itself, what is broken. */
export interface World extends Living {
  settings: YahooSettings;
  faults: FaultDesk<YahooFaultKind>;
  shops: Map<string, Shop>;
  /** By client id. */
  applications: Map<string, Application>;
  orders: Map<string, Order>;
  accessTokens: Map<string, AccessToken>;
  refreshTokens: Map<string, Shop>;
  codes: Map<string, Code>;
  /** Calls of the last second, and of the day, by what they are counted under. */
  rates: Map<string, Rate>;
  /** What goes wrong inside the mall while the present call is answered. */
  mishap: Mishap | null;
  spoilt: Map<string, Spoil>;
  hidden: Set<string>;
  /** Sources of chance, one for each use. Access tokens have their own: a mall that is played again gives out others. */
  chance: { exchange: Prng; edits: Prng; keys: Prng; accessTokens: Prng };
  /** What `advance` added to the clock. */
  addedMs: number;
  /** When the call came that is carried out just now; null for what the mall does by itself, or people do. */
  askedAt: number | null;
  /** Called on each change of a level. */
  onLevel: OnLevel;
  /** Called for each request that is about to change something, when it is carried out. */
  onWrite: (write: Write) => void;
}

/** A request that changed the mall, without the token it came with. */
export interface Write {
  /** When it was carried out, by the clock without `advance`: later than it came where a fault held it back. */
  at: number;
  sellerId: string;
  path: string;
  contentType: string;
  body: string;
}

/**
 * `reread-failed`: stock is written and cannot be read back (ed-10002). `stock-link-error`: a cancel does not give its stock
 * back (od91130). `cancel-later`: a cancel is accepted and comes `laterMs` after its answer (od91704).
 */
export interface Mishap {
  kind: 'reread-failed' | 'stock-link-error' | 'cancel-later';
  laterMs: number;
}

export interface AccessToken {
  shop: Shop;
  expiresAt: number;
}

/** An authorization code: good once. */
export interface Code {
  shop: Shop;
  expiresAt: number;
}

export interface Rate {
  recent: number[];
  blockedUntil: number;
  /** Midnight JST of the day that `today` counts. */
  day: number;
  today: number;
}

/** An empty mall. */
export function emptyWorld(options: {
  now: Now;
  seed: number;
  settings: YahooSettings;
  onLevel?: OnLevel;
  onWrite?: World['onWrite'];
}): World {
  const world: World = {
    seed: options.seed,
    settings: options.settings,
    timeMs: options.now(),
    agenda: agenda(),
    faults: faultDesk(prng(seedOf(options.seed, 'faults')), YAHOO_FAULT_KINDS),
    shops: new Map(),
    applications: new Map(),
    orders: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    codes: new Map(),
    rates: new Map(),
    mishap: null,
    spoilt: new Map(),
    hidden: new Set(),
    chance: {
      exchange: prng(seedOf(options.seed, 'exchange')),
      edits: prng(seedOf(options.seed, 'edits')),
      keys: prng(seedOf(options.seed, 'keys')),
      accessTokens: prng(seedOf(options.seed, 'access-tokens')),
    },
    now: () => options.now() + world.addedMs,
    addedMs: 0,
    askedAt: null,
    onLevel: options.onLevel ?? (() => {}),
    onWrite: options.onWrite ?? (() => {}),
  };
  return world;
}
