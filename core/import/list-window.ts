import { type EpochMs, sentence, TsunagiError } from '../kernel/index.ts';
import { firstHalf, lastWholeSecond, type Window } from '../model/index.ts';
import type { OrderListing, OrderPage } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';

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
  /** False when pages are left that were not read. */
  readonly whole: boolean;
  /** Up to where it has everything, where that is not the mall's present (`OrderPage.through`). */
  readonly through?: EpochMs;
  /** The rows that the mall counts, where two listings in a row are the same and the count is another: whether they are all is not proven. */
  readonly countedWrongly?: number;
  readonly mallTime: number;
}

/** A listing, and whether a number of one of its pages came again on a later one: rows have moved, or the mall lists an order twice. */
type ListedOnce = WindowListing & { readonly repeats: boolean };

/**
 * Lists a window; nothing is acted upon until the pages read are known to belong together. If the number of
 * rows changes while they are read, a row may have slipped from one page to another, so the listing starts again. A window
 * with as many orders as the mall can list is cut in half (楽天: 15,000), and so is one of more than `pagesMax` pages.
 *
 * An order that comes twice is listed once. Where its two rows are on two pages, and come so again, no row has moved.
 *
 * A count that stays wrong while the rows stay the same is no movement. Where a shorter window is counted less wrongly, it is
 * listed instead; if that does not help, the listed orders are returned as possibly incomplete.
 *
 * `enough` may end the reading of a long listing early, once the pages read so far hold work to be done first. `pastOnly` turns
 * no page of a window that reaches beyond the last second that is over at the mall, as it does where our clock is fast.
 */
export async function listWindow(
  run: ImportSession,
  window: Window,
  options: {
    readonly by?: OrderListing['by'];
    readonly progress?: string;
    readonly whole?: boolean;
    readonly enough?: (orderNumbers: readonly string[]) => Promise<boolean>;
    readonly pagesMax?: number;
    readonly pastOnly?: boolean;
  } = {},
): Promise<WindowListing> {
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
  const half = firstHalf(window);
  if (half) return listWindow(run, half, options);
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
  options: Parameters<typeof listWindow>[2] & object,
): Promise<WindowListing> {
  const half = firstHalf(listing.window);
  // Of a shop that is known for it, nothing is tried again in every run.
  if (!half || run.shop.importTrouble?.kind === 'total-wrong') return listing;
  const ofHalf = await listOnce(run, half, options);
  if (typeof ofHalf === 'string' || ofHalf.repeats) return listWindow(run, half, options);
  if (ofHalf.countedWrongly === undefined) return ofHalf;
  const excess = ({ countedWrongly = 0, orderNumbers }: WindowListing): number => countedWrongly - orderNumbers.length;
  return excess(ofHalf) === excess(listing) ? listing : listWindow(run, half, options);
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
  options: Parameters<typeof listWindow>[2] & object,
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
  const isOverfull = isCounted && first.total >= run.traits.maxListed;
  const tooMany = isOverfull || first.pages > (options.pagesMax ?? first.pages);
  if (tooMany && firstHalf(window)) return 'too-many';
  const orderNumbers = new Set(first.orderNumbers);
  const changedAt = new Map(first.changedAt);
  let rows = first.orderNumbers.length;
  let { pages } = first;
  let repeats = false;
  let whole = pages <= 1;
  for (let page = 2; page <= pages; page++) {
    const mayStop = run.callsLeft() <= 1 || (options.enough && (await options.enough([...orderNumbers])));
    if (mayStop && options.enough) break;
    const over = lastWholeSecond(first.mallTime);
    if (options.pastOnly && window.to > over && over > window.from) {
      return listOnce(run, { from: window.from, to: over }, options);
    }
    const next = await ask(page);
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
