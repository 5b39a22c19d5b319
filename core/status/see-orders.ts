import { TsunagiError } from '../errors.ts';
import { inChunks } from '../units.ts';
import type { OrderSeen } from './order-state.ts';
import { isDefect } from './outcome.ts';
import type { PushRun } from './push-run.ts';

/** Spoilt answers, without a good one among them, after which the mall and not an order is to blame. */
const spoiltOnlyMax = 16;

/** What the mall showed of some orders. */
export interface Sight {
  /** Those that could not be read now are left out. */
  readonly orders: ReadonlyMap<string, OrderSeen>;
  /** Why some could not be read; null when all were. */
  readonly error: TsunagiError | null;
  /** Orders over which our own reading broke, and how. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/**
 * Reads how orders stand at the mall, as many in one call as it takes. An order that spoils every answer it is in does not
 * take the others with it: the batch is halved until it stands alone, and then it is `unreadable`. What the mall did not
 * answer, or what there was no time for, is missing; so is one over which our own reading breaks, and that is said. Throws
 * `store.failing`, and a defect that is not one order's.
 */
export async function seeOrders(run: PushRun, orderNumbers: readonly string[]): Promise<Sight> {
  const orders = new Map<string, OrderSeen>();
  const defects = new Map<string, unknown>();
  const parts = inChunks([...new Set(orderNumbers)], run.door.batch);
  let spoilt = 0;
  for (let part = parts.shift(); part !== undefined; part = parts.shift()) {
    if (run.callsLeft() === 0) return { orders, error: null, defects };
    try {
      const { states, absent, unreadable } = await run.door.readStates(part);
      for (const state of states) orders.set(state.orderNumber, state);
      for (const orderNumber of absent) orders.set(orderNumber, 'absent');
      for (const orderNumber of unreadable) orders.set(orderNumber, 'unreadable');
    } catch (thrown) {
      if (thrown instanceof TsunagiError && thrown.code === 'store.failing') throw thrown;
      const [only] = part;
      spoilt++;
      const isMalls = orders.size === 0 && spoilt > spoiltOnlyMax;
      if (thrown instanceof TsunagiError) {
        if (!isSpoilt(thrown) || only === undefined || isMalls) return { orders, error: thrown, defects };
      } else if (isMalls || only === undefined) throw thrown;
      if (part.length === 1 && isDefect(thrown)) defects.set(only, thrown);
      else if (part.length === 1) orders.set(only, 'unreadable');
      else parts.push(part.slice(0, Math.ceil(part.length / 2)), part.slice(Math.ceil(part.length / 2)));
    }
    if (run.stopped() !== null) return { orders, error: run.stopped(), defects };
  }
  return { orders, error: null, defects };
}

/** Answers that one order can be guilty of. */
function isSpoilt({ code }: TsunagiError): boolean {
  return code === 'mall.unreadable' || code === 'mall.too-large' || code === 'mall.refused';
}
