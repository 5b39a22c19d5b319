import {
  boundedMallTime,
  codesText,
  type EpochMs,
  hourMs,
  isBelievableClock,
  isNear,
  isRefusing,
  jstText,
} from '../kernel/index.ts';
import type { KeyExpiry, MallName, MallOrder, Merchant, Shop, ShopKey } from '../model/index.ts';
import type {
  Clock,
  ImportPorts,
  MallShop,
  Malls,
  MallTraits,
  OrderListing,
  OrderPage,
  OrderReading,
  TimeBudget,
} from '../ports/index.ts';
import { createStandingCache, type Gate } from './gate.ts';
import type { ImportSettings } from './import-settings.ts';
import { createPacer, gapBetweenCallsMs, type RateShare } from './pacer.ts';
import { createKnownOrders, createListedSkus, type KnownOrders, type Remembered } from './remembered.ts';
import { openSession, type SessionPolicy } from './session.ts';
import { createWaitNotes } from './wait-notes.ts';
import { createWarmShops } from './warm-shops.ts';

/** What a run knows of whether the mall hands out orders of its shop. */
export interface ReadingSoFar {
  /** True once some order was read. */
  hasRead: boolean;
  /** Orders of the listing in hand that are not stored yet. */
  listed: readonly string[];
}

/** One piece of work on one shop: what every step of the import gets. What only brings new orders in needs no other ports. */
export interface ImportSession<Uses extends ImportPorts = ImportPorts> {
  readonly ports: Uses;
  readonly settings: ImportSettings;
  readonly shop: Shop;
  readonly traits: MallTraits;
  readonly cache: Pick<ProcessCache, 'merchants' | 'keysRead' | 'listable' | 'audited' | 'glanced' | 'waits'>;
  /** Names the run in claims and rows, so that a repeat of its own write is recognised. */
  readonly runId: string;
  readonly known: KnownOrders;
  readonly reading: ReadingSoFar;
  /** The SKUs of those items that the shop has listings of. */
  listedSkus(items: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Up to where all of the shop's orders were listed, those that the mall shows late included; null when it is not remembered. */
  settled(): EpochMs | null;
  settle(through: EpochMs): void;
  /** The mall's clock as last heard and believed, else ours. 注文日時 is measured by the mall's. */
  mallNow(): EpochMs;
  /** True while another mall call may start: time and calls are left. */
  mayCall(): boolean;
  /** True while the run has more than this left of its time, in milliseconds. */
  hasTime(ms: number): boolean;
  /** How many more calls this run may make, by its slice and by its time. */
  callsLeft(): number;
  /** How many calls it has made. */
  callsMade(): number;
  /**
   * Lists orders. Where the mall refuses to give the orders with the listing, their numbers are listed without them: each is read by itself
   * then.
   */
  listOrders(listing: OrderListing): Promise<OrderPage>;
  /** The codes with which the mall refused to give orders with the last listing that wanted them; null where it gave them. */
  numbersOnly(): string | null;
  readOrders(orderNumbers: readonly string[]): Promise<OrderReading>;
  /** A mark of what changed last, by one cheap call beside the run's slice; null, unasked, where the mall has none (`MallShop.lastChange`). */
  lastChange(): Promise<string | null>;
  /** True while the mall comes back, and lets shop after shop through. */
  isComingBack(): Promise<boolean>;
  /** False while what is left of the mall's quota is not for glances. */
  mayGlance(): boolean;
  /**
   * An order that came whole with a listing of this run; null where none did. Given out once, and only good for an order without a row:
   * what is written then holds on to there being none, so that no older reading takes the place of a newer one.
   */
  takeListed(orderNumber: string): MallOrder | null;
  /**
   * When the shop's key ends; null, unasked, while its mall comes back and every call is one of an order's. Not counted: it is another
   * function of the mall, and says nothing of how the import stands.
   */
  keyExpiry(): Promise<KeyExpiry | null>;
}

/** How often a shop may be listed, where its mall allows few listings. A row may be of a mall that only a newer release knows. */
export function listingsOf({ names, traits }: Malls, mall: MallName): MallTraits['listings'] {
  return names.includes(mall) ? traits(mall).listings : undefined;
}

/** What a process keeps between runs; losing it costs calls, never orders. */
export type ProcessCache = Readonly<ReturnType<typeof createProcessCache>>;

/** An empty cache, as a fresh process has it. */
export function createProcessCache(clock: Clock) {
  const warm = createWarmShops(() => clock.now());
  return {
    pacer: createPacer(clock),
    known: createKnownOrders({ onUnseen: warm.note }),
    listed: createListedSkus(() => clock.now()),
    /** What can hold work back, as last read. */
    standing: createStandingCache(clock),
    merchants: new Map() as Remembered<Merchant>,
    /** How long orders took, until it is kept. */
    waits: createWaitNotes(),
    warm,
    /** Each mall's clock minus ours, as last heard and believed. */
    mallAheadMs: new Map<MallName, number>(),
    /** When a wrong clock of a mall was last reported, by our clock. */
    wrongClockLogged: new Map<MallName, EpochMs>(),
    /** Up to where each shop's orders were listed, late ones included. */
    settled: new Map<ShopKey, EpochMs>(),
    /** How often each shop's import had been sent back when it was last visited, 0 left out. */
    rewinds: new Map<ShopKey, number>(),
    /** When shards were last found without shops, by our clock. */
    emptyShards: new Map<number, EpochMs>(),
    /** When the end of each shop's key was last asked for, whatever the outcome. */
    keysRead: new Map<ShopKey, EpochMs>(),
    /**
     * How long a window of a shop may be so that its listing comes to an end, in ms, and how many rows such a window has: of shops of which one
     * did not (`listWindow`).
     */
    listable: new Map<ShopKey, { readonly ms: number; readonly rows: number }>(),
    /** What an audit has listed of a shop so far, and up to where: where it could not go on, its next run goes on from there. */
    audited: new Map<
      ShopKey,
      { readonly span: string; readonly since: EpochMs; readonly to: EpochMs; readonly orderNumbers: readonly string[] }
    >(),
    /** Shops whose mall refused to give orders with their listing: with which codes, and when they were last asked for. */
    numbersOnly: new Map<ShopKey, { readonly at: EpochMs; readonly codes: string }>(),
    /** When each shop that is rarely listed was last found in step (`MallTraits.listings`). */
    inStep: new Map<ShopKey, EpochMs>(),
    /** Shops that their mall failed since the last poll: others come before them in the next one. */
    failed: new Set<ShopKey>(),
    /** When the key that waits at a shop was last tried. */
    pendingTried: new Map<ShopKey, EpochMs>(),
    /** What had changed last at each shop when a glance imported all that there was. */
    glanced: new Map<ShopKey, string>(),
    /** For when a look at each shop was last asked for, because of a mall's message. */
    looksAsked: new Map<ShopKey, EpochMs>(),
  };
}

/**
 * Binds a shop, its opened mall and the run's limits together. Paces and counts every call, and with a gate makes none that a
 * pause holds back: it throws `shop.held` then. Work that a person asked for has no gate.
 */
export function openImportSession<Uses extends ImportPorts>(options: {
  ports: Uses;
  settings: ImportSettings;
  cache: ProcessCache;
  shop: Shop;
  mall: MallShop;
  runId: string;
  budget: TimeBudget;
  share: RateShare;
  calls: number;
  gate?: Gate;
  /** Its listings may come later than others' (`OrderListing.canWait`); those of a scan may. */
  canWait?: OrderListing['canWait'];
}): ImportSession<Uses> {
  const { ports, settings, cache, shop, mall, budget, canWait = options.share === 'scan' } = options;
  forgetLostRows(cache, shop);
  let callsMade = 0;
  let besideSlice = 0;
  const reading: ReadingSoFar = { hasRead: false, listed: [] };
  const listedWhole = new Map<string, MallOrder>();
  const inListing = new Set<string>();
  const gapMs = gapBetweenCallsMs(options.share, shop.callsPerSecond);
  const callsLeft = (): number => {
    const inTime = Math.ceil((budget.remainingMs() - settings.callReserveMs) / gapMs);
    return Math.max(0, Math.min(options.calls - callsMade + besideSlice, inTime));
  };
  const session = openSession({
    ...{ clock: ports.clock, pacer: cache.pacer, shop, gate: options.gate ?? null, evidence: null },
    policy: importPolicy,
  });
  const call = <T>(make: () => Promise<T>): Promise<T> =>
    session.call({ lane: options.share, callsPerSecond: shop.callsPerSecond }, make);
  const list = (listing: OrderListing): Promise<OrderPage> => {
    callsMade++;
    return call(() => mall.listOrders(canWait ? { ...listing, canWait } : listing));
  };
  let numbersOnly: string | null = null;
  /** Only the first page finds out: those after it are of the same listing. */
  const listAsFarAsGiven = async (listing: OrderListing): Promise<OrderPage> => {
    if (listing.whole !== true) return list(listing);
    const numbers = { ...listing, whole: false };
    const { key } = shop;
    if (listing.page === 1) numbersOnly = refusedBefore(shop, cache, { now: ports.clock.now(), canWait, settings });
    if (numbersOnly !== null) return list(numbers);
    try {
      const page = await list(listing);
      cache.numbersOnly.delete(key);
      return page;
    } catch (error) {
      if (!isRefusing(error)) throw error;
      numbersOnly = codesText(error);
      cache.numbersOnly.set(key, { at: ports.clock.now(), codes: numbersOnly });
      return list(numbers);
    }
  };
  return {
    ports,
    settings,
    shop,
    traits: mall.traits,
    cache,
    known: cache.known,
    reading,
    listedSkus: (items) => cache.listed.of(ports.listings, shop.key, items),
    settled: () => cache.settled.get(shop.key) ?? null,
    settle: (through) => {
      cache.settled.set(shop.key, through);
    },
    runId: options.runId,
    mallNow: () => ports.clock.now() + (cache.mallAheadMs.get(shop.mall) ?? 0),
    mayCall: () => callsLeft() > 0,
    hasTime: (ms) => budget.remainingMs() > ms,
    callsLeft,
    callsMade: () => callsMade,
    async listOrders(listing) {
      const page = await listAsFarAsGiven(listing);
      for (const order of page.orders ?? []) listedWhole.set(order.orderNumber, order);
      if (listing.page === 1) inListing.clear();
      // Which of two is meant, reading it by its number tells.
      for (const twice of page.orderNumbers.filter((one) => inListing.has(one))) listedWhole.delete(twice);
      for (const orderNumber of page.orderNumbers) inListing.add(orderNumber);
      return { ...page, mallTime: hearMallTime(ports, cache, shop, page.mallTime) };
    },
    numbersOnly: () => numbersOnly,
    async readOrders(orderNumbers) {
      callsMade++;
      const read = await call(() => mall.readOrders(orderNumbers));
      if (read.orders.length > 0) reading.hasRead = true;
      return read;
    },
    async lastChange() {
      const { lastChange } = mall;
      if (lastChange === undefined) return null;
      callsMade++;
      besideSlice++;
      return call(lastChange);
    },
    mayGlance: () => mall.mayGlance?.() ?? true,
    isComingBack: async () => (await options.gate?.isRamping(shop.mall)) ?? false,
    takeListed(orderNumber) {
      const order = listedWhole.get(orderNumber) ?? null;
      listedWhole.delete(orderNumber);
      return order;
    },
    async keyExpiry() {
      if (await options.gate?.isRamping(shop.mall)) return null;
      return call(() => mall.keyExpiry());
    },
  };
}

/**
 * The codes with which the mall refused lately to give a shop's orders with their listing; null where they are to be asked for. What one process found
 * out stands in the shop's row for all of them, and only listings that cannot wait ask again.
 */
function refusedBefore(
  { key, importTrouble: trouble }: Shop,
  cache: Pick<ProcessCache, 'numbersOnly'>,
  asked: { readonly now: EpochMs; readonly canWait: boolean | 'longest'; readonly settings: ImportSettings },
): string | null {
  const known = cache.numbersOnly.get(key);
  const isNoted = trouble?.kind === 'numbers-only' || (trouble?.kind === 'refused' && known !== undefined);
  if (trouble === undefined || !isNoted) return null;
  const { at, codes } = known ?? { at: trouble.since, codes: trouble.note };
  return asked.canWait !== false || isNear(at, asked.now, asked.settings.wholeAgainMs) ? codes : null;
}

/**
 * An import goes on after a failure, since one order can be to blame; `visitShops` counts the shops that fail in a row, and takes the
 * evidence from a whole visit.
 */
const importPolicy: SessionPolicy = {
  failuresInARowMax: Number.POSITIVE_INFINITY,
  ends: () => 'call',
  repeatsThrottled: false,
};

/** A wrong clock of a mall is logged this often by one process. */
const wrongClockLogMs = hourMs;

/**
 * Notes the mall's clock where it can be right, and reports it where it cannot; gives back what a cursor may go by. Windows
 * then end at our own present, so that new orders still come.
 */
function hearMallTime({ clock, log }: ImportPorts, cache: ProcessCache, { mall }: Shop, told: EpochMs): EpochMs {
  const now = clock.now();
  const believable = isBelievableClock(told, now);
  cache.mallAheadMs.set(mall, believable ? told - now : 0);
  if (believable || now - (cache.wrongClockLogged.get(mall) ?? 0) < wrongClockLogMs) return boundedMallTime(told, now);
  cache.wrongClockLogged.set(mall, now);
  log.error('mall.clock-wrong', { mall, mallTime: jstText(told), ourTime: jstText(now) });
  return boundedMallTime(told, now);
}

/** An import that was sent back reads rows anew: what is remembered of them may be lost. */
function forgetLostRows({ known, settled, rewinds }: ProcessCache, { key, rewound }: Shop): void {
  const times = rewound?.times ?? 0;
  if ((rewinds.get(key) ?? 0) === times) return;
  known.forget(key);
  settled.delete(key);
  rewinds.set(key, times);
}
