import { type Agenda, agenda } from './agenda.ts';
import { type Fault, type FaultDesk, faultDesk } from './faults.ts';
import type { Now } from './http.ts';
import { type Prng, prng, seedOf } from './prng.ts';

/** A shop as far as it is alike at every mall. */
export interface SimShop<Order> {
  /** Its name at the mall: 店舗URL, ストアアカウント. */
  code: string;
  /** By 注文日時. */
  orders: Order[];
  /** Grows when the stream of new orders is changed: what an earlier stream had scheduled does nothing. */
  arrivalStream: number;
  /** How often each operation was asked for with this shop's key, answered or not. */
  calls: Map<string, number>;
}

/** An order as far as it is alike at every mall. */
export interface SimOrder<Shop> {
  shop: Shop;
  /** 注文日時, whole seconds as the API shows it. */
  placedAt: number;
  /** Grows with every change of status: something scheduled for an earlier stage does nothing. */
  stage: number;
}

/** The types in which a mall differs from the others. */
export interface MallTypes {
  settings: {
    transport: { connection: 'close' | 'keep-alive'; latencyMinMs: number; latencyMaxMs: number };
    reading: { missedShare: number };
  };
  shop: SimShop<{ placedAt: number }>;
  order: SimOrder<{ code: string }>;
  /** What can be wrong with the answer that shows a single order, beside `LISTED_SPOILS`. */
  spoil: string;
}

/** True where answers of this second leave an order or an item out (`reading.missedShare`): the same ones, however often they are read. */
export function missesRow(
  { seed, timeMs, settings }: Pick<World, 'seed' | 'timeMs' | 'settings'>,
  name: string,
): boolean {
  const { missedShare } = settings.reading;
  return missedShare > 0 && prng(seedOf(seed, 'missed', name, Math.floor(timeMs / 1000))).chance(missedShare);
}

/** What can be wrong with how searches list an order, at every mall: no number, a number that is too long, or two rows. */
export const LISTED_SPOILS = ['no-number', 'long-number', 'listed-twice'] as const;
type ListedSpoil = (typeof LISTED_SPOILS)[number];

/** The number of an order as searches show it; `id` where the mall knows it by another name than it shows. */
export function listedNumber({ misListed }: Pick<World, 'misListed'>, number: string, id = number): string {
  const how = misListed.get(id);
  if (how === 'no-number') return '';
  return how === 'long-number' ? number.padEnd(300, '0') : number;
}

/** The rows of a search, with those once more behind all others that are listed twice. */
export function withRepeats<Row>(
  { misListed }: Pick<World, 'misListed'>,
  rows: readonly Row[],
  numberOf: (row: Row) => string,
): Row[] {
  if (misListed.size === 0) return [...rows];
  return [...rows, ...rows.filter((row) => misListed.get(numberOf(row)) === 'listed-twice')];
}

/** A change of what a mall shows of an item, at the moment at which its books have it. */
export interface LevelChange {
  /** Epoch ms. */
  readonly at: number;
  /** Its code at the mall. */
  readonly shop: string;
  /** The mall's two names of the item: manageNumber and variantId, or item code and sub code. */
  readonly names: readonly [string, string];
  /** What it shows from now on; null: 無限大. */
  readonly level: number | null;
  /** An order, its cancel or its change; a call of the stock API; a person on the screen. */
  readonly by: 'order' | 'call' | 'person';
  /** When the call came that is carried out now: earlier than `at` where a fault held it back. Null for what no call does. */
  readonly askedAt: number | null;
}

/** Called on each change. */
export type OnLevel = (change: LevelChange) => void;

/** A request that a fault strikes, at that moment. */
interface Strike {
  readonly fault: Fault;
  /** The function that was asked for; empty where the mall has none such. */
  readonly operation: string;
}

/** Called on each strike. */
export type OnStrike = (strike: Strike) => void;

/** A request that changed the mall, without the key it came with. It has the shop, too, under the mall's own word. */
export interface Write {
  /** When it was carried out, by the clock without `advance`: later than it came where a fault held it back. */
  at: number;
  method?: string;
  path: string;
  contentType: string;
  body: string;
}

/** A whole mall, as far as it is alike at every mall: its shops and orders, what will happen by itself, what is broken. */
export interface World<Mall extends MallTypes = MallTypes> {
  seed: number;
  settings: Mall['settings'];
  /** The moment that the mall has come to: now, or the moment of what is just happening by itself. */
  timeMs: number;
  agenda: Agenda;
  /** The clock, with what `advance` added. */
  now: Now;
  /** What `advance` added to the clock. */
  addedMs: number;
  faults: FaultDesk;
  shops: Map<string, Mall['shop']>;
  orders: Map<string, Mall['order']>;
  spoilt: Map<string, Mall['spoil']>;
  misListed: Map<string, ListedSpoil>;
  /** Orders that searches list and that cannot be read. */
  hidden: Set<string>;
  /** Sources of chance, one for each use; those of requests belong to the request at hand where it has a name. */
  chance: { exchange: Prng; faults: Prng; edits: Prng; keys: Prng };
  /** Whether what is drawn of an order is named by the order and the moment, not by how many came before it. */
  isNamed: boolean;
  /** When the call came that is carried out just now; null for what the mall does by itself, or people do. */
  askedAt: number | null;
  onLevel: OnLevel;
  /** Called for each request that is about to change something, when it is carried out. */
  onWrite: (write: Write) => void;
  onStrike: OnStrike;
}

