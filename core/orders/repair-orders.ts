import { inChunks } from '../units.ts';
import type { DifferingOrder } from './check-orders.ts';
import { readAndStore } from './read-and-store.ts';
import type { ShopRun } from './run.ts';

/** How far a repair has come. */
export interface OrdersRepair {
  /** Orders whose claims say now what the mall shows. */
  repaired: number;
  /** Orders that the mall did not show: their claims stand as they were. */
  readonly left: string[];
}

/**
 * Reads orders of one shop again whose claims are not those of their rows, and writes all their claims anew, zeros for lines
 * that are gone. The mall decides what is right, not the row; so whoever imports at the same time comes to the same. A reading
 * that says what the row says makes no revision.
 */
export async function repairOrders(
  run: ShopRun,
  differing: readonly DifferingOrder[],
  onProgress: (progress: Readonly<OrdersRepair>) => void,
): Promise<OrdersRepair> {
  const repair: OrdersRepair = { repaired: 0, left: [] };
  for (const chunk of inChunks(differing, run.traits.readBatch)) {
    if (!run.mayCall()) {
      repair.left.push(...chunk.map(({ orderNumber }) => orderNumber));
      continue;
    }
    const wanted = chunk.map(({ orderNumber, keys }) => ({ orderNumber, carried: keys }));
    const { unsettled } = await readAndStore(run, wanted);
    const left = new Set(unsettled);
    repair.repaired += chunk.length - left.size;
    repair.left.push(...left);
    onProgress(repair);
  }
  return repair;
}
