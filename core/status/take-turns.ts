import type { TsunagiError } from '../errors.ts';
import { mapLimited } from '../pacing/limited.ts';
import type { EpochMs } from '../units.ts';
import { type Decision, decide } from './decide.ts';
import { makeCalls, type WantedCall } from './make-calls.ts';
import type { OrderSeen } from './order-state.ts';
import { type Attempt, holdsEverything, isDefect, leftOpen } from './outcome.ts';
import { type Push, pushKinds } from './push.ts';
import type { PushRun } from './push-run.ts';
import { seeOrders } from './see-orders.ts';

/** A push after its turn. */
export interface Turn {
  readonly push: Push;
  readonly attempt: Attempt;
  /** Null when the mall could not be read after the call, or at all. */
  readonly decision: Decision | null;
  readonly seen: OrderSeen | null;
  /** All pushes of the order, as they stood before. */
  readonly ofOrder: readonly Push[];
}

/**
 * Gives each claimed push its turn: reads the orders, makes the calls that are needed, kind after kind, and reads the orders
 * that were called for again. What stands behind a call for the same order is decided by a fresh reading only. A push over which
 * something of ours breaks is noted in the run, and its call is not made.
 */
export async function takeTurns(run: PushRun, pushes: readonly Push[]): Promise<Turn[]> {
  const ofOrders = await pushesOfOrders(run, pushes);
  const seen = new Map<string, OrderSeen>();
  const stale = new Set(pushes.map(({ orderNumber }) => orderNumber));
  const attempts = new Map<string, Attempt>();
  const broken = new Set<string>();
  /** Reads orders and notes which are fresh now; gives back what kept it from reading them all. */
  const refresh = async (orderNumbers: readonly string[]): Promise<TsunagiError | null> => {
    const readable = orderNumbers.filter((orderNumber) => !broken.has(orderNumber));
    if (readable.length === 0) return null;
    const { orders, error, defects } = await seeOrders(run, readable);
    for (const orderNumber of defects.keys()) broken.add(orderNumber);
    for (const [orderNumber, order] of orders) {
      seen.set(orderNumber, order);
      stale.delete(orderNumber);
    }
    for (const push of pushes) {
      if (defects.has(push.orderNumber)) run.noteDefect(keyOf(push), defects.get(push.orderNumber));
    }
    return error;
  };
  let readError = await refresh([...stale]);

  const decideNow = (push: Push): Decision | null => {
    const order = seen.get(push.orderNumber);
    if (order === undefined || stale.has(push.orderNumber)) return null;
    const now = run.ports.clock.now();
    const ofOrder = ofOrders.get(push.orderNumber) ?? [];
    try {
      return decide(push, { seen: order, ofOrder, writer: run.writer, now, settings: run.settings });
    } catch (error) {
      if (!isDefect(error)) throw error;
      run.noteDefect(keyOf(push), error);
      return null;
    }
  };

  for (const kind of pushKinds) {
    for (const ofKind of roundsOf(pushes.filter(({ content }) => content.kind === kind))) {
      if (run.stopped() === null) {
        const again = ofKind.map(({ orderNumber }) => orderNumber).filter((orderNumber) => stale.has(orderNumber));
        if (readError === null) readError = await refresh(again);
      }
      const wanted = ofKind.flatMap((push): WantedCall[] => {
        const decision = decideNow(push);
        return decision?.kind === 'call'
          ? [{ push: keyOf(push), orderNumber: push.orderNumber, call: decision.call }]
          : [];
      });
      for (const [key, attempt] of await makeCalls(run, wanted)) attempts.set(key, attempt);
      for (const { push, orderNumber } of wanted) {
        const attempt = attempts.get(push);
        if (attempt?.kind !== 'none') stale.add(orderNumber);
        if (attempt !== undefined && leftOpen(attempt)) noteOpen(ofOrders, push, orderNumber, run.ports.clock.now());
      }
    }
  }
  // Not even a mall that fails is left without having been asked what became of the calls.
  if (readError === null && !holdsEverything(run.stopped())) readError = await refresh([...stale]);

  return pushes.map((push) => ({
    push,
    attempt: attempts.get(keyOf(push)) ?? { kind: 'none', error: run.stopped() ?? readError },
    decision: decideNow(push),
    seen: stale.has(push.orderNumber) ? null : (seen.get(push.orderNumber) ?? null),
    ofOrder: ofOrders.get(push.orderNumber) ?? [],
  }));
}

/** Notes that a call for a push has an open end, for those of its order that come after it. */
function noteOpen(ofOrders: Map<string, Push[]>, key: string, orderNumber: string, unknownAt: EpochMs): void {
  const ofOrder = ofOrders.get(orderNumber) ?? [];
  ofOrders.set(
    orderNumber,
    ofOrder.map((push) => (keyOf(push) === key ? { ...push, unknownAt } : push)),
  );
}

/**
 * The first push of each order, then the second of each, and so on: what one of them has changed is read before the next is
 * decided, else two shipments that share a parcel would both add it.
 */
function roundsOf(pushes: readonly Push[]): Push[][] {
  const rounds: Push[][] = [];
  for (const ofOrder of Map.groupBy(pushes, ({ orderNumber }) => orderNumber).values()) {
    for (const [round, push] of ofOrder.entries()) {
      const already = rounds[round];
      if (already === undefined) rounds[round] = [push];
      else already.push(push);
    }
  }
  return rounds;
}

/** Every push of these orders: what was asked for later counts, and so does a confirm that is on its way. */
export async function pushesOfOrders(
  { ports, settings, shop }: Pick<PushRun, 'ports' | 'settings' | 'shop'>,
  pushes: readonly Push[],
): Promise<Map<string, Push[]>> {
  const numbers = [...new Set(pushes.map(({ orderNumber }) => orderNumber))];
  const found = await mapLimited(numbers, settings.writesAtOnce, (orderNumber) =>
    ports.pushes.ofOrder({ shop: shop.key, orderNumber }),
  );
  return new Map(numbers.map((orderNumber, index) => [orderNumber, found[index] ?? []]));
}

/** A push's name within its shop. */
export function keyOf({ orderNumber, id }: Pick<Push, 'orderNumber' | 'id'>): string {
  return `${orderNumber}#${id}`;
}
