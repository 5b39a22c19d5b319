import { bucketCount, bucketOf, type ShopKey } from '../merchants/shop.ts';
import type { OrderKey, OrderStore } from '../ports/orders.ts';
import { dayMs, type EpochMs, inChunks } from '../units.ts';
import type { OrderProblem, OrderRow } from './row.ts';
import type { ImportSettings } from './settings.ts';

/** An order that the mall lists and that could not be read when it was last tried. */
export interface ProblemOrder extends OrderKey {
  readonly problem: OrderProblem;
  /** An earlier reading of it is stored and stands. */
  readonly stored: boolean;
  /** When it is read again; absent once it was given up. */
  readonly nextTryAt?: EpochMs;
}

/** From so many orders on that could not be read within an hour, the reason is hardly one order: an alarm tells, and `ops status` does. */
export const unreadAnHourMax = 10;

/** Rows read at once. */
const rowsAtOnce = 100;

/**
 * The orders with a standing problem, those that have waited longest first, of one shop or of all. Reads the index of due
 * rows, up to the longest wait before another try and a day on top: settled orders that wait half a year for the removal of
 * personal data lie behind that and are left alone. For people's commands.
 */
export async function problemOrders(
  orders: Pick<OrderStore, 'due' | 'rows'>,
  settings: Pick<ImportSettings, 'problemWaitMaxMs'>,
  now: EpochMs,
  shop?: ShopKey,
): Promise<ProblemOrder[]> {
  const buckets = shop === undefined ? Array.from({ length: bucketCount }, (_, bucket) => bucket) : [bucketOf(shop)];
  const until = now + settings.problemWaitMaxMs + dayMs;
  const found: ProblemOrder[] = [];
  for (const bucket of buckets) {
    const keys = await orders.due(bucket, until, Number.POSITIVE_INFINITY);
    for (const [key, orderNumbers] of Map.groupBy(keys, (one) => one.shop)) {
      if (shop !== undefined && key !== shop) continue;
      for (const chunk of inChunks(orderNumbers, rowsAtOnce)) {
        const numbers = chunk.map(({ orderNumber }) => orderNumber);
        for (const row of (await orders.rows(key, numbers)).values()) found.push(...problemOf(row));
      }
    }
  }
  return found.sort((a, b) => a.problem.since - b.problem.since || (a.orderNumber < b.orderNumber ? -1 : 1));
}

function problemOf(row: OrderRow): ProblemOrder[] {
  if (!row.problem) return [];
  const { shop, orderNumber, problem, dueAt } = row;
  const nextTry = dueAt === undefined ? {} : { nextTryAt: dueAt };
  return [{ shop, orderNumber, problem, stored: row.kind === 'stored', ...nextTry }];
}