interface WorldOptions<Settings> {
  now: Now;
  seed: number;
  settings: Settings;
  isNamed?: boolean | undefined;
  onWrite?: ((write: Write) => void) | undefined;
  onLevel?: OnLevel | undefined;
  onStrike?: OnStrike | undefined;
}

/** An empty mall. */
export function emptyWorld<Mall extends MallTypes>(
  {
    now,
    seed,
    settings,
    isNamed = false,
    onWrite = () => {},
    onLevel = () => {},
    onStrike = () => {},
  }: WorldOptions<Mall['settings']>,
  faultKinds: readonly string[],
): World<Mall> {
  const chance = (name: string): Prng => prng(seedOf(seed, name));
  const world: World<Mall> = {
    seed,
    settings,
    timeMs: now(),
    agenda: agenda(),
    now: () => now() + world.addedMs,
    addedMs: 0,
    faults: faultDesk(() => world.chance.faults, faultKinds),
    shops: new Map(),
    orders: new Map(),
    spoilt: new Map(),
    misListed: new Map(),
    hidden: new Set(),
    chance: {
      exchange: chance('exchange'),
      faults: chance('faults'),
      edits: chance('edits'),
      keys: chance('keys'),
    },
    isNamed,
    askedAt: null,
    onLevel,
    onStrike,
    onWrite,
  };
  return world;
}

/** Lets a request with a name draw from its name alone. */
export function drawAs({ seed, chance }: Pick<World, 'seed' | 'chance'>, name: string | undefined): void {
  if (name === undefined) return;
  chance.exchange = prng(seedOf(seed, 'exchange', name));
  chance.faults = prng(seedOf(seed, 'faults', name));
}

/** The chance of a change of an order: of its name and the present moment, or of all changes. `what`: a part of the change. */
export function chanceOfEdit(
  world: Pick<World, 'seed' | 'timeMs' | 'chance' | 'isNamed'>,
  order: string,
  what: string,
): Prng {
  return world.isNamed ? prng(seedOf(world.seed, 'edit', order, world.timeMs, what)) : world.chance.edits;
}

/** The chance of an order that is placed in a shop: of the second, and which one of it, or of the count of all before it. */
export function chanceOfOrder(
  { seed, isNamed }: Pick<World, 'seed' | 'isNamed'>,
  shop: { ordersPlaced: number; placedInSecond: Map<number, number> },
  name: string | number,
  placedAt: number,
): Prng {
  shop.ordersPlaced += 1;
  if (!isNamed) return prng(seedOf(seed, 'order', name, shop.ordersPlaced));
  const second = Math.floor(placedAt / 1000);
  const nth = (shop.placedInSecond.get(second) ?? 0) + 1;
  shop.placedInSecond.set(second, nth);
  return prng(seedOf(seed, 'order', name, second, nth));
}

/** Lets everything happen that became due since the last request, each at its own moment. A clock that goes back is ignored. */
export function catchUp(world: Pick<World, 'now' | 'timeMs' | 'agenda'>): void {
  const nowMs = Math.max(world.now(), world.timeMs);
  world.agenda.runUntil(nowMs, (timeMs) => {
    world.timeMs = Math.max(timeMs, world.timeMs);
  });
  world.timeMs = nowMs;
}

type Timed = Pick<World, 'timeMs' | 'agenda'>;

/** Does something with an order after `delayMs`, unless the order has moved on by then. */
export function later(world: Timed, order: { stage: number }, delayMs: number, act: () => void): void {
  const { stage } = order;
  world.agenda.at(world.timeMs + delayMs, () => {
    if (order.stage === stage) act();
  });
}

/** Carries out after `delayMs` what a call asked for at `askedAt`. */
export function carryOutLater(
  world: Pick<World, 'timeMs' | 'agenda' | 'askedAt'>,
  delayMs: number,
  askedAt: number | null,
  act: () => void,
): void {
  const carryOut = (): void => {
    const before = world.askedAt;
    world.askedAt = askedAt;
    act();
    world.askedAt = before;
  };
  if (delayMs === 0) carryOut();
  else world.agenda.at(world.timeMs + delayMs, carryOut);
}

/** Sets the standing stream of new orders, at random moments; null ends it. `name` seeds it. */
export function setArrivals(
  world: Timed & Pick<World, 'seed'>,
  shop: { arrivalStream: number },
  name: string | number,
  arrivals: { perHour: number } | null,
  place: (placedAt: number) => void,
): void {
  shop.arrivalStream += 1;
  if (arrivals === null) return;
  if (!(arrivals.perHour > 0))
    throw new Error(`arrivals: got perHour ${arrivals.perHour}, expected more than 0, or null.`);
  const stream = shop.arrivalStream;
  const chance = prng(seedOf(world.seed, 'arrivals', name, stream));
  const meanGapMs = 3_600_000 / arrivals.perHour;
  const scheduleFrom = (fromMs: number): void => {
    const nextMs = fromMs + chance.gap(meanGapMs);
    world.agenda.at(nextMs, () => {
      if (shop.arrivalStream !== stream) return;
      place(nextMs);
      scheduleFrom(nextMs);
    });
  };
  scheduleFrom(world.timeMs);
}
