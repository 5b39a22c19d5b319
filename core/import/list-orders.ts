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

/** Absent filters leave all orders. */
export interface OrderQuery {
  /** 注文日時 in [from, to). */
  readonly from?: EpochMs | undefined;
  readonly to?: EpochMs | undefined;
  readonly number?: string | undefined;
  /** Progress values by mall. */
  readonly states?: ReadonlyMap<MallName, readonly string[]> | undefined;
  /** Judges stored rows left by the other filters. */
  readonly isMeant?: ((row: StoredOrder) => boolean) | undefined;
  /** Lists open orders in `states` by this moment instead of 注文日時, the soonest first, null last. Reads all of them for a page. */
  readonly soonestBy?: ((row: StoredOrder) => EpochMs | null) | undefined;
  readonly needsAttention?: boolean;
  readonly after?: ListedAt | undefined;
  readonly limit: number;
}

export interface ListedOrder extends ListedAt {
  /** Row of the order; null if a change was requested of one not stored. */
  readonly row: OrderRow | null;
  readonly pushes: readonly Change[];
}

/** The newest first. `at`: 注文日時, or `soonestBy`; for a never readable order since when, for an unstored one when a change was requested. */
export interface OrderListing {
  readonly orders: readonly ListedOrder[];
  readonly next: ListedAt | null;
  /** Set if the search paused before filling the page; `next` continues, except by `soonestBy`. */
  readonly rests: boolean;
  /** Number of the first order among all, from 1, if known without rows. */
  readonly place: { readonly first: number; readonly of: number } | null;
}

export interface ListPorts extends Pick<Ports, 'clock' | 'malls' | 'changes' | 'orders'> {
  readonly orderList: OrderList;
}

const shopsAtOnce = 32;
/** Keys that fit into 4 KB, the price of one; then doubled. */
const keysAtFirst = 51;
const keysAtOnce = 1_000;
const keysMax = 10_000;
const rowsMax = 1_000;
const rowsAtOnce = 25;
const rowsOfSearch = 100;
const soonestMax = 5_000;
const endOfTime = 9_999_999_999_999;

/**
 * A page of these shops' orders. Reads the newest of each shop as needed, and rows for the page only. Costs by filter:
 * `docs/how-to/orders.md`.
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

/** Rows and their marks in parallel, to save a round trip; not in searches, where most rows are not of the page. */
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

/** Orders of a shop at one moment keep the index's order. */
const newestFirst = (one: ListedAt, other: ListedAt): number => other.at - one.at || byKey(one, other);

const soonestFirst = (one: ListedAt, other: ListedAt): number => one.at - other.at || byKey(one, other);

function byKey(one: OrderKey, other: OrderKey): number {
  if (one.shop !== other.shop) return one.shop < other.shop ? -1 : 1;
  if (one.orderNumber === other.orderNumber) return 0;
  return one.orderNumber < other.orderNumber ? -1 : 1;
}

interface Stream {
  /** Fewer than asked for are the last. */
  take(count: number): Promise<readonly ListedAt[]>;
  /** Orders in all and before the page; null if unknown. */
  size(): { readonly all: number; readonly before: number } | null;
}

interface Lane {
  readonly stream: Stream;
  waiting: ListedAt[];
  asks: number;
  isOver: boolean;
}

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

/** Sources of candidates: given numbers, orders that need attention, or an index per shop. */
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
    // No index of open orders has final ones, as settled orders may be.
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

/** Open orders in some states. Reads all, since the index is by number. */
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

function newestOf(list: OrderList, shop: ShopKey, { from = 0, to = endOfTime, after }: OrderQuery): Stream {
  // Orders of one moment come by shop.
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

/** Orders of any kind or age. */
async function ofWholeNumber(ports: ListPorts, shops: readonly Shop[], number = ''): Promise<ListedAt[]> {
  const able = shops.filter(({ mall }) => ports.malls.traits(mall).orderNumber.form.test(number));
  const rows = await ports.orderList.summaries(able.map(({ key }) => ({ shop: key, orderNumber: number })));
  return rows.map((row) => ({ shop: row.shop, orderNumber: row.orderNumber, at: momentOf(row) }));
}
