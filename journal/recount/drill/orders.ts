import { type JournalMallName, journalMall } from '../../malls/index.ts';
import { dueOrders } from '../figures.ts';
import { type BookedOrder, mallOf, nearestRank, oneWriting, orderIdOf } from '../reading.ts';
import { type DrillDay, isAtMallOf } from './day.ts';
import { isFetchable } from './settings.ts';

/** The `orders` of a drill, and the names behind `lost` and `storedTwice`. */
export interface OrderCount {
  readonly figures: {
    readonly placed: number;
    readonly lost: number;
    readonly storedTwice: number;
    readonly placedByGrey: number;
    readonly storedDuringGrey: number;
    readonly fetchableDuringGrey: number;
  };
  readonly findings: readonly string[];
}

export function countOrders(day: DrillDay): OrderCount {
  const { from, to, greyFrom } = day.settings;
  const stored = storedMoments(day);
  const placed = dueOrders(day);
  const lost = placed.filter(({ id }) => !stored.has(id));
  const doubled = doubledNumbers(day);
  const during =
    greyFrom === undefined
      ? []
      : placed.filter(({ shop, orderedAt }) => shop.startsWith('rms#') && from <= orderedAt && orderedAt < to);
  let [storedDuringGrey, fetchableDuringGrey] = [0, 0];
  for (const order of during) {
    const at = stored.get(order.id);
    if (at !== undefined && at < to) storedDuringGrey += 1;
    if (isFetchable(day.settings, order)) fetchableDuringGrey += 1;
  }
  return {
    figures: {
      placed: placed.length,
      lost: lost.length,
      storedTwice: doubled.size,
      placedByGrey: during.length,
      storedDuringGrey,
      fetchableDuringGrey,
    },
    findings: [
      ...lost.map(({ id }) => `${id} is at the mall and is not stored`),
      ...[...doubled].map((orderNumber) => `${orderNumber} has something twice`),
    ],
  };
}

/** When each order was stored, by its id. */
export function storedMoments({ orders }: DrillDay): Map<string, number> {
  const moments = new Map<string, number>();
  for (const { shop, orderNumber, stored } of orders) {
    if (stored !== null) moments.set(orderIdOf(shop, orderNumber), stored.storedAt);
  }
  return moments;
}

/** The numbers of orders with two rows, a line claimed twice or beyond its units, or a revision under two ids. */
function doubledNumbers({ orders, claims, books, announced }: DrillDay): Set<string> {
  const doubled = new Set<string>();
  const rows = new Set<string>();
  for (const { shop, orderNumber } of orders) {
    const written = oneWriting(orderNumber);
    const name = journalMall(mallNameOf(shop)).numbersByShop ? orderIdOf(shop, written) : written;
    if (rows.has(name)) doubled.add(orderNumber);
    rows.add(name);
  }
  const places = new Set<string>();
  for (const { shop, orderNumber, lineId, quantity } of claims) {
    const id = orderIdOf(shop, orderNumber);
    if (quantity > (books.get(id)?.lines.get(lineId) ?? 0)) doubled.add(orderNumber);
    if (quantity === 0) continue;
    const place = `${id} ${lineId}`;
    if (places.has(place)) doubled.add(orderNumber);
    places.add(place);
  }
  for (const { orderNumber, ids } of announced.values()) if (ids.size > 1) doubled.add(orderNumber);
  return doubled;
}

/** How long orders took from their 注文日時 until they were stored, in minutes; null where there was none, or one never was. */
interface Lag {
  readonly orders: number;
  readonly median: number | null;
  readonly max: number | null;
}

