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
import { createKnownOrders, createListedSkus, createMemory } from './remembered.ts';
import { openSession } from './session.ts';
import { createWaitNotes } from './wait-notes.ts';
import { createWarmShops } from './warm-shops.ts';

/** How often a shop may be listed, where its mall allows few listings. A row may be of a mall that only a newer release knows. */
export function listingsOf({ names, traits }: Malls, mall: MallName): MallTraits['listings'] {
  return names.includes(mall) ? traits(mall).listings : undefined;
}

/** What a process keeps between runs; losing it costs calls, never orders. */
export type ProcessCache = Readonly<ReturnType<typeof createProcessCache>>;

export function createProcessCache(clock: Clock) {
  const warm = createWarmShops(() => clock.now());
  return {
    pacer: createPacer(clock),
    known: createKnownOrders(warm.note),
    listed: createListedSkus(() => clock.now()),
    standing: createStandingCache(clock),
    merchants: createMemory<Merchant>(10_000, () => clock.now()),
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
    /** Of shops with a listing that did not end: how long a window may be so that it ends, in ms, and its rows (`listWindow`). */
    listable: new Map<ShopKey, { readonly ms: number; readonly rows: number }>(),
    /** What an audit has listed of a shop, and up to where: its next run continues there. */
    audited: new Map<
      ShopKey,
      { readonly span: string; readonly since: EpochMs; readonly to: EpochMs; readonly orderNumbers: readonly string[] }
    >(),
    /** Shops whose mall refused to give orders with their listing: the codes, and when they were last asked for. */
    numbersOnly: new Map<ShopKey, { readonly at: EpochMs; readonly codes: string }>(),
    /** When each rarely listed shop was last found in step (`MallTraits.listings`). */
    inStep: new Map<ShopKey, EpochMs>(),
    /** Shops that their mall failed since the last poll: others come first in the next one. */
    failed: new Set<ShopKey>(),
    pendingTried: new Map<ShopKey, EpochMs>(),
    /** The latest change at each shop when a glance imported all there was. */
    glanced: new Map<ShopKey, string>(),
    /** For when a look at each shop was last asked for, because of a mall's message. */
    looksAsked: new Map<ShopKey, EpochMs>(),
  };
}

/** The work on one shop, for every step of the import. Importing new orders needs no other ports. */
export type ImportSession<Uses extends ImportPorts = ImportPorts> = Readonly<
  ReturnType<typeof openImportSession<Uses>>
>;

interface ImportOptions<Uses extends ImportPorts> {
  readonly ports: Uses;
  readonly settings: ImportSettings;
  readonly cache: ProcessCache;
  readonly shop: Shop;
  readonly mall: MallShop;
  /** Names the run in claims and rows, so that a repeat of its own write is recognised. */
  readonly runId: string;
  readonly budget: TimeBudget;
  readonly share: RateShare;
  readonly calls: number;
  readonly gate?: Gate;
  readonly canWait?: OrderListing['canWait'];
}

