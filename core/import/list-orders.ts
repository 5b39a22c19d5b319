import { type EpochMs, eachLimited, inChunks, mapLimited } from '../kernel/index.ts';
import {
  type Change,
  type MallName,
  mallOf,
  type OrderRow,
  type Shop,
  type ShopKey,
  type StoredOrder,
} from '../model/index.ts';
import type { ListedAt, OrderKey, OrderList, Ports } from '../ports/index.ts';
import type { ImportSettings } from '../session/index.ts';
import { idOf, momentOf, needingAttention, rememberedPushes, type TroubledPushes } from './attention.ts';

/** Which orders are looked for; what is absent leaves all. */
export interface OrderQuery {
  /** 注文日時 lies in [from, to). */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  /** A whole order number, or a part of one. */
  readonly number?: string | undefined;
  /** The progress values that are meant, by mall. */
  readonly states?: ReadonlyMap<MallName, readonly string[]> | undefined;
  /** Judges each stored row that the other filters leave, by what the order says. */
  readonly isMeant?: ((row: StoredOrder) => boolean) | undefined;
  /**
   * Lists the open orders in `states` by this moment of each, the soonest first and those without one last, instead of by 注文日時. All of them are
   * read for a page.
   */
  readonly soonestBy?: ((row: StoredOrder) => EpochMs | null) | undefined;
  /** Only orders that cannot be read, or of which a requested change failed or is held by a pause. */
  readonly needsAttention?: boolean;
  /** Where the page before ended. */
  readonly after?: ListedAt | undefined;
  readonly limit: number;
}

/** An order of the list. */
export interface ListedOrder extends ListedAt {
  /** Null where a change was requested of an order that is not stored. */
  readonly row: OrderRow | null;
  /** Requested changes of it that failed, or that a pause holds. */
  readonly pushes: readonly Change[];
}

/**
 * A page of orders, the newest first. `at` is 注文日時, or the moment of `soonestBy`; of an order that could never be read, since when; of one that is not
 * stored, when a change was requested.
 */
export interface OrderListing {
  readonly orders: readonly ListedOrder[];
  /** Where this page ends, if there is more. */
  readonly next: ListedAt | null;
  /** Set when the search rests before its page is full, because it has looked at so many: `next` goes on. By `soonestBy` nothing does. */
  readonly rests: boolean;
  /** The place of the first order among all, from 1, where all are known without their rows. */
  readonly place: { readonly first: number; readonly of: number } | null;
}

/** What the list is read from. */
export interface ListPorts extends Pick<Ports, 'clock' | 'malls' | 'changes' | 'orders'> {
  readonly orderList: OrderList;
}

/** Shops asked at once. */
const shopsAtOnce = 32;
/** Keys asked of a shop at first: they fit into 4 KB, for the price of one. Then twice as many each time. */
const keysAtFirst = 51;
const keysAtOnce = 1_000;
/** Keys that a search looks at before it rests, and rows that it reads, no fewer than 25 at once. */
const keysMax = 10_000;
const rowsMax = 1_000;
const rowsAtOnce = 25;
/** As many as one call reads, where each row is looked at. */
const rowsOfSearch = 100;
/** Open orders that are read to list the soonest: those that were placed first. */
const soonestMax = 5_000;
const endOfTime = 9_999_999_999_999;

/**
 * A page of the orders of these shops. Each shop is asked for its own newest, as far as the page needs them; rows are read for the page
 * alone. `docs/how-to/orders.md` says what each filter costs.
 */
export async function listOrders(
  ports: ListPorts,
  shops: readonly Shop[],
  query: OrderQuery,
  settings: Pick<ImportSettings, 'problemWaitMaxMs'>,
): Promise<OrderListing> {
  const troubled = rememberedPushes(ports);
  const page =
    query.soonestBy === undefined
      ? await newestPage(ports, shops, query, { troubled, settings })
      : await soonestPage(ports.orderList, shops, query, query.soonestBy);
  const orders = await mapLimited(page.orders, shopsAtOnce, async (order) => {
    const pushes = (await troubled(order.shop)).filter((push) => push.orderNumber === order.orderNumber);
    return { ...order, pushes };
  });
  return { ...page, orders };
}

async function newestPage(
  ports: ListPorts,
  shops: readonly Shop[],
  query: OrderQuery,
  attention: Parameters<typeof needingAttention>[2],
): Promise<OrderListing> {
  const streams = await streamsOf(ports, shops, query, attention);
  const rowsOf = (keys: readonly ListedAt[]) => rowsAndMarks(ports.orderList, attention.troubled, keys, query);
  const page = await fillPage(rowsOf, merged(streams), query);
  const sizes = streams.map(({ size }) => size());
  const isKnown = query.isMeant === undefined && page.orders.length > 0 && !sizes.includes(null);
  const sum = (of: 'all' | 'before'): number => sizes.reduce((total, size) => total + (size?.[of] ?? 0), 0);
  return { ...page, place: isKnown ? { first: sum('before') + 1, of: sum('all') } : null };
}

