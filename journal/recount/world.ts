import type { EventEntry, ExchangeEntry, JournalEntry, PlainObject, RunEntry } from '../entry.ts';
import type { JournalMallName, Lines } from '../malls/index.ts';
import { type LevelRows, noLevelRows, takeLevelRow } from './level-rows.ts';
import { type BookedOrder, bookedOrder, orderIdOf, type Reading, readingsOf } from './reading.ts';
import { type ClaimRow, type OrderRow, readRow, type ShopRow } from './rows.ts';
import { pushStates } from './statuses.ts';
import { type GrowingStock, growStock } from './stock.ts';

/** What a journal says of one world, up to the entry read last. */
export interface World {
  readonly run: RunEntry;
  /** When the first run in this journal began; a data folder may be carried on by many. */
  readonly firstRunAt: number;
  readonly endedAt: number | null;
  /** Calls to each mall that was called. */
  readonly calls: Readonly<Partial<Record<JournalMallName, number>>>;
  readonly faults: ReadonlyMap<string, number>;
  readonly shops: readonly ShopRow[];
  readonly orders: readonly OrderRow[];
  readonly claims: readonly ClaimRow[];
  /** The state of each change that was asked for. */
  readonly pushStates: readonly string[];
  readonly levels: LevelRows;
  /** What the malls show, by `<shop> <item>`. */
  readonly shown: ReadonlyMap<string, number | null>;
  readonly stock: GrowingStock;
  readonly books: ReadonlyMap<string, BookedOrder>;
  /** The ids that each revision was announced under, by `<shop>#<order number> <revision>`. */
  readonly announcements: ReadonlyMap<string, ReadonlySet<string>>;
  /** What the mall said of each order, newest last, repeats taken together. */
  readonly readings: ReadonlyMap<string, readonly Reading[]>;
}

/** A world that takes in its entries one by one. */
export interface GrowingWorld {
  readonly now: World;
  /** Takes in an entry; returns what is wrong with it. */
  take(entry: JournalEntry): readonly string[];
}

/** Source of our own events on the bus. */
const ourSource = 'tsunagi';

/** Begins a world with its first run. */
export function growWorld(first: RunEntry): GrowingWorld {
  const announcements = new Map<string, Set<string>>();
  const readings = new Map<string, Reading[]>();
  const begin = (run: RunEntry) => ({
    run,
    firstRunAt: first.at,
    endedAt: null as number | null,
    calls: {} as Partial<Record<JournalMallName, number>>,
    faults: new Map<string, number>(),
    shops: [] as ShopRow[],
    orders: [] as OrderRow[],
    claims: [] as ClaimRow[],
    pushStates: [] as string[],
    levels: noLevelRows(),
    shown: new Map<string, number | null>(),
    stock: growStock(),
    books: new Map<string, BookedOrder>(),
    announcements,
    readings,
  });
  let now = begin(first);

  const takeRow = (read: ReturnType<typeof readRow>): readonly string[] => {
    switch (read.kind) {
      case 'order':
        now.orders.push(read.row);
        return [];
      case 'claim':
        now.claims.push(read.row);
        return [];
      case 'shop':
        now.shops.push(read.row);
        return [];
      case 'other':
        return [];
      case 'wrong':
        return read.problems;
    }
  };

  const takePush = (row: PlainObject): readonly string[] => {
    const states = pushStates(row);
    if (states === null) return ['the row of Pushes has a state that is not known'];
    now.pushStates.push(...states);
    return [];
  };

  const take = (entry: JournalEntry): readonly string[] => {
    // A request that comes while everything is being stopped belongs to no figure.
    if (now.endedAt !== null && entry.kind !== 'run') return [];
    switch (entry.kind) {
      case 'run':
        // The next run of the same tables: what the last one found at its end is superseded.
        now = begin(entry);
        return [];
      case 'warm-span':
        return [];
      case 'run-end':
        now.endedAt = entry.at;
        return [];
      case 'exchange':
        if (!entry.request.path.startsWith('/control/')) countCall(now.calls, entry);
        for (const reading of readingsOf(entry)) addReading(readings, reading);
        now.stock.exchange(entry);
        return [];
      case 'event':
        return addAnnouncement(announcements, entry);
      case 'fault':
        now.faults.set(entry.fault, (now.faults.get(entry.fault) ?? 0) + (entry.times ?? 1));
        return [];
      case 'row': {
        if (entry.table === 'Pushes') return takePush(entry.row);
        const wrong = entry.table === 'Listings' ? now.stock.row(entry.row) : takeRow(readRow(entry.table, entry.row));
        // Levels are reckoned for runs of npm start alone.
        return wrong.length > 0 || first.of !== 'start' ? wrong : takeLevelRow(now.levels, entry.table, entry.row);
      }
      case 'shown':
        now.shown.set(`${entry.shop} ${entry.item}`, entry.level);
        now.stock.shown(entry);
        return [];
      case 'held-span':
        now.stock.heldSpan(entry);
        return [];
      case 'book': {
        const order = bookedOrder(entry);
        if (now.books.has(order.id)) return [`the order ${order.id} is in the books twice`];
        now.books.set(order.id, order);
        return [];
      }
      case 'mail':
      case 'health':
      case 'request':
      case 'failed-message':
      case 'level':
        return [];
    }
  };

  return {
    get now() {
      return now;
    },
    take,
  };
}

function countCall(calls: Partial<Record<JournalMallName, number>>, { mall = 'rms' }: ExchangeEntry): void {
  calls[mall] = (calls[mall] ?? 0) + 1;
}

function addReading(readings: Map<string, Reading[]>, reading: Reading): void {
  const before = readings.get(reading.order) ?? [];
  const others = before.filter(({ lines }) => !isSame(lines, reading.lines));
  readings.set(reading.order, [...others, reading]);
}

function isSame(one: Lines, other: Lines): boolean {
  return one.size === other.size && [...one].every(([lineId, quantity]) => other.get(lineId) === quantity);
}

function addAnnouncement(announcements: Map<string, Set<string>>, { source, detail }: EventEntry): readonly string[] {
  if (source !== ourSource) return [];
  const { id, shop, orderNumber, revision } = (detail ?? {}) as Readonly<Record<string, unknown>>;
  // Other events of ours, of later releases, concern no revision.
  if (revision === undefined) return [];
  if (typeof id !== 'string' || typeof shop !== 'string' || typeof orderNumber !== 'string') {
    return ['the event announces a revision and lacks one of id, shop and orderNumber'];
  }
  const name = `${orderIdOf(shop, orderNumber)} ${revision}`;
  announcements.set(name, (announcements.get(name) ?? new Set()).add(id));
  return [];
}
