import { inChunks, jstHour, minuteMs } from '../kernel/index.ts';
import { bucketOf, mallOf, type ShopKey, type StoredOrder } from '../model/index.ts';
import type { RunContext } from '../session/index.ts';
import { dueOf } from './plan.ts';

/** As long as the schedule's pause between two runs: one run a night falls into it. */
const spanMs = 5 * minuteMs;
const rowsPerRead = 100;

/** True in the minutes of a night in which removed shops are looked after. */
export function retiringIsDue(now: number, { rereadHour }: RunContext['settings']): boolean {
  return jstHour(now) === rereadHour && now % (60 * minuteMs) < spanMs;
}

/**
 * Makes the open orders of removed shops final. No run reads them again, so they would stay open, and keep the buyers' data,
 * forever. Once they are as old as orders are when they no longer change, they become final in their current state, and personal data
 * is removed when that is due. A shop that is added again before then finds them open, and catches up.
 */
export async function retireOrders(context: RunContext, buckets: readonly number[]): Promise<number> {
  const { ports } = context;
  let retired = 0;
  for (const { key } of await ports.removedShops.list()) {
    if (context.budget.remainingMs() <= context.settings.callReserveMs) break;
    if (!buckets.includes(bucketOf(key)) || (await ports.shops.get(key)) !== null) continue;
    const orders = await retireOrdersOf(context, key);
    if (orders > 0) ports.log.info('shop.orders-retired', { shop: key, orders });
    retired += orders;
  }
  return retired;
}

async function retireOrdersOf({ ports, settings, runId }: RunContext, shop: ShopKey): Promise<number> {
  const now = ports.clock.now();
  const { settledAfterMs } = ports.malls.traits(mallOf(shop));
  const old = (await ports.orders.openOrders(shop)).filter(({ orderedAt }) => now - orderedAt > settledAfterMs);
  let retired = 0;
  for (const chunk of inChunks(old, rowsPerRead)) {
    const rows = await ports.orders.rows(
      shop,
      chunk.map(({ orderNumber }) => orderNumber),
    );
    for (const row of rows.values()) {
      // A problem of a removed shop is given up by the sweep in its own time.
      if (row.kind !== 'stored' || row.final || row.problem !== undefined) continue;
      const final: StoredOrder = { ...row, version: row.version + 1, writer: runId, final: true };
      const outcome = await ports.orders.put({ ...final, ...dueOf(final, { settings, now }) }, row.version);
      if (outcome === 'stored') retired++;
    }
  }
  return retired;
}
