import { dayMs, type EpochMs, hourMs, secondMs, sentence, TsunagiError } from '../kernel/index.ts';
import { firstHalf, lastWholeSecond, type Window } from '../model/index.ts';
import type { MallTraits, OrderListing, OrderPage } from '../ports/index.ts';
import { type ImportSession, isThrottled } from '../session/index.ts';

/** A listing has room for as many rows: a page that had fewer, and another one after it, says little. */
const rowsMin = 10;

/** A listing whose rows move is started again this often before a shorter window is tried. */
const restartsMax = 3;

/** A listing that can be trusted: the pages it was read from belonged together. */
export interface WindowListing {
  /** Order numbers, the oldest first by what was listed by, none twice. */
  readonly orderNumbers: readonly string[];
  /** When each of them last changed at the mall, where its listing says. */
  readonly changedAt: ReadonlyMap<string, EpochMs>;
  /** The span that was really listed: the window, or its first part where the window held too many orders. */
  readonly window: Window;
  /** False when pages are left that were not read: the run must end first, or `enough` was asked. */
  readonly whole: boolean;
  /** Up to where it has everything, where that is not the mall's present (`OrderPage.through`). */
  readonly through?: EpochMs;
  /** The rows that the mall counts, where two listings in a row are the same and the count is another: whether they are all is not proven. */
  readonly countedWrongly?: number;
  readonly mallTime: number;
}

/** A listing, and whether a number of one of its pages came again on a later one: rows have moved, or the mall lists an order twice. */
type ListedOnce = WindowListing & { readonly repeats: boolean };

/** How a window is listed. */
export interface ListOptions {
  readonly by?: OrderListing['by'];
  readonly progress?: string;
  readonly whole?: boolean;
  readonly enough?: (orderNumbers: readonly string[]) => Promise<boolean>;
  readonly hasNew?: (orderNumbers: readonly string[]) => Promise<boolean>;
  readonly pagesMax?: number;
  readonly pastOnly?: boolean;
}

/** Rules for runs that list orders, by the order in which their mall lists them. */
interface ListingWay {
  /** True if a listing by `shown` has every order that changed: a window counts as imported once those are read again, too. */
  readonly showsChanges: boolean;
  /** How the pages of an import's listing are turned. */
  pagesOf(
    run: ImportSession,
    hasNew: (listed: readonly string[]) => Promise<boolean>,
  ): Pick<ListOptions, 'pagesMax' | 'enough' | 'hasNew'>;
  /** What is listed at night to find changed orders; null where no listing tells them, and every open order is read. */
  readonly nightOf: NightOf | null;
}

/** Chooses the listing of a night; `from` is the earliest moment that may be listed. */
export type NightOf = (from: EpochMs, now: EpochMs, traits: Pick<MallTraits, 'settledAfterMs'>) => NightListing;

/** A nightly listing. Open orders from before `readFrom` are read without it. */
interface NightListing {
  readonly by: NonNullable<OrderListing['by']>;
  readonly from: EpochMs;
  readonly partMs: number;
  readonly readFrom: EpochMs;
}

/** A day, and a night that begins later than the one before. */
const nightMs = 26 * hourMs;

const sorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew }),
  nightOf: null,
};

/** Only one page is in the order that the cursor moves by: a window that takes more is listed in parts. */
const unsorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew, pagesMax: 1 }),
  nightOf: (from) => ({ by: 'placed', from, partMs: dayMs, readFrom: from }),
};

const byChange: ListingWay = {
  showsChanges: true,
  // The cursor moves by whole windows: their pages are turned, as far as there are calls.
  pagesOf({ traits, callsLeft }, hasNew) {
    const pagesMax = Math.max(1, Math.floor(callsLeft() / 2));
    return traits.listings === undefined ? { hasNew, pagesMax } : { pagesMax };
  },
  // The import may have missed changes since the last night. An order becomes final without a change, so older ones are read.
  nightOf: (from, now, { settledAfterMs }) => ({
    by: 'shown',
    from: Math.max(from, now - nightMs),
    partMs: nightMs,
    readFrom: Math.max(from, now - settledAfterMs),
  }),
};

const ways = { sorted, unsorted, 'by-change': byChange } as const;

/** The way in which a mall lists orders. */
export const wayOf = ({ lists = 'sorted' }: Pick<MallTraits, 'lists'>): ListingWay => ways[lists];

/** A listing has as many rows as this many batches (楽天: 1,000 and 100). */
export const batchesAListing = 10;

/**
 * How a listing that finds late orders is asked for. Where each order costs a call, those that are not stored come with the listing: what it found could
 * not be read otherwise, and was listed again each time.
 */