/** Binds a shop, its opened mall and the run's limits. Paces and counts calls; with a gate, throws `shop.held` where a pause holds one. */
export function openImportSession<Uses extends ImportPorts>(options: ImportOptions<Uses>) {
  const { ports, settings, cache, shop, mall, runId, budget, gate } = options;
  forgetLostRows(cache, shop);
  let callsMade = 0;
  let besideSlice = 0;
  const gapMs = gapBetweenCallsMs(options.share, shop.callsPerSecond);
  const callsLeft = (): number => {
    const inTime = Math.ceil((budget.remainingMs() - settings.callReserveMs) / gapMs);
    return Math.max(0, Math.min(options.calls - callsMade + besideSlice, inTime));
  };
  // `visitShops` takes evidence from a whole visit: one order can be to blame for a call, and the import goes on after it.
  const session = openSession(options, shop, { gate: gate ?? null, evidence: null });
  /** Makes a call that is not for orders, uncounted. */
  const callFreely = <T>(make: () => Promise<T>): Promise<T> =>
    session.call({ lane: options.share, callsPerSecond: shop.callsPerSecond }, make);
  const call = <T>(make: () => Promise<T>): Promise<T> => {
    callsMade++;
    return callFreely(make);
  };
  const isComingBack = async (): Promise<boolean> => (await gate?.isRamping(shop.mall)) ?? false;
  /** Whether some order was read, and the unstored orders of the listing in hand. */
  const reading: { hasRead: boolean; listed: readonly string[] } = { hasRead: false, listed: [] };
  return {
    ...{ ports, settings, shop, traits: mall.traits, runId, known: cache.known, reading },
    ...openListings(options, (listing) => call(() => mall.listOrders(listing))),
    cache: cache as Pick<ProcessCache, 'merchants' | 'keysRead' | 'listable' | 'audited' | 'glanced' | 'waits'>,
    listedSkus: (items: readonly string[]) => cache.listed(ports.listings, shop.key, items),
    /** Up to where all of the shop's orders were listed, late ones included; null when not remembered. */
    settled: (): EpochMs | null => cache.settled.get(shop.key) ?? null,
    settle: (through: EpochMs): void => void cache.settled.set(shop.key, through),
    /** The mall's clock as last heard and believed, else ours. 注文日時 is measured by the mall's. */
    mallNow: (): EpochMs => ports.clock.now() + (cache.mallAheadMs.get(shop.mall) ?? 0),
    mayCall: () => callsLeft() > 0,
    hasTime: (ms: number) => budget.remainingMs() > ms,
    /** How many more calls this run may make, by its slice and its time. */
    callsLeft,
    callsMade: () => callsMade,
    async readOrders(orderNumbers: readonly string[]): Promise<OrderReading> {
      const read = await call(() => mall.readOrders(orderNumbers));
      if (read.orders.length > 0) reading.hasRead = true;
      return read;
    },
    /** A mark of the latest change, by one cheap call beside the run's slice; null, unasked, where the mall has none (`MallShop.lastChange`). */
    async lastChange(): Promise<string | null> {
      if (mall.lastChange === undefined) return null;
      besideSlice++;
      return call(mall.lastChange);
    },
    /** False while the rest of the mall's quota is not for glances. */
    mayGlance: () => mall.mayGlance?.() ?? true,
    isComingBack,
    /** When the shop's key ends; null, unasked, while the mall recovers and every call is for orders. Not counted: another function of the mall. */
    async keyExpiry(): Promise<KeyExpiry | null> {
      return (await isComingBack()) ? null : callFreely(() => mall.keyExpiry());
    },
  };
}

function openListings(
  { ports, settings, cache, shop, share, canWait = share === 'scan' }: ImportOptions<ImportPorts>,
  list: (listing: OrderListing) => Promise<OrderPage>,
) {
  const listedWhole = new Map<string, MallOrder>();
  const inListing = new Set<string>();
  let numbersOnly: string | null = null;
  /** Lists orders, without their contents once the mall refused those. Only the first page finds out: later pages are of the same listing. */
  const listAsFarAsGiven = async (listing: OrderListing): Promise<OrderPage> => {
    if (listing.whole !== true) return list(listing);
    const numbers = { ...listing, whole: false };
    if (listing.page === 1) numbersOnly = refusedBefore(shop, cache, { now: ports.clock.now(), canWait, settings });
    if (numbersOnly !== null) return list(numbers);
    try {
      const page = await list(listing);
      cache.numbersOnly.delete(shop.key);
      return page;
    } catch (error) {
      if (!isRefusing(error)) throw error;
      numbersOnly = codesText(error);
      cache.numbersOnly.set(shop.key, { at: ports.clock.now(), codes: numbersOnly });
      return list(numbers);
    }
  };
  return {
    /** Lists orders. Where the mall refuses to give orders with the listing, only their numbers are listed. */
    async listOrders(listing: OrderListing): Promise<OrderPage> {
      const page = await listAsFarAsGiven(canWait ? { ...listing, canWait } : listing);
      for (const order of page.orders ?? []) listedWhole.set(order.orderNumber, order);
      if (listing.page === 1) inListing.clear();
      // Of two orders with one number, reading it by its number tells which is meant.
      for (const twice of page.orderNumbers.filter((one) => inListing.has(one))) listedWhole.delete(twice);
      for (const orderNumber of page.orderNumbers) inListing.add(orderNumber);
      return { ...page, mallTime: hearMallTime(ports, cache, shop, page.mallTime) };
    },
    /** The codes with which the mall refused to give orders with the last listing; null where it gave them. */
    numbersOnly: () => numbersOnly,
    /**
     * An order that came with a listing of this run; null where none did. Given out once, and only for an order without a row: the write then
     * requires that there is none, so that no older reading replaces a newer one.
     */
    takeListed(orderNumber: string): MallOrder | null {
      const order = listedWhole.get(orderNumber) ?? null;
      listedWhole.delete(orderNumber);
      return order;
    },
  };
}

/**
 * The codes with which the mall lately refused to give a shop's orders with their listing; null where they are to be asked for. The shop's row
 * tells all processes; only listings that cannot wait ask again.
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

const wrongClockLogMs = hourMs;

/** Notes the mall's clock, or reports one that cannot be right. Returns what a cursor may go by: windows then end at our own present. */
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