async function soonestPage(
  list: OrderList,
  shops: readonly Shop[],
  query: OrderQuery,
  soonestBy: (row: StoredOrder) => EpochMs | null,
): Promise<OrderListing> {
  const { after, limit } = query;
  const open = await mapLimited(shops, shopsAtOnce, ({ key, mall }) => list.openIn(key, query.states?.get(mall) ?? []));
  const keys = open
    .flat()
    .filter((one) => isKeyMeant(one, query))
    .sort((one, other) => one.at - other.at);
  const chunks = [...inChunks(keys.slice(0, soonestMax), rowsOfSearch)];
  const rows = (await mapLimited(chunks, shopsAtOnce, (chunk) => list.rows(chunk))).flat();
  const all = rows
    .flatMap((row): ListedOrder[] => {
      if (row.kind !== 'stored') return [];
      const { shop, orderNumber } = row;
      return [{ shop, orderNumber, at: soonestBy(row) ?? endOfTime, row, pushes: [] }];
    })
    .filter((order) => isRowMeant(order, query))
    .sort(soonestFirst);
  const left = all.filter((one) => after === undefined || soonestFirst(after, one) < 0);
  const orders = left.slice(0, limit);
  return {
    orders,
    next: left.length > limit ? positionOf(orders.at(-1) as ListedAt) : null,
    rests: keys.length > soonestMax,
    place: orders.length === 0 ? null : { first: all.length - left.length + 1, of: all.length },
  };
}

/** Takes candidates until the page is full and one is left, or none comes any more, or the search rests. */
async function fillPage(
  rowsOf: (keys: readonly ListedAt[]) => Promise<readonly ListedOrder[]>,
  candidates: AsyncGenerator<ListedAt>,
  query: OrderQuery,
): Promise<Omit<OrderListing, 'place'>> {
  const { limit, states, isMeant } = query;
  const found: ListedOrder[] = [];
  let batch: ListedAt[] = [];
  let last: ListedAt | null = null;
  let rests = false;
  let [keys, rows] = [0, 0];
  const leastAtOnce = isMeant ? rowsOfSearch : states ? rowsAtOnce : 1;
  const readBatch = async (): Promise<void> => {
    rows += batch.length;
    found.push(...(await rowsOf(batch)).filter((order) => isRowMeant(order, query)));
    batch = [];
  };
  for await (const one of candidates) {
    last = one;
    keys++;
    if (isKeyMeant(one, query)) batch.push(one);
    if (batch.length >= Math.max(limit + 1 - found.length, leastAtOnce)) await readBatch();
    if (found.length > limit) break;
    rests = keys >= keysMax || rows >= rowsMax;
    if (rests) break;
  }
  await readBatch();
  const orders = found.slice(0, limit);
  if (found.length > limit) return { orders, next: positionOf(orders.at(-1) as ListedAt), rests: false };
  return { orders, next: rests && last !== null ? positionOf(last) : null, rests };
}

const positionOf = ({ shop, orderNumber, at }: ListedAt): ListedAt => ({ shop, orderNumber, at });

function isKeyMeant({ at, orderNumber }: ListedAt, { from = 0, to = endOfTime, number = '' }: OrderQuery): boolean {
  return at >= from && at < to && orderNumber.includes(number);
}

function isRowMeant({ shop, row }: ListedOrder, { states, isMeant }: OrderQuery): boolean {
  if (states === undefined && isMeant === undefined) return true;
  if (row?.kind !== 'stored') return false;
  const isInState = states === undefined || (states.get(mallOf(shop)) ?? []).includes(row.progress);
  return isInState && isMeant?.(row) !== false;
}

/**
 * The rows of some orders, and at the same time what is going to mark them: one after the other they are one round trip more. Where rows
 * are searched, most of the rows are not of the page, and their marks would be read for nothing.
 */
async function rowsAndMarks(
  list: OrderList,
  troubled: TroubledPushes,
  keys: readonly ListedAt[],
  { states, isMeant }: OrderQuery,
): Promise<ListedOrder[]> {
  const marked = states || isMeant ? [] : new Set(keys.map(({ shop }) => shop));
  const [found] = await Promise.all([list.rows(keys), mapLimited([...marked], shopsAtOnce, troubled)]);
  const rows = new Map(found.map((row) => [idOf(row), row]));
  return keys.map((key) => ({ ...key, row: rows.get(idOf(key)) ?? null, pushes: [] }));
}

/** The order of the list. Those of one shop and one moment stand as their index has them. */
const newestFirst = (one: ListedAt, other: ListedAt): number => other.at - one.at || byKey(one, other);

