import { readIsolated } from '../orders/read-isolated.ts';
import type { ShopRun } from '../orders/run.ts';
import type { OrderState } from '../status/order-state.ts';
import type { Push } from '../status/push.ts';
import { countSurplus, mayBeDoubled, type SurplusRows } from '../status/surplus.ts';
import { inChunks } from '../units.ts';

/** The surplus rows of one order. */
export interface SurplusOrder extends SurplusRows {
  readonly orderNumber: string;
}

type Traits = Pick<Required<ShopRun['traits']>, 'stateIn'>;

/**
 * The surplus rows that stand at the mall in these orders. Where to look is told by our pushes: only a call of ours that may have been
 * applied twice doubles a row, and each such push shows it. So of the thousands of shipments of a week the few are read that were tried
 * again, held after a call, or had a call with an open end, a batch in one call; mostly none. What stands there the mall alone tells: a push that is done with
 * looking again would know of no row that came later. What the run has no calls left for is not looked at; the log says of how many orders. Throws
 * the mall's failures.
 *
 * Changes nothing: the pushes remove what they still look at.
 */
export async function surplusOrders(run: ShopRun, orderNumbers: readonly string[]): Promise<SurplusOrder[]> {
  const { stateIn } = run.traits;
  if (stateIn === undefined || orderNumbers.length === 0) return [];
  const pushes = await run.ports.pushes.ofOrders(run.shop.key, orderNumbers);
  const byOrder = Map.groupBy(pushes, ({ orderNumber }) => orderNumber);
  const suspects = new Set(pushes.filter(mayBeDoubled).map(({ orderNumber }) => orderNumber));
  const found: SurplusOrder[] = [];
  for (const { orderNumber, state } of await readStates(run, { stateIn }, [...suspects])) {
    if (countSurplus(byOrder.get(orderNumber) ?? [], state).rows === 0) continue;
    // Somebody may have asked for the second row since the pushes were read.
    const ofOrder: Push[] = await run.ports.pushes.ofOrder({ shop: run.shop.key, orderNumber });
    const surplus = countSurplus(ofOrder, state);
    if (surplus.rows > 0) found.push({ orderNumber, ...surplus });
  }
  return found;
}

interface Seen {
  readonly orderNumber: string;
  readonly state: OrderState;
}

/** How orders stand at the mall. What nobody can read, or no call is left for, shows no rows; the log has it, since nothing was counted of it. */
async function readStates(run: ShopRun, { stateIn }: Traits, orderNumbers: readonly string[]): Promise<Seen[]> {
  const seen: Seen[] = [];
  let unseen = 0;
  for (const chunk of inChunks(orderNumbers, run.traits.readBatch)) {
    if (!run.mayCall()) {
      unseen += chunk.length;
      continue;
    }
    const { orders, unreadable, unread } = await readIsolated(run, chunk, false);
    unseen += unreadable.length + unread.length;
    for (const { orderNumber, original } of orders) {
      const state = stateIn(original);
      if (state === null) unseen++;
      else seen.push({ orderNumber, state });
    }
  }
  if (unseen > 0) run.ports.log.warn('audit.parcels-unseen', { shop: run.shop.key, orders: unseen });
  return seen;
}
