import {
  batchesFrom,
  batchesOf,
  blamesContent,
  type EpochMs,
  inChunks,
  isDefect,
  TsunagiError,
} from '../kernel/index.ts';
import { type OrderSeen, type OrderState, type Push, pushKinds } from '../model/index.ts';
import type { ChangeAnswer } from '../ports/index.ts';
import { type Attempt, holdsEverything, leftOpen } from '../session/index.ts';
import type { Decision, NeededCall } from './decide.ts';
import { goneOrders } from './gone-orders.ts';
import type { StatusSession } from './status-session.ts';

/** What was called for some pushes, and what the mall showed after that. */
export interface CalledFor {
  attemptOf(push: Push): Attempt;
  /** The order as it was read after the last call for it; null where it could not be read. */
  seenOf(orderNumber: string): OrderSeen | null;
  /** The orders that some reading found. */
  readonly found: ReadonlySet<string>;
}

/** Reads the orders of claimed pushes, makes the calls that they need, kind after kind, and reads those orders again. */
export async function callForPushes(
  run: StatusSession,
  pushes: readonly Push[],
  {
    ofOrders,
    decideOf,
    alsoRead = [],
  }: {
    /** All pushes of each order. Calls whose end is open are noted here. */
    readonly ofOrders: Map<string, Push[]>;
    readonly decideOf: (push: Push, seen: OrderSeen, ofOrder: readonly Push[]) => Decision;
    /** Orders to read beside those of the pushes. */
    readonly alsoRead?: readonly string[];
  },
): Promise<CalledFor> {
  const seen = new Map<string, OrderSeen>();
  const stale = new Set([...pushes.map(({ orderNumber }) => orderNumber), ...alsoRead]);
  const attempts = new Map<string, Attempt>();
  const broken = new Set<string>();
  const found = new Set<string>();
  /** Reads orders and notes which are fresh now; returns what kept it from reading all of them. */
  const refresh = async (orderNumbers: readonly string[]): Promise<TsunagiError | null> => {
    const readable = orderNumbers.filter((orderNumber) => !broken.has(orderNumber));
    if (readable.length === 0) return null;
    const { orders, error, defects } = await readOrderStates(run, readable, ofOrders);
    for (const orderNumber of defects.keys()) broken.add(orderNumber);
    for (const [orderNumber, order] of orders) {
      seen.set(orderNumber, order);
      stale.delete(orderNumber);
      if (typeof order !== 'object') continue;
      found.add(orderNumber);
      ofOrders.set(orderNumber, (ofOrders.get(orderNumber) ?? []).map(withoutMisses));
    }
    for (const push of pushes) {
      if (defects.has(push.orderNumber)) run.noteDefect(keyOf(push), defects.get(push.orderNumber));
    }
    for (const orderNumber of alsoRead)
      if (defects.has(orderNumber)) run.noteDefect(keyOf({ orderNumber, id: 'look' }), defects.get(orderNumber));
    return error;
  };
  let readError = await refresh([...stale]);

  const decideNow = (push: Push): Decision | null => {
    const order = seen.get(push.orderNumber);
    if (order === undefined || stale.has(push.orderNumber)) return null;
    try {
      return decideOf(push, order, ofOrders.get(push.orderNumber) ?? []);
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
          ? [{ push: keyOf(push), orderNumber: push.orderNumber, call: decision.call, order: orderIn(seen, push) }]
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
  // Even if the mall fails, the outcomes of the calls are read once.
  if (readError === null && !holdsEverything(run.stopped())) readError = await refresh([...stale]);

  return {
    attemptOf: (push) => attempts.get(keyOf(push)) ?? { kind: 'none', error: run.stopped() ?? readError },
    seenOf: (orderNumber) => (stale.has(orderNumber) ? null : (seen.get(orderNumber) ?? null)),
    found,
  };
}

/** What was missed before a reading that found the order says nothing of a later one. */
function withoutMisses({ missed: _, ...push }: Push): Push {
  return push;
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

/** A push's name within its shop. */
export function keyOf({ orderNumber, id }: Pick<Push, 'orderNumber' | 'id'>): string {
  return `${orderNumber}#${id}`;
}

/** A call that the push of this key needs. */
interface WantedCall {
  readonly push: string;
  readonly orderNumber: string;
  readonly call: NeededCall;
  /** The order as it was read. */
  readonly order: OrderState;
}

/** The order of a push that needs a call. */
function orderIn(seen: ReadonlyMap<string, OrderSeen>, { orderNumber }: Push): OrderState {
  const order = seen.get(orderNumber);
  if (typeof order === 'object') return order;
  throw new Error(`No call is decided for an order that was not read: ${orderNumber}.`);
}

/**
 * Makes calls of one kind, as few as the mall allows, and returns the outcome for each push. Calls that there is no time for,
 * or that the run may no longer make, are not made. A defect of our own over one order is noted in the run. Throws only
 * `store.failing`.
 */
export async function makeCalls(run: StatusSession, wanted: readonly WantedCall[]): Promise<Map<string, Attempt>> {
  const attempts = new Map<string, Attempt>();
  const parts = batchesFrom(partsOf(wanted, run.door.batch));
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    if (run.stopped() !== null || run.callsLeft() === 0) {
      for (const { push } of part) attempts.set(push, { kind: 'none', error: run.stopped() });
      continue;
    }
    const [{ call }] = part as readonly [WantedCall];
    const operation = run.door.functions[call.kind] ?? call.kind;
    try {
      const { orders, requestId } = await callFor(run, part);
      for (const { push, orderNumber } of part) {
        const answer = orders.get(orderNumber);
        attempts.set(
          push,
          answer === undefined
            ? { kind: 'silent', operation, requestId }
            : { kind: 'answered', operation, answer, requestId },
        );
      }
    } catch (error) {
      const known = isDefect(error) ? null : (error as TsunagiError);
      if (known?.code === 'store.failing') throw known;
      // One order among them may be to blame; the others do not share its fate.
      if ((known === null || known.code === 'mall.refused') && parts.halve(part, 'first')) continue;
      for (const { push } of part) {
        if (known === null) run.noteDefect(push, error);
        attempts.set(push, afterThrow(known, operation));
      }
    }
  }
  return attempts;
}

function afterThrow(error: TsunagiError | null, operation: string): Attempt {
  if (error === null) return { kind: 'broke', operation };
  return error.code === 'shop.held' ? { kind: 'none', error } : { kind: 'threw', operation, error };
}

/** Calls that can be one call: confirms, and equal sub-statuses. */
function partsOf(wanted: readonly WantedCall[], batch: number): WantedCall[][] {
  const groups = Map.groupBy(wanted, ({ push, call }) => {
    if (call.kind === 'confirm') return 'confirm';
    return call.kind === 'sub-status' ? `sub-status ${call.subStatusId}` : push;
  });
  return [...groups.values()].flatMap((group) => inChunks(group, batch));
}

function callFor({ door, restoresStock }: StatusSession, part: readonly WantedCall[]): Promise<ChangeAnswer> {
  const { call, orderNumber, order } = part[0] as WantedCall;
  const orderNumbers = part.map((one) => one.orderNumber);
  switch (call.kind) {
    case 'confirm':
      return has(door.confirm, call)(orderNumbers);
    case 'sub-status':
      return has(door.setSubStatus, call)(orderNumbers, call.subStatusId);
    case 'memo':
      return has(door.setMemo, call)(orderNumber, call.text);
    case 'pay':
      return has(door.pay, call)(orderNumber, call.paidOn);
    case 'ship':
      return door.ship(orderNumber, call.changes, order);
    case 'complete':
      return has(door.complete, call)(orderNumber);
    case 'cancel':
      return has(door.cancel, call)(orderNumber, { reason: call.reason, restoresStock });
  }
}

/** A function that the mall's traits promise. */
function has<Change>(change: Change | undefined, { kind }: NeededCall): Change {
  if (change !== undefined) return change;
  throw new Error(`The traits of the mall have ${kind}, and its door has not.`);
}

/** Spoilt answers, without a good one among them, after which the mall and not an order is to blame. */
const spoiltOnlyMax = 16;

/** What the mall showed of some orders. */
interface OrderStates {
  /** Those that could not be read now are left out. */
  readonly orders: ReadonlyMap<string, OrderSeen>;
  /** Why some could not be read; null when all were. */
  readonly error: TsunagiError | null;
  /** Orders over which our own reading broke, and how. */
  readonly defects: ReadonlyMap<string, unknown>;
}

/**
 * Reads the states of orders at the mall, as many in one call as possible. An order that spoils every answer it is in does not
 * take the others with it: the batch is halved until it stands alone, and then it is `unreadable`. An order that the mall did not
 * answer, or that there was no time for, is missing; so is one that our own reading fails on, which is noted as a defect. `ofOrders`: all
 * pushes of each order, by which one that is not shown may be gone. Throws `store.failing`, and a defect that does not belong to one order.
 */
export async function readOrderStates(
  run: StatusSession,
  orderNumbers: readonly string[],
  ofOrders: ReadonlyMap<string, readonly Push[]>,
): Promise<OrderStates> {
  const read = await readStates(run, orderNumbers);
  const absent = [...read.orders].flatMap(([orderNumber, seen]) => (seen === 'absent' ? [orderNumber] : []));
  const orders = new Map(read.orders);
  for (const orderNumber of await goneOrders(run, absent, ofOrders)) orders.set(orderNumber, 'gone');
  return { ...read, orders };
}

async function readStates(run: StatusSession, orderNumbers: readonly string[]): Promise<OrderStates> {
  const orders = new Map<string, OrderSeen>();
  const defects = new Map<string, unknown>();
  const parts = batchesOf([...new Set(orderNumbers)], run.door.batch);
  let spoilt = 0;
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
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
        if (!blamesContent(thrown) || only === undefined || isMalls) return { orders, error: thrown, defects };
      } else if (isMalls || only === undefined) throw thrown;
      if (parts.halve(part, 'last')) continue;
      if (isDefect(thrown)) defects.set(only, thrown);
      else orders.set(only, 'unreadable');
    }
    if (run.stopped() !== null) return { orders, error: run.stopped(), defects };
  }
  return { orders, error: null, defects };
}
