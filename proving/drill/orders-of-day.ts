import { dayMs, hourMs, minuteMs } from '../../core/kernel/time.ts';
import type { Prng } from '../../simulator/index.ts';
import { shareOfSales } from '../worlds/scale/sales.ts';
import type { OpenDay } from './day.ts';
import type { DrillMall } from './malls-beside.ts';
import type { Script } from './scripts.ts';

/** Orders that a shop gets in a day. */
const ordersADay = { from: 8, to: 60 };
/** Orders come until this long after the end. */
const after = 3 * hourMs;
/** How long the mall keeps a late order to itself, after it was placed in the middle of the outage. */
const lateBy = { from: hourMs, to: 12 * hourMs };
/** A new key is entered this long after the end: the merchant read the mail first. */
const keyAfter = 2 * hourMs;

/** How many orders shops get. */
export interface Sales {
  /** So many times as many orders come as on a usual day. */
  readonly orders: number;
  /** Whether a tenth of the shops has 80 % of the orders, the first shops most; otherwise each has about as many. */
  readonly isPareto: boolean;
  /** Shops of the mall. */
  readonly shops: number;
}

/** Orders of the half day before: of a shop with more than usual not all, so that it is in step within minutes, as if it had been imported all along. */
const beforeOf = (perDay: number, { to }: typeof ordersADay): number => Math.ceil(Math.min(perDay, to) / 4);

/** What a shop gets in a day, its rank being its place among those of its mall. */
function salesOf({ orders, isPareto, shops }: Sales, rank: number, even: number, usual: typeof ordersADay): number {
  const mean = (usual.from + usual.to) / 2;
  return orders * (isPareto ? shops * mean * shareOfSales('pareto', rank, shops) : even);
}

/** An order that will be placed. */
export interface PlannedOrder {
  /** The shop's code. */
  readonly shop: string;
  readonly orderNumber: string;
  readonly placedAt: number;
}

/** Orders at random moments: the market stays open while its merchants' system is away. Returns those of the day. */
export function planOrders(
  { rms, chance, script, start }: OpenDay,
  { code, rank }: { readonly code: string; readonly rank: number },
  sales: Sales,
): PlannedOrder[] {
  const perDay = salesOf(sales, rank, chance.int(ordersADay.from, ordersADay.to), ordersADay);
  const end = script.to + after;
  const count = Math.max(2, Math.round((perDay * (end - start)) / dayMs));
  const planned = Array.from({ length: count }, (): PlannedOrder => {
    const placedAt = chance.int(start, end);
    const [orderNumber = ''] = rms.control.addOrders(code, { count: 1, at: placedAt });
    return { shop: code, orderNumber, placedAt };
  });
  const before = { from: start - dayMs / 2, to: start - minuteMs };
  rms.control.addOrders(code, { count: beforeOf(perDay, ordersADay), at: before });
  return planned;
}

/** What a shop at a mall beside RMS gets in a day. */
const besideADay = { from: 6, to: 30 };

/** Orders at a mall that stays up, all day. */
export function planOrdersBeside(
  { script, start }: Pick<OpenDay, 'script' | 'start'>,
  { control, kinds }: DrillMall,
  { code, rank }: { readonly code: string; readonly rank: number },
  sales: Sales,
  chance: Prng,
): void {
  const perDay = salesOf(sales, rank, chance.int(besideADay.from, besideADay.to), besideADay);
  const end = script.to + after;
  for (let left = Math.max(2, Math.round((perDay * (end - start)) / dayMs)); left > 0; left--) {
    control.addOrders(code, { count: 1, kind: chance.pick(kinds), at: chance.int(start, end) });
  }
  control.addOrders(code, {
    count: beforeOf(perDay, besideADay),
    at: { from: start - dayMs / 2, to: start - minuteMs },
  });
}

/** Two orders of the outage that the mall lists hours after they were placed. */
export function lateOrders({ rms, chance, script }: OpenDay, code: string): void {
  for (let order = 0; order < 2; order++) {
    const at = chance.int(script.from, script.to);
    rms.control.addOrders(code, { count: 1, at, visibleAfterMs: chance.int(lateBy.from, lateBy.to) });
  }
}

/** When the key of one shop expires, and when a new one is entered. */
export function planKey({ from, to }: Script): { readonly from: number; readonly to: number } {
  return { from: from + Math.round((to - from) / 3), to: to + keyAfter };
}
