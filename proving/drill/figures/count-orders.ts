import type { BookFact, DayFacts } from '../facts.ts';
import { doubledOrders, idOf } from './doubled.ts';
import { lastAnswerableAt } from './fetchable.ts';
import { isAtRms } from './rms-shops.ts';

/** What became of the orders. */
export interface OrderFigures {
  readonly placed: number;
  readonly lost: number;
  readonly storedTwice: number;
  readonly placedByGrey: number;
  readonly storedDuringGrey: number;
  readonly fetchableDuringGrey: number;
}

/** Counts the orders of the books against the rows, claims and announcements. */
export function countOrders(day: DayFacts): OrderFigures {
  const { script } = day;
  const stored = storedAtOf(day);
  const due = dueOrders(day);
  const during = script.greyFrom === undefined ? [] : due.filter((order) => isPlacedDuring(order, script));
  const open = new Map(day.shops.map(({ key }) => [key, lastAnswerableAt(day, key) ?? Number.NEGATIVE_INFINITY]));
  return {
    placed: due.length,
    lost: due.filter((order) => !stored.has(idOf(order))).length,
    storedTwice: doubledOrders(day).size,
    placedByGrey: during.length,
    storedDuringGrey: during.filter((order) => (stored.get(idOf(order)) ?? script.to) < script.to).length,
    fetchableDuringGrey: during.filter((order) => order.visibleAt < (open.get(order.shop) ?? script.from)).length,
  };
}

/** When each stored order was stored first. */
export function storedAtOf({ rows }: Pick<DayFacts, 'rows'>): Map<string, number> {
  return new Map(rows.flatMap((row) => (row.storedAt === undefined ? [] : [[idOf(row), row.storedAt] as const])));
}

/** The orders that must be stored at the end: of an imported shop, placed since its first day, and listed by now. */
export function dueOrders({ shops, books, endedAt }: DayFacts): BookFact[] {
  const importFrom = new Map(shops.map((shop) => [shop.key, shop.importFrom]));
  return books.filter(({ shop, placedAt, visibleAt }) => {
    const from = importFrom.get(shop);
    return from !== undefined && second(placedAt) >= second(from) && visibleAt <= endedAt;
  });
}

/** Placed at the mall that was out, from the first failure on and before the end. */
export const isPlacedDuring = ({ shop, placedAt }: BookFact, { from, to }: DayFacts['script']): boolean =>
  isAtRms(shop) && placedAt >= from && placedAt < to;

/** The mall counts in whole seconds. */
const second = (ms: number): number => Math.floor(ms / 1_000);