export const lateOptions = ({ readBatch }: Pick<MallTraits, 'readBatch'>): ListOptions => ({ whole: readBatch === 1 });

/** A listing for the import, and what is to be done about it. */
export interface NewOrders extends WindowListing {
  /** Its orders without a row that are stored now: where more is to be listed, as many as fill batches. */
  readonly toStore: readonly string[];
  /** Its stored orders, which are in it because they may have changed; null where a listing shows no changes. */
  readonly toCompare: readonly string[] | null;
}

/**
 * Lists a window for the import. A page is turned only while nothing new was listed: new orders are stored first, and the next listing begins at
 * the last of them. A row that goes or comes between two pages can hide another, so the less they are turned the better; and the calls are as many.
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
    // What does not fill a batch comes again with what follows, and is read in the same call.
    toStore: listing.whole ? unknown : fullBatches(unknown, traits.readBatch),
    toCompare: way.showsChanges ? listing.orderNumbers.filter((orderNumber) => !fresh.has(orderNumber)) : null,
  };
}

/**
 * The numbers without those that fill no batch; all of them where they are fewer than one, or lack so few that a call for them
 * is no dearer than their places in the next listing.
 */
function fullBatches(orderNumbers: readonly string[], batch: number): readonly string[] {
  const left = orderNumbers.length % batch;
  if (left === orderNumbers.length || left >= batch / (1 + 1 / batchesAListing)) return orderNumbers;
  return orderNumbers.slice(0, orderNumbers.length - left);
}

/** Asks which numbers are unknown, and never twice for the same: a listing is looked at after each of its pages. */
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
 * Lists a window; nothing is acted upon until the pages read are known to belong together. If the number of
 * rows changes while they are read, a row may have slipped from one page to another, so the listing starts again. A window
 * with as many orders as the mall can list is cut in half (楽天: 15,000), and so is one of more than `pagesMax` pages. A mall that does not count
 * shows only page by page that there are so many, or refuses the next page: then the window is cut to what a listing can hold (`ProcessCache.listable`).
 *
 * An order that comes twice is listed once. Where its two rows are on two pages, and come so again, no row has moved.
 *
 * A count that stays wrong while the rows stay the same is no movement. Where a shorter window is counted less wrongly, it is
 * listed instead; if that does not help, the listed orders are returned as possibly incomplete.
 *
 * `enough` may end the reading of a long listing early, once the pages read so far hold work to be done first. Whole orders make small pages: where
 * the first of several has nothing that `hasNew`, the numbers alone are listed, so that an overlap of a busy shop is a page. `pastOnly` turns
 * no page of a window that reaches beyond the last second that is over at the mall, as it does where our clock is fast.
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
 * A run that waits where the mall names a wait before a page: a person who asked for it has no later run that goes on with it. Calls
 * `onWait` before, with the moment.
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
    {
      shop: run.shop.key,
      operation: 'listOrders',
    },
  );
}

/** What to make of a listing that came twice, with the same wrong count. */
async function wronglyCounted(
  run: ImportSession,
  listing: WindowListing,
  options: ListOptions,
): Promise<WindowListing> {
  const half = firstHalf(listing.window);
  // Of a shop that is known for it, nothing is tried again in every run.
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
  // A mall may count an order that it lists twice once.
  const isCountRight = rows === first.total || orderNumbers.size === first.total;
  return whole && isCounted && !isCountRight ? { ...listing, countedWrongly: first.total } : listing;
}

/** The beginning of a window that is as long as a listing of the shop can be; null where nothing says that the window is too long. */
function listablePart({ cache, shop }: ImportSession, { from, to }: Window): Window | null {
  const listable = cache.listable.get(shop.key);
  return listable !== undefined && from + listable.ms < to ? { from, to: from + listable.ms } : null;
}

/**
 * Notes that a window's listing did not come to its end, and how long one may be that does: up to the last of the rows that came, where they
 * came by when they changed, or else half as long. False where it cannot be shorter.
 */
function noteUnlisted(
  { cache, shop }: ImportSession,
  window: Window,
  { rows, changedAt }: { readonly rows: number; readonly changedAt: WindowListing['changedAt'] },
): boolean {
  const half = firstHalf(window);
  if (!half) return false;
  const last = Math.max(0, ...changedAt.values()) - secondMs;
  // Of rows in another order, the last that changed is near the end: half of the window is less.
  const to = last > window.from ? Math.min(last, half.to) : half.to;
  cache.listable.set(shop.key, { ms: to - window.from, rows });
  return true;
}

/** Forgets the limit once a shop's whole window was listed; while there is more, lets the next one be as long as its rows allow. */
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
