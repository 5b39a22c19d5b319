import { dayMs, type EpochMs, hourMs, secondMs, sentence, TsunagiError } from '../kernel/index.ts';
import { firstHalf, lastWholeSecond, type Window } from '../model/index.ts';
import type { MallTraits, OrderListing, OrderPage } from '../ports/index.ts';
import { type ImportSession, isThrottled } from '../session/index.ts';

/** Smallest assumed room of a listing: fewer rows on a page before another say little. */
const rowsMin = 10;

/** Restarts of a moving listing before a shorter window. */
const restartsMax = 3;

export interface WindowListing {
  /** Numbers without repeats, in order of the listing, the oldest first. */
  readonly orderNumbers: readonly string[];
  /** Last change at the mall, if listed. */
  readonly changedAt: ReadonlyMap<string, EpochMs>;
  /** Span really listed: the window, or its first part if too full. */
  readonly window: Window;
  /** False if pages are left: out of calls, or `enough`. */
  readonly whole: boolean;
  /** End of completeness if not the mall's present (`OrderPage.through`). */
  readonly through?: EpochMs;
  /** The mall's count, if two equal listings contradict it: completeness is unproven. */
  readonly countedWrongly?: number;
  readonly mallTime: number;
}

/** `repeats`: a number came again on a later page, by moving rows or a mall that lists it twice. */
type ListedOnce = WindowListing & { readonly repeats: boolean };

export interface ListOptions {
  readonly by?: OrderListing['by'];
  readonly progress?: string;
  readonly whole?: boolean;
  readonly enough?: (orderNumbers: readonly string[]) => Promise<boolean>;
  readonly hasNew?: (orderNumbers: readonly string[]) => Promise<boolean>;
  readonly pagesMax?: number;
  readonly pastOnly?: boolean;
}

/** Rules by the order in which a mall lists. */
interface ListingWay {
  /** True if a listing by `shown` has every changed order: those must be reread before a window counts. */
  readonly showsChanges: boolean;
  pagesOf(
    run: ImportSession,
    hasNew: (listed: readonly string[]) => Promise<boolean>,
  ): Pick<ListOptions, 'pagesMax' | 'enough' | 'hasNew'>;
  /** Nightly listing of changed orders; null if none tells, so that every open order is reread. */
  readonly nightOf: NightOf | null;
}

export type NightOf = (from: EpochMs, now: EpochMs, traits: Pick<MallTraits, 'settledAfterMs'>) => NightListing;

/** Open orders from before `readFrom` are reread without a listing. */
interface NightListing {
  readonly by: NonNullable<OrderListing['by']>;
  readonly from: EpochMs;
  readonly partMs: number;
  readonly readFrom: EpochMs;
}

/** A day, and a late start of the night. */
const nightMs = 26 * hourMs;

const sorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew }),
  nightOf: null,
};

/** Single pages alone are sorted, so a longer window is listed in parts. */
const unsorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew, pagesMax: 1 }),
  nightOf: (from) => ({ by: 'placed', from, partMs: dayMs, readFrom: from }),
};

const byChange: ListingWay = {
  showsChanges: true,
  // The cursor moves by whole windows, whose pages are turned while calls last.
  pagesOf({ traits, callsLeft }, hasNew) {
    const pagesMax = Math.max(1, Math.floor(callsLeft() / 2));
    return traits.listings === undefined ? { hasNew, pagesMax } : { pagesMax };
  },
  // The import may have missed changes since last night. Orders become final without a change, so older ones are reread.
  nightOf: (from, now, { settledAfterMs }) => ({
    by: 'shown',
    from: Math.max(from, now - nightMs),
    partMs: nightMs,
    readFrom: Math.max(from, now - settledAfterMs),
  }),
};

const ways = { sorted, unsorted, 'by-change': byChange } as const;

export const wayOf = ({ lists = 'sorted' }: Pick<MallTraits, 'lists'>): ListingWay => ways[lists];

/** Batches per listing (楽天: 1,000 rows in batches of 100). */
export const batchesAListing = 10;

/**
 * Listing options to find late orders. Where each order costs a call, unstored ones come with the listing: else they were listed again each
 * time, never read.
 */
export const lateOptions = ({ readBatch }: Pick<MallTraits, 'readBatch'>): ListOptions => ({ whole: readBatch === 1 });

export interface NewOrders extends WindowListing {
  /** Orders without a row to store now; if more is to be listed, as many as fill batches. */
  readonly toStore: readonly string[];
  /** Stored orders that may have changed; null where a listing shows no changes. */
  readonly toCompare: readonly string[] | null;
}

/**
 * Lists a window for the import. Stores new orders before turning a page, and lists again from the last: rows may hide one another between
 * pages, and calls are as many.
 */
