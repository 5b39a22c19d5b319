import { mallOf, type Shop, type ShopKey } from '../merchants/shop.ts';
import { inChunks } from '../units.ts';
import { announceRows } from './announce.ts';
import { eraseOrder, giveUp } from './erase.ts';
import type { Intent } from './intent.ts';
import { readAndStore, type Wanted } from './read-and-store.ts';
import type { OrderRow, StoredOrder } from './row.ts';
import { type Round, visitShops } from './visit-shops.ts';
import { joinedKeys } from './write-plans.ts';

/** What a sweep set right. */
export interface SweepReport {
  announced: number;
  erased: number;
  /** Orders read again because a problem row was due or a dead run had left an intent. */
  retried: number;
}

/** Rows of one bucket looked at by one sweep. */
const duePerBucket = 1_000;

/**
 * Finds what should have been done and was not, in some buckets: revisions the bus has not accepted, problem orders due
 * for another try, intents of dead runs, personal data past their time. Everything it does is the normal work, redone.
 */
export async function sweep(round: Round, buckets: readonly number[]): Promise<SweepReport> {
  const report: SweepReport = { announced: 0, erased: 0, retried: 0 };
  for (const bucket of buckets) {
    if (round.budget.remainingMs() <= round.settings.callReserveMs) break;
    const rows = await dueRows(round, bucket);
    await announceDue(round, rows, report);
    await eraseDue(round, rows, report);
    await retryDue(round, bucket, rows, report);
  }
  return report;
}

async function dueRows(round: Round, bucket: number): Promise<OrderRow[]> {
  const { ports } = round;
  const now = ports.clock.now();
  const keys = await ports.orders.due(bucket, now, duePerBucket);
  const rows: OrderRow[] = [];
  for (const [shop, orderNumbers] of byShop(keys)) {
    rows.push(...(await ports.orders.rows(shop, orderNumbers)).values());
  }
  // The index lags behind the rows: what it calls due may have been dealt with.
  return rows.filter((row) => row.dueAt !== undefined && row.dueAt <= now);
}

async function announceDue(round: Round, rows: readonly OrderRow[], report: SweepReport): Promise<void> {
  const unannounced = rows.filter((row): row is StoredOrder => row.kind === 'stored' && row.unannounced.length > 0);
  report.announced += await announceRows(round.ports, round.settings, unannounced);
}

async function eraseDue(round: Round, rows: readonly OrderRow[], report: SweepReport): Promise<void> {
  for (const row of rows) {
    if (row.kind === 'stored' && row.final && row.unannounced.length === 0) {
      report.erased++;
      await eraseOrder(round.ports, row, round.writer);
    }
    if (row.kind !== 'stored' && isHopeless(round, row)) {
      report.erased++;
      await giveUp(round.ports, row, round.writer);
    }
  }
}

/** An order that could not be read for longer than any order is kept: what came of it is removed and it is given up. */
function isHopeless(round: Round, row: OrderRow): boolean {
  if (row.kind === 'stored') return false;
  const { settledAfterMs } = round.ports.malls.traits(mallOf(row.shop));
  return round.ports.clock.now() - row.problem.since > settledAfterMs + round.settings.retentionMs;
}

async function retryDue(round: Round, bucket: number, rows: readonly OrderRow[], report: SweepReport): Promise<void> {
  const { ports, settings } = round;
  const abandoned = await ports.intents.abandoned(bucket, ports.clock.now() - settings.intentAbandonedMs);
  const problems = rows.filter((row) => row.problem !== undefined && !isHopeless(round, row));
  const shopKeys = new Set<ShopKey>([...problems.map((row) => row.shop), ...abandoned.map((intent) => intent.shop)]);
  const shops: Shop[] = [];
  for (const key of shopKeys) {
    const shop = await ports.shops.get(key);
    if (shop) shops.push(shop);
  }
  await visitShops(round, shops, async (run) => {
    const intents = abandoned.filter((intent) => intent.shop === run.shop.key);
    const retries = problems.filter((row) => row.shop === run.shop.key).map(({ orderNumber }) => ({ orderNumber }));
    const unsettled = new Set<string>();
    for (const chunk of inChunks([...wantedOf(intents), ...retries], run.traits.readBatch)) {
      if (!run.mayCall()) return;
      const batch = await readAndStore(run, chunk);
      for (const orderNumber of batch.unsettled) unsettled.add(orderNumber);
      report.retried += chunk.length;
    }
    for (const intent of intents) {
      const settled = intent.orderNumbers.every((orderNumber) => !unsettled.has(orderNumber));
      if (settled) await ports.intents.close(intent);
    }
  });
}

/** The orders of dead runs, with every claim such a run may have written. */
function wantedOf(intents: readonly Intent[]): Wanted[] {
  const orders = intents.flatMap((intent) =>
    intent.orderNumbers.map((orderNumber) => ({
      orderNumber,
      carried: intent.claims.filter((claim) => claim.orderNumber === orderNumber),
    })),
  );
  const joined = new Map<string, Wanted>();
  for (const order of orders) {
    const carried = joinedKeys(joined.get(order.orderNumber)?.carried ?? [], order.carried);
    joined.set(order.orderNumber, { orderNumber: order.orderNumber, carried });
  }
  return [...joined.values()];
}

function byShop(keys: readonly { shop: ShopKey; orderNumber: string }[]): Map<ShopKey, string[]> {
  const grouped = new Map<ShopKey, string[]>();
  for (const { shop, orderNumber } of keys) grouped.set(shop, [...(grouped.get(shop) ?? []), orderNumber]);
  return grouped;
}
