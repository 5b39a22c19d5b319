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

/** Listing intervals, where few listings are allowed. Rows may name a mall of a newer release. */
export function listingsOf({ names, traits }: Malls, mall: MallName): MallTraits['listings'] {
  return names.includes(mall) ? traits(mall).listings : undefined;
}

/** Memory between runs; losing it costs calls, never orders. */
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
    mallAheadMs: new Map<MallName, number>(),
    wrongClockLogged: new Map<MallName, EpochMs>(),
    /** End of listed orders, late ones included. */
    settled: new Map<ShopKey, EpochMs>(),
    /** Rewinds of each shop as of its last visit, 0 left out. */
    rewinds: new Map<ShopKey, number>(),
    emptyShards: new Map<number, EpochMs>(),
    /** Last request of a key's end, whatever the outcome. */
    keysRead: new Map<ShopKey, EpochMs>(),
    /** Longest window in ms that ends, and its rows, after a listing that did not (`listWindow`). */
    listable: new Map<ShopKey, { readonly ms: number; readonly rows: number }>(),
    /** Orders listed by an audit, and up to where, for its next run. */
    audited: new Map<
      ShopKey,
      { readonly span: string; readonly since: EpochMs; readonly to: EpochMs; readonly orderNumbers: readonly string[] }
    >(),
    /** Codes of refusals to give whole orders, and when last asked. */
    numbersOnly: new Map<ShopKey, { readonly at: EpochMs; readonly codes: string }>(),
    /** Last time in step of rarely listed shops (`MallTraits.listings`). */
    inStep: new Map<ShopKey, EpochMs>(),
    /** Shops failed by their mall since the last poll, to be visited last. */
    failed: new Set<ShopKey>(),
    pendingTried: new Map<ShopKey, EpochMs>(),
    /** Latest change at each shop after a complete glance. */
    glanced: new Map<ShopKey, string>(),
    /** Moment of the last look requested by a mall's message. */
    looksAsked: new Map<ShopKey, EpochMs>(),
  };
}

export type ImportSession<Uses extends ImportPorts = ImportPorts> = Readonly<
  ReturnType<typeof openImportSession<Uses>>
>;

interface ImportOptions<Uses extends ImportPorts> {
  readonly ports: Uses;
  readonly settings: ImportSettings;
  readonly cache: ProcessCache;
  readonly shop: Shop;
  readonly mall: MallShop;
  /** Marks the run in claims and rows, to recognise repeats of its writes. */
  readonly runId: string;
  readonly budget: TimeBudget;
  readonly share: RateShare;
  readonly calls: number;
  readonly gate?: Gate;
  readonly canWait?: OrderListing['canWait'];
}

/** Binds shop, mall and limits; paces and counts calls. With a gate, throws `shop.held` under a pause. */
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
  // `visitShops` judges whole visits, since one order can spoil a call and the import continues.
  const session = openSession(options, shop, { gate: gate ?? null, evidence: null });
  const callFreely = <T>(make: () => Promise<T>): Promise<T> =>
    session.call({ lane: options.share, callsPerSecond: shop.callsPerSecond }, make);
  const call = <T>(make: () => Promise<T>): Promise<T> => {
    callsMade++;
    return callFreely(make);
  };
  const isComingBack = async (): Promise<boolean> => (await gate?.isRamping(shop.mall)) ?? false;
  const reading: { hasRead: boolean; listed: readonly string[] } = { hasRead: false, listed: [] };
  return {
    ...{ ports, settings, shop, traits: mall.traits, runId, known: cache.known, reading },
    ...openListings(options, (listing) => call(() => mall.listOrders(listing))),
    cache: cache as Pick<ProcessCache, 'merchants' | 'keysRead' | 'listable' | 'audited' | 'glanced' | 'waits'>,
    listedSkus: (items: readonly string[]) => cache.listed(ports.listings, shop.key, items),
    /** End of listed orders, late ones included; null if not remembered. */
    settled: (): EpochMs | null => cache.settled.get(shop.key) ?? null,
    settle: (through: EpochMs): void => void cache.settled.set(shop.key, through),
    /** The mall's clock as last believed, else ours. 注文日時 follows the mall's. */
    mallNow: (): EpochMs => ports.clock.now() + (cache.mallAheadMs.get(shop.mall) ?? 0),
    mayCall: () => callsLeft() > 0,
    hasTime: (ms: number) => budget.remainingMs() > ms,
    callsLeft,
    callsMade: () => callsMade,
    async readOrders(orderNumbers: readonly string[]): Promise<OrderReading> {
      const read = await call(() => mall.readOrders(orderNumbers));
      if (read.orders.length > 0) reading.hasRead = true;
      return read;
    },
    /** The latest change, by a cheap call outside the run's share; null where the mall has none (`MallShop.lastChange`). */
    async lastChange(): Promise<string | null> {
      if (mall.lastChange === undefined) return null;
      besideSlice++;
      return call(mall.lastChange);
    },
    mayGlance: () => mall.mayGlance?.() ?? true,
    isComingBack,
    /** The key's end; null, without asking, during recovery, when calls are for orders. Uncounted: another function of the mall. */
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
  /** Lists orders, without contents once refused. Only first pages find out, since later ones belong to the same listing. */
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
    async listOrders(listing: OrderListing): Promise<OrderPage> {
      const page = await listAsFarAsGiven(canWait ? { ...listing, canWait } : listing);
      for (const order of page.orders ?? []) listedWhole.set(order.orderNumber, order);
      if (listing.page === 1) inListing.clear();
      // Two orders with one number: reading by number tells which is meant.
      for (const twice of page.orderNumbers.filter((one) => inListing.has(one))) listedWhole.delete(twice);
      for (const orderNumber of page.orderNumbers) inListing.add(orderNumber);
      return { ...page, mallTime: hearMallTime(ports, cache, shop, page.mallTime) };
    },
    numbersOnly: () => numbersOnly,
    /**
     * An order from this run's listing, or null. Given once, and only without a row: the write then requires that none exists, so that no
     * older reading replaces a newer.
     */
    takeListed(orderNumber: string): MallOrder | null {
      const order = listedWhole.get(orderNumber) ?? null;
      listedWhole.delete(orderNumber);
      return order;
    },
  };
}

/**
 * Codes of a recent refusal to give whole orders; null: ask. The shop's row tells all processes; only listings that cannot wait ask again.
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

/** Notes the mall's clock, or reports an impossible one. Returns the time for cursors, so that windows end at our present at worst. */
function hearMallTime({ clock, log }: ImportPorts, cache: ProcessCache, { mall }: Shop, told: EpochMs): EpochMs {
  const now = clock.now();
  const believable = isBelievableClock(told, now);
  cache.mallAheadMs.set(mall, believable ? told - now : 0);
  if (believable || now - (cache.wrongClockLogged.get(mall) ?? 0) < wrongClockLogMs) return boundedMallTime(told, now);
  cache.wrongClockLogged.set(mall, now);
  log.error('mall.clock-wrong', { mall, mallTime: jstText(told), ourTime: jstText(now) });
  return boundedMallTime(told, now);
}

/** Forgets rows that may be lost after a rewind. */
function forgetLostRows({ known, settled, rewinds }: ProcessCache, { key, rewound }: Shop): void {
  const times = rewound?.times ?? 0;
  if ((rewinds.get(key) ?? 0) === times) return;
  known.forget(key);
  settled.delete(key);
  rewinds.set(key, times);
}