export async function listNew(run: ImportSession, window: Window): Promise<NewOrders> {
  const { known, ports, shop, traits } = run;
  const way = wayOf(traits);
  const unknownOf = askOnce((numbers) => known.unknown(ports.orders, shop.key, numbers));
  const hasNew = async (listed: readonly string[]): Promise<boolean> => (await unknownOf(listed)).length > 0;
  const listing = await listWindow(run, window, { pastOnly: true, whole: true, ...way.pagesOf(run, hasNew) });
  const unknown = await unknownOf(listing.orderNumbers);
  run.reading.listed = unknown;
  const fresh = new Set(unknown);
  return {
    ...listing,
    // An incomplete batch comes again with the next listing, in the same call.
    toStore: listing.whole ? unknown : fullBatches(unknown, traits.readBatch),
    toCompare: way.showsChanges ? listing.orderNumbers.filter((orderNumber) => !fresh.has(orderNumber)) : null,
  };
}

/** Drops numbers that fill no batch, unless no batch is full, or so few lack that a call is no dearer than listing them again. */
function fullBatches(orderNumbers: readonly string[], batch: number): readonly string[] {
  const left = orderNumbers.length % batch;
  if (left === orderNumbers.length || left >= batch / (1 + 1 / batchesAListing)) return orderNumbers;
  return orderNumbers.slice(0, orderNumbers.length - left);
}

/** Asks once about each number, since each page is looked at. */
function askOnce(
  ask: (orderNumbers: readonly string[]) => Promise<string[]>,
): (orderNumbers: readonly string[]) => Promise<string[]> {
  const asked = new Set<string>();
  const unknown = new Set<string>();
  return async (orderNumbers) => {
    const fresh = orderNumbers.filter((orderNumber) => !asked.has(orderNumber));
    for (const orderNumber of fresh) asked.add(orderNumber);
    for (const orderNumber of await ask(fresh)) unknown.add(orderNumber);
    return orderNumbers.filter((orderNumber) => unknown.has(orderNumber));
  };
}

/**
 * Lists a window, using no page before all are known to belong together: if the count changes, rows may have moved between pages, and the
 * listing restarts. A window at the mall's limit (楽天: 15,000) or beyond `pagesMax` pages is halved. Malls without a count show this only
 * page by page, or refuse one: then the window shrinks to what a listing can hold (`ProcessCache.listable`).
 *
 * An order listed twice counts once; two rows that repeat on the same pages have not moved. A count that stays wrong for equal rows is no
 * movement either: a shorter window is tried, else the listing may be incomplete.
 *
 * `enough` ends a long listing early for urgent work. If the first of several pages of whole orders has nothing that `hasNew`, only numbers
 * are listed, so that a busy shop's overlap is one page. `pastOnly` turns no page of a window beyond the mall's last completed second.
 */
export async function listWindow(
  run: ImportSession,
  window: Window,
  options: ListOptions = {},
): Promise<WindowListing> {
  const part = listablePart(run, window) ?? window;
  const listing = await listPart(run, part, options);
  if (listing.whole) noteListed(run, listing, window);
  return listing;
}

/**
 * A run that waits before a page if the mall asks to, since a person has no later run to continue. Calls `onWait` with the moment first.
 */
export function patient<Run extends ImportSession>(run: Run, onWait: (until: EpochMs) => void): Run {
  const listOrders = async (listing: OrderListing): Promise<OrderPage> => {
    try {
      return await run.listOrders(listing);
    } catch (error) {
      const { retryAfterMs } = isThrottled(error) ? error.context : {};
      if (retryAfterMs === undefined || !run.hasTime(retryAfterMs)) throw error;
      onWait(run.ports.clock.now() + retryAfterMs);
      await run.ports.clock.sleep(retryAfterMs);
      return listOrders(listing);
    }
  };
  return { ...run, listOrders };
}

async function listPart(run: ImportSession, window: Window, options: ListOptions): Promise<WindowListing> {
  let before: ListedOnce | null = null;
  for (let restarts = 0; restarts <= restartsMax; restarts++) {
    const listing = await listOnce(run, window, options);
    if (listing === 'too-many') break;
    if (listing === 'moved') continue;
    if (listing.countedWrongly === undefined && !listing.repeats) return listing;
    if (isSameListing(before, listing)) {
      return listing.countedWrongly === undefined ? listing : wronglyCounted(run, listing, options);
    }
    before = listing;
  }
  const part = listablePart(run, window) ?? firstHalf(window);
  if (part) return listPart(run, part, options);
  throw new TsunagiError(
    'mall.unreadable',
    'later',
    sentence`The mall lists one second of orders differently each time.`,
    { shop: run.shop.key, operation: 'listOrders' },
  );
}

async function wronglyCounted(
  run: ImportSession,
  listing: WindowListing,
  options: ListOptions,
): Promise<WindowListing> {
  const half = firstHalf(listing.window);
  // Known trouble is not retried in every run.
  if (!half || run.shop.importTrouble?.kind === 'total-wrong') return listing;
  const ofHalf = await listOnce(run, half, options);
  if (typeof ofHalf === 'string' || ofHalf.repeats) return listPart(run, half, options);
  if (ofHalf.countedWrongly === undefined) return ofHalf;
  const excess = ({ countedWrongly = 0, orderNumbers }: WindowListing): number => countedWrongly - orderNumbers.length;
  return excess(ofHalf) === excess(listing) ? listing : listPart(run, half, options);
}