/** The `lag` of a drill at a mall that stayed up: of orders placed in the hour before the outage, in it, and in the hour after it. */
export interface LagCount {
  readonly before: Lag;
  readonly during: Lag;
  readonly after: Lag;
  /**
   * Of those of the outage and the hour after it, the ones that took longer than any before, and than the mall's orders take at most. One
   * that changed within that time, before it was stored, has it once more.
   */
  readonly slower: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** The lag at each mall that stayed up. */
export function countLags(day: DrillDay): Readonly<Partial<Record<JournalMallName, LagCount>>> {
  const { from, to } = day.settings;
  const stored = storedMoments(day);
  // Where nothing went out, the mall that the day is about stayed up, too.
  const isUp = (shop: string): boolean => !isAtMallOf(day, shop) || day.settings.out.length === 0;
  const beside = dueOrders(day).filter(({ shop }) => isUp(shop));
  const lags: Partial<Record<JournalMallName, LagCount>> = {};
  for (const [mall, orders] of Map.groupBy(beside, ({ shop }) => mallNameOf(shop))) {
    const between = (since: number, until: number): OrderLag[] =>
      orders
        .filter(({ orderedAt }) => orderedAt >= since && orderedAt < until)
        .map((order) => orderLag(order, stored.get(order.id) ?? Number.POSITIVE_INFINITY));
    const [before, during, after] = [between(from - hourMs, from), between(from, to), between(to, to + hourMs)];
    const usual = Math.max(journalMall(mall).storedWithinMinutes * minuteMs, ...before.map(({ placed }) => placed));
    const slower = [...during, ...after].filter((lag) => isSlower(lag, usual)).length;
    lags[mall] = { before: lagOf(before), during: lagOf(during), after: lagOf(after), slower };
  }
  return lags;
}

/** How long orders of a mall took in calm hours from when it showed them until they were stored, in seconds; null where there was none. */
export interface CalmSeconds {
  readonly orders: number;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** The same, and of those before the outage and after it alone. */
export interface StoredSeconds extends CalmSeconds {
  readonly before: CalmSeconds;
  readonly after: CalmSeconds;
  /** The percentage of these orders that came at shops which were looked at more often than once a minute then. */
  readonly warmPercent: number | null;
  /** And of those that came at the shop with most. */
  readonly largestPercent: number | null;
}

/** Before the outage a drill plays so long, its first minutes left out. */
const calmBeforeMs = 80 * minuteMs;
/** An order that is shown so shortly before the outage may have to wait for its end. */
const lastMs = 2 * minuteMs;
/** What waited for the end is in by then; and runs come each minute for so long after it. */
const [caughtUpMs, watchedMs] = [10 * minuteMs, 110 * minuteMs];

/** At every mall: of orders that it showed before the outage, or once what had waited for its end was in. */
export function countSeconds(day: DrillDay): Readonly<Partial<Record<JournalMallName, StoredSeconds>>> {
  const { keyless } = day.settings;
  const stored = storedMoments(day);
  const seconds: Partial<Record<JournalMallName, StoredSeconds>> = {};
  const warmOf = Map.groupBy(day.warm, ({ shop }) => shop);
  for (const [mall, orders] of Map.groupBy(dueOrders(day), ({ shop }) => mallNameOf(shop))) {
    const calm = orders.flatMap(({ id, shop, orderedAt, visibleAt }) => {
      const [shownAt, storedAt] = [Math.max(orderedAt, visibleAt), stored.get(id)];
      const isKeyless = keyless.some((span) => span.shop === shop && span.from <= shownAt && shownAt < span.to);
      if (!isCalm(day, shownAt) || isKeyless || storedAt === undefined) return [];
      const isWarm = warmOf.get(shop)?.some(({ from, until }) => from <= shownAt && shownAt < until) ?? false;
      return [{ shop, shownAt, isWarm, waited: Math.max(0, storedAt - shownAt) }];
    });
    const secondsOf = (some: typeof calm): CalmSeconds => calmSeconds(some.map(({ waited }) => waited));
    const percent = (some: number): number | null =>
      calm.length === 0 ? null : Math.round((1_000 * some) / calm.length) / 10;
    const byShop = Map.groupBy(calm, ({ shop }) => shop);
    seconds[mall] = {
      ...secondsOf(calm),
      before: secondsOf(calm.filter(({ shownAt }) => shownAt < day.settings.from)),
      after: secondsOf(calm.filter(({ shownAt }) => shownAt >= day.settings.from)),
      warmPercent: percent(calm.filter(({ isWarm }) => isWarm).length),
      largestPercent: percent(Math.max(0, ...[...byShop.values()].map(({ length }) => length))),
    };
  }
  return seconds;
}

/** True before the outage, and once what had waited for its end is in. */
export function isCalm({ settings: { from, to } }: Pick<DrillDay, 'settings'>, at: number): boolean {
  return (at >= from - calmBeforeMs && at < from - lastMs) || (at >= to + caughtUpMs && at < to + watchedMs);
}

/** Their median, and what 99 of a hundred took at most. */
export function calmSeconds(waits: readonly number[]): CalmSeconds {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    const wait = nearestRank(sorted, share);
    return wait === undefined ? null : Math.round(wait / 100) / 10;
  };
  return { orders: sorted.length, p50: at(0.5), p99: at(0.99) };
}

/** How long an order took until it was stored, in ms: since it was placed, and since it changed last before it was. */
interface OrderLag {
  readonly placed: number;
  readonly changed: number;
}

function orderLag({ orderedAt, visibleAt }: BookedOrder, storedAt: number): OrderLag {
  const changedAt = visibleAt <= storedAt ? Math.max(orderedAt, visibleAt) : orderedAt;
  return { placed: storedAt - orderedAt, changed: storedAt - changedAt };
}

/**
 * An order that changes before it is listed has the usual time once more, because listings go by the last change. A change that came
 * later than the usual time is no excuse: the order should have been stored before it.
 */
function isSlower({ placed, changed }: OrderLag, usual: number): boolean {
  return placed > usual && (changed > usual || placed - changed > usual);
}

function lagOf(lags: readonly OrderLag[]): Lag {
  const sorted = lags.map(({ placed }) => placed).sort((a, b) => a - b);
  const minutes = (ms = Number.POSITIVE_INFINITY) => (Number.isFinite(ms) ? Math.round(ms / 6_000) / 10 : null);
  return { orders: sorted.length, median: minutes(nearestRank(sorted, 0.5)), max: minutes(sorted.at(-1)) };
}

export const mallNameOf = (shop: string) => mallOf(shop) as JournalMallName;
