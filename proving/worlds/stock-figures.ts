import { minuteMs } from '../../core/kernel/time.ts';
import { levelToShow, shownAt, soldLines } from './stock-books.ts';
import type { StockWatch } from './stock-watch.ts';
import type { World } from './world.ts';

/** What one world with stock came to. */
export interface StockCounts {
  /** Listings that are linked and that the mall has; and of those, the ones that do not show what they should. */
  readonly listings: number;
  readonly diverged: number;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number;
  /** Levels that reached the mall after another one of the same listing whose call had begun later. */
  readonly staleAfterNewer: number;
  /** Listings that were pushed within a minute after a pause of their shop, one for each pause; and how often. */
  readonly heldListings: number;
  readonly heldPushes: number;
  readonly oversold: OversoldCounts;
}

/** What no journal tells. */
interface OversoldCounts {
  /** Orders at the shops whose stock is pushed. */
  readonly orders: number;
  /** Orders that a mall took only because one of our pushes had put back a piece that was sold already. */
  readonly oversells: number;
  /** The same for pieces whose order the mall did not show yet when they were put back: no client can know of those. */
  readonly hiddenOversells: number;
}

/** The same of many worlds. */
interface OversoldSum extends OversoldCounts {
  readonly worlds: number;
  readonly oversellsPer10000: number;
}

/** What is printed of stock: sums of all worlds, and what is oversold in some of them beside the naive way. */
export interface StockFigures extends Omit<StockCounts, 'oversold'> {
  readonly worlds: number;
  readonly oversold: OversoldSum & { readonly compared: { readonly ours: OversoldSum; readonly naive: OversoldSum } };
}

/** The seeds that may be played once more in the naive way: every twentieth, all of them with stock. */
export function isCompared(seed: number): boolean {
  return seed % 20 === 3;
}

export function stockCountsOf(world: World): StockCounts | null {
  const { stockWatch: watch } = world;
  if (watch === null) return null;
  const { orders, pushes, oversells, hiddenOversells } = watch;
  const listings = [...watch.goods.listings.values()].filter(({ terms, isThere }) => terms.linked && isThere);
  const lines = soldLines(world, watch);
  const diverged = listings.filter((listing) => {
    const level = levelToShow(watch, lines, listing);
    return level !== null && shownAt(world, listing.shop.key).get(listing.item) !== level;
  });
  return {
    listings: listings.length,
    diverged: diverged.length,
    pushes,
    staleAfterNewer: staleAfterNewer(watch),
    ...pushedAfterPauses(watch),
    oversold: { orders, oversells, hiddenOversells },
  };
}

function staleAfterNewer({ calls }: StockWatch): number {
  const begun = new Map<string, number>();
  let stale = 0;
  for (const { kind, shop, startedAt, levels } of calls) {
    if (kind !== 'set') continue;
    for (const item of levels.keys()) {
      const newest = begun.get(`${shop} ${item}`) ?? 0;
      if (startedAt < newest) stale++;
      begun.set(`${shop} ${item}`, Math.max(newest, startedAt));
    }
  }
  return stale;
}

function pushedAfterPauses({ holds, calls }: StockWatch): Pick<StockCounts, 'heldListings' | 'heldPushes'> {
  const items = holds.map(({ shop, until }) =>
    calls
      .filter((call) => call.kind === 'set' && call.isAccepted && call.shop === shop)
      .filter(({ at }) => at > until && at <= until + minuteMs)
      .flatMap(({ levels }) => [...levels.keys()]),
  );
  const heldListings = items.reduce((sum, ofSpan) => sum + new Set(ofSpan).size, 0);
  return { heldListings, heldPushes: items.flat().length };
}

/** Sums up worlds with stock. `compared` are those of them that were played in the naive way, too. */
export function stockFigures(
  all: readonly StockCounts[],
  compared: { readonly ours: readonly StockCounts[]; readonly naive: readonly StockCounts[] },
): StockFigures {
  const sum = (of: Exclude<keyof StockCounts, 'oversold'>): number =>
    all.reduce((total, counts) => total + counts[of], 0);
  return {
    worlds: all.length,
    listings: sum('listings'),
    diverged: sum('diverged'),
    pushes: sum('pushes'),
    staleAfterNewer: sum('staleAfterNewer'),
    heldListings: sum('heldListings'),
    heldPushes: sum('heldPushes'),
    oversold: {
      ...oversoldSum(all),
      compared: { ours: oversoldSum(compared.ours), naive: oversoldSum(compared.naive) },
    },
  };
}

function oversoldSum(all: readonly StockCounts[]): OversoldSum {
  const sum = (of: keyof OversoldCounts): number => all.reduce((total, { oversold }) => total + oversold[of], 0);
  const [orders, oversells] = [sum('orders'), sum('oversells')];
  const oversellsPer10000 = orders === 0 ? 0 : Math.round((oversells * 100_000) / orders) / 10;
  return { worlds: all.length, orders, oversells, hiddenOversells: sum('hiddenOversells'), oversellsPer10000 };
}