function isSameListing(one: WindowListing | null, other: WindowListing): boolean {
  return (
    one !== null &&
    one.countedWrongly === other.countedWrongly &&
    one.orderNumbers.length === other.orderNumbers.length &&
    one.orderNumbers.every((orderNumber, index) => orderNumber === other.orderNumbers[index])
  );
}

async function listOnce(
  run: ImportSession,
  window: Window,
  options: ListOptions,
): Promise<ListedOnce | 'moved' | 'too-many'> {
  const ask = (page: number): Promise<OrderPage> => {
    const { by, progress, whole } = options;
    return run.listOrders({
      from: window.from,
      to: window.to,
      page,
      ...(by === undefined ? {} : { by }),
      ...(progress === undefined ? {} : { progress }),
      ...(whole === undefined ? {} : { whole }),
    });
  };
  const first = await ask(1);
  const isCounted = first.total !== null;
  const { pagesMax = Number.POSITIVE_INFINITY } = options;
  const tooMany = isCounted && (first.total >= run.traits.maxListed || first.pages > pagesMax);
  if (tooMany && firstHalf(window)) return 'too-many';
  const isFull = first.pages <= 1 || first.orderNumbers.length >= run.traits.pageSize;
  if (options.whole && options.hasNew && !isFull && !(await options.hasNew(first.orderNumbers))) {
    return listOnce(run, window, { ...options, whole: false });
  }
  const orderNumbers = new Set(first.orderNumbers);
  const changedAt = new Map(first.changedAt);
  let rows = first.orderNumbers.length;
  const cut = (): boolean => noteUnlisted(run, window, { rows, changedAt });
  let { pages } = first;
  let repeats = false;
  let whole = pages <= 1;
  for (let page = 2; page <= pages; page++) {
    if (!isCounted && page > pagesMax && cut()) return 'too-many';
    if (!isCounted && run.callsLeft() === 0) {
      cut();
      break;
    }
    const mayStop = run.callsLeft() <= 1 || (options.enough && (await options.enough([...orderNumbers])));
    if (mayStop && options.enough) break;
    const over = lastWholeSecond(first.mallTime);
    if (options.pastOnly && window.to > over && over > window.from) {
      return listOnce(run, { from: window.from, to: over }, options);
    }
    const next = await ask(page).catch((error: unknown) => {
      if (!isCounted && isThrottled(error)) cut();
      throw error;
    });
    if (isCounted && (next.total !== first.total || next.pages !== first.pages)) return 'moved';
    pages = next.pages;
    repeats ||= next.orderNumbers.some((orderNumber) => orderNumbers.has(orderNumber));
    for (const orderNumber of next.orderNumbers) orderNumbers.add(orderNumber);
    for (const [orderNumber, at] of next.changedAt ?? []) changedAt.set(orderNumber, at);
    rows += next.orderNumbers.length;
    whole = page === pages;
  }
  const { mallTime, through } = first;
  const listing = {
    ...{ orderNumbers: [...orderNumbers], changedAt, window, whole, repeats, mallTime },
    ...(through === undefined ? {} : { through }),
  };
  // The mall may count an order that it lists twice once.
  const isCountRight = rows === first.total || orderNumbers.size === first.total;
  return whole && isCounted && !isCountRight ? { ...listing, countedWrongly: first.total } : listing;
}

/** The beginning of a window within the listable length; null if not too long. */
function listablePart({ cache, shop }: ImportSession, { from, to }: Window): Window | null {
  const listable = cache.listable.get(shop.key);
  return listable !== undefined && from + listable.ms < to ? { from, to: from + listable.ms } : null;
}

/**
 * Notes an unfinished listing, and the length that finishes: up to the last row if sorted by change, else half. False if already shortest.
 */
function noteUnlisted(
  { cache, shop }: ImportSession,
  window: Window,
  { rows, changedAt }: { readonly rows: number; readonly changedAt: WindowListing['changedAt'] },
): boolean {
  const half = firstHalf(window);
  if (!half) return false;
  const last = Math.max(0, ...changedAt.values()) - secondMs;
  const to = last > window.from ? Math.min(last, half.to) : half.to;
  cache.listable.set(shop.key, { ms: to - window.from, rows });
  return true;
}

/** Forgets the limit once a whole window was listed; before, lets the next grow to what its rows allow. */
function noteListed({ cache, shop }: ImportSession, { orderNumbers, window }: WindowListing, asked: Window): void {
  const listable = cache.listable.get(shop.key);
  if (listable === undefined) return;
  if (window.to >= asked.to) {
    cache.listable.delete(shop.key);
    return;
  }
  const rows = Math.max(rowsMin, listable.rows, orderNumbers.length);
  const ms = (window.to - window.from) * Math.min(2, (0.9 * rows) / Math.max(1, orderNumbers.length));
  cache.listable.set(shop.key, { rows, ms: Math.max(secondMs, Math.floor(ms / secondMs) * secondMs) });
}