const soonestFirst = (one: ListedAt, other: ListedAt): number => one.at - other.at || byKey(one, other);

function byKey(one: OrderKey, other: OrderKey): number {
  if (one.shop !== other.shop) return one.shop < other.shop ? -1 : 1;
  if (one.orderNumber === other.orderNumber) return 0;
  return one.orderNumber < other.orderNumber ? -1 : 1;
}

/** Some orders, the newest first. */
interface Stream {
  /** Gives the next ones; fewer than asked for are the last. */
  take(count: number): Promise<readonly ListedAt[]>;
  /** Counts its orders, in all and before the page; null where that is not known. */
  size(): { readonly all: number; readonly before: number } | null;
}

interface Lane {
  readonly stream: Stream;
  waiting: ListedAt[];
  asks: number;
  isOver: boolean;
}

/** Streams as one. Each is asked for more only once what it gave is used up. */
async function* merged(streams: readonly Stream[]): AsyncGenerator<ListedAt> {
  const lanes = streams.map((stream): Lane => ({ stream, waiting: [], asks: keysAtFirst, isOver: false }));
  for (;;) {
    const empty = lanes.filter(({ waiting, isOver }) => waiting.length === 0 && !isOver);
    await eachLimited(empty, shopsAtOnce, async (lane) => {
      lane.waiting = [...(await lane.stream.take(lane.asks))];
      lane.isOver = lane.waiting.length < lane.asks;
      lane.asks = Math.min(2 * lane.asks, keysAtOnce);
    });
    const heads = lanes.flatMap(({ waiting }) => waiting.slice(0, 1));
    const [first, ...others] = heads;
    if (first === undefined) return;
    const newest = others.reduce((best, one) => (newestFirst(one, best) < 0 ? one : best), first);
    yield newest;
    lanes.find(({ waiting }) => waiting[0] === newest)?.waiting.shift();
  }
}

/** From where a query takes its candidates: the keys of numbers, what needs attention, or of each shop an index. */
async function streamsOf(
  ports: ListPorts,
  shops: readonly Shop[],
  query: OrderQuery,
  attention: Parameters<typeof needingAttention>[2],
): Promise<Stream[]> {
  if (query.needsAttention) return [listed(await needingAttention(ports, shops, attention), query)];
  const whole = await ofWholeNumber(ports, shops, query.number);
  if (whole.length > 0) return [listed(whole, query)];
  return shops.map(({ key, mall }) => {
    const states = query.states?.get(mall);
    const { isSettled } = ports.malls.traits(mall);
    // A settled order may be final, and then no index of open orders has it.
    if (states === undefined || states.some(isSettled)) return newestOf(ports.orderList, key, query);
    return states.length === 0 ? listed([], query) : openOf(ports.orderList, key, states, query);
  });
}

function listed(orders: readonly ListedAt[], query: OrderQuery): Stream {
  const { after } = query;
  const all = orders.filter((one) => isKeyMeant(one, query));
  const left = all.filter((one) => after === undefined || newestFirst(after, one) < 0).sort(newestFirst);
  const size = { all: all.length, before: all.length - left.length };
  return { take: async (count) => left.splice(0, count), size: () => size };
}

/** The open orders of a shop in some states: the index is in the order of their numbers, so all of them are read. */
function openOf(list: OrderList, shop: ShopKey, states: readonly string[], query: OrderQuery): Stream {
  let stream: Stream | undefined;
  return {
    async take(count) {
      stream ??= listed(await list.openIn(shop, states), query);
      return stream.take(count);
    },
    size: () => stream?.size() ?? null,
  };
}

/** The stored orders of a shop, from where the page before ended. */
function newestOf(list: OrderList, shop: ShopKey, { from = 0, to = endOfTime, after }: OrderQuery): Stream {
  // Those of the same moment come shop by shop.
  const wholly = after === undefined ? endOfTime : shop < after.shop ? after.at : after.at + 1;
  let position = after?.shop === shop ? after : undefined;
  return {
    async take(count) {
      const span = { from, to: Math.min(to, wholly), ...(position === undefined ? {} : { after: position }) };
      const found = await list.newest(shop, span, count);
      position = found.at(-1) ?? position;
      return found;
    },
    size: () => null,
  };
}

/** The orders whose number was given whole, by their keys: whatever they are, and however old. */
async function ofWholeNumber(ports: ListPorts, shops: readonly Shop[], number = ''): Promise<ListedAt[]> {
  const able = shops.filter(({ mall }) => ports.malls.traits(mall).orderNumber.form.test(number));
  const rows = await ports.orderList.summaries(able.map(({ key }) => ({ shop: key, orderNumber: number })));
  return rows.map((row) => ({ shop: row.shop, orderNumber: row.orderNumber, at: momentOf(row) }));
}
