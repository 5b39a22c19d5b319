import type { ExchangeEntry, HeldSpanEntry, PlainObject, ShownEntry } from '../entry.ts';
import { journalMall } from '../malls/index.ts';
import { shopKeyOf } from './reading.ts';

/** What a journal says of stock, as far as it can tell. */
export interface StockCount {
  /** Rows of Listings that are linked and that the mall has. */
  readonly listings: number;
  /** Of those, the ones whose level at the mall differs from the level that the row says was sent, and those that are still due. */
  readonly diverged: number;
  /** Levels that were sent, one for each item of a call. */
  readonly pushes: number;
  /** Levels that reached the mall after another one of the same item whose call had begun later. */
  readonly staleAfterNewer: number;
  /** Listings that were pushed within a minute after a pause of their shop, one for each pause; and how often. */
  readonly heldListings: number;
  readonly heldPushes: number;
}

export const noStock: StockCount = {
  listings: 0,
  diverged: 0,
  pushes: 0,
  staleAfterNewer: 0,
  heldListings: 0,
  heldPushes: 0,
};

/** Takes in what concerns stock, entry by entry. */
export interface GrowingStock {
  exchange(entry: ExchangeEntry): void;
  shown(entry: ShownEntry): void;
  heldSpan(entry: HeldSpanEntry): void;
  /** A row of Listings; gives back what is wrong with it. */
  row(row: PlainObject): readonly string[];
  count(): StockCount;
}

interface Push {
  readonly at: number;
  readonly startedAt: number;
  readonly isDone: boolean;
}

interface ListingRow {
  readonly listing: string;
  readonly level: number | null;
  readonly isDue: boolean;
}

/** After a pause, what was held goes out within this. */
const flushMs = 60_000;

export function growStock(): GrowingStock {
  const pushes = new Map<string, Push[]>();
  const levels = new Map<string, number | null>();
  const spans: HeldSpanEntry[] = [];
  const rows: ListingRow[] = [];
  const names = new Map<string, string>();
  return {
    exchange(entry) {
      learnNames(entry, names);
      for (const { listing } of levelsSet(entry, names)) {
        const list = pushes.get(listing) ?? [];
        pushes.set(listing, list);
        list.push({ at: entry.at, startedAt: entry.startedAt ?? entry.at, isDone: isDone(entry) });
      }
    },
    shown: ({ shop, item, level }) => void levels.set(listingOf(shop, item), level),
    heldSpan: (entry) => void spans.push(entry),
    row(row) {
      const read = listingRow(row);
      if (read === null) return ['the row of Listings lacks one of shop, item and linked'];
      if (read !== 'none') rows.push(read);
      return [];
    },
    count() {
      const held = spans.flatMap(({ shop, until }) =>
        [...pushes]
          .filter(([listing]) => listing.startsWith(`${shop}\n`))
          .map(([, list]) => list.filter((push) => push.isDone && push.at > until && push.at <= until + flushMs).length)
          .filter((times) => times > 0),
      );
      return {
        listings: rows.length,
        diverged: rows.filter(
          ({ listing, level, isDue }) =>
            isDue || (level !== null && levels.has(listing) && levels.get(listing) !== level),
        ).length,
        pushes: [...pushes.values()].reduce((sum, list) => sum + list.length, 0),
        staleAfterNewer: [...pushes.values()].reduce((sum, list) => sum + staleIn(list), 0),
        heldListings: held.length,
        heldPushes: held.reduce((sum, times) => sum + times, 0),
      };
    },
  };
}

/** The counts of several worlds together. */
export function addStock(one: StockCount, other: StockCount): StockCount {
  const names = Object.keys(noStock) as (keyof StockCount)[];
  return Object.fromEntries(names.map((name) => [name, one[name] + other[name]])) as unknown as StockCount;
}

const listingOf = (shop: string, item: string): string => `${shop}\n${item}`;

function staleIn(list: readonly Push[]): number {
  let newest = 0;
  let stale = 0;
  for (const { startedAt } of list) {
    if (startedAt < newest) stale += 1;
    newest = Math.max(newest, startedAt);
  }
  return stale;
}

/** The mall says that it has done all that was asked. */
function isDone({ outcome }: ExchangeEntry): boolean {
  if (outcome.ending !== 'answer') return false;
  return outcome.status === 204 || (outcome.status === 200 && !/^<(!DOCTYPE )?html/i.test(outcome.body));
}

/** Keeps what an answer tells of how calls name items. */
export function learnNames({ shopUrl, mall, outcome }: ExchangeEntry, names: Map<string, string>): void {
  const { itemsIn } = journalMall(mall);
  if (itemsIn === undefined || shopUrl === null || outcome.ending !== 'answer') return;
  for (const [name, item] of itemsIn(outcome.body)) names.set(listingOf(shopKeyOf(shopUrl, mall), name), item);
}

/**
 * The listings whose levels a call sets.
 *
 * @param names those of items, by the shop and the name in calls, where these are others
 */
export function levelsSet(
  { shopUrl, mall, request }: ExchangeEntry,
  names: ReadonlyMap<string, string> = new Map(),
): { readonly listing: string; readonly level: number }[] {
  if (shopUrl === null) return [];
  const shop = shopKeyOf(shopUrl, mall);
  const set = journalMall(mall).levelsIn(request.path, request.body);
  return set.map(({ item, level }) => ({ listing: listingOf(shop, names.get(listingOf(shop, item)) ?? item), level }));
}

/** A row as far as it is needed; `none` for a listing that is left alone, or that the mall has not. */
function listingRow(row: PlainObject): ListingRow | 'none' | null {
  const { shop, item, linked, orphanSince, dueAt, claim } = row;
  // What the mall refuses by name is tried again a day later.
  const isRefused = kindOf(whole(row.wait)) === 'refused';
  if (typeof shop !== 'string' || typeof item !== 'string' || typeof linked !== 'boolean') return null;
  if (!linked || orphanSince !== undefined) return 'none';
  const acked = whole(row.acked);
  const level = typeof acked === 'object' && acked !== null && 'level' in acked ? acked.level : null;
  const isDue = !isRefused && (dueAt !== undefined || claim !== undefined);
  return { listing: listingOf(shop, item), level: typeof level === 'number' ? level : null, isDue };
}

/** An attribute that DynamoDB keeps as JSON in a text, and memory as an object. */
function whole(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return null;
  }
}

const kindOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'kind' in value ? value.kind : null;
