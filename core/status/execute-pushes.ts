import {
  batchesFrom,
  batchesOf,
  blamesContent,
  type EpochMs,
  inChunks,
  isDefect,
  TsunagiError,
} from '../kernel/index.ts';
import {
  changed,
  dueOf,
  isDone,
  type OrderSeen,
  type OrderState,
  type OrderTarget,
  pushKinds,
  type TargetRequest,
} from '../model/index.ts';
import type { ChangeAnswer } from '../ports/index.ts';
import { type Attempt, holdsEverything, leftOpen } from '../session/index.ts';
import { decide, type NeededCall } from './decide.ts';
import { goneOrders } from './gone-orders.ts';
import type { StatusSession } from './status-session.ts';

/** What a worker saw of an order and did about it. Facts, no decisions: they may have to be applied to a later row. */
export type OrderTurn = ReturnType<typeof turnOf>;

/** The places of the requests to be made or tried again. */
export function requestsDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (!isDone(one) && (dueOf(one) ?? now) <= now ? [request] : []));
}

/** The places of the ended requests to be looked at. */
export function looksDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (isDone(one) && (one.lookAgainAt ?? now + 1) <= now ? [request] : []));
}

export const turnOf = (claimed: OrderTarget, now: EpochMs) => ({
  claimed,
  /** The claimed row, with the calls that this turn has left open, and without `missed` once a reading found the order. */
  known: claimed,
  ...{ due: requestsDue(claimed, now), looks: looksDue(claimed, now), attempts: new Map<number, Attempt>() },
  /** The order as read after the last call for it; null where it could not be read. */
  seen: null as OrderSeen | null,
  isFound: false,
  isBroken: false,
  /** The call that removed rows, and how many. */
  removal: null as { readonly attempt: Attempt; readonly rows: number } | null,
});

/** True of an order that a worker called for: what has ended is looked at later. */
export const isCalledFor = ({ attempts }: OrderTurn): boolean =>
  [...attempts.values()].some(({ kind }) => kind !== 'none');

/** Reads claimed orders, makes the calls that they need, kind after kind, reads them again, and notes all in their turns. */
export async function callForOrders(run: StatusSession, turns: readonly OrderTurn[]): Promise<void> {
  let readError = await refresh(run, turns);
  for (const kind of pushKinds) {
    const isOfKind = ({ claimed }: OrderTurn, request: number): boolean =>
      claimed.requests[request]?.content.kind === kind;
    const ofKind = turns.map((turn) => ({ turn, requests: turn.due.filter((request) => isOfKind(turn, request)) }));
    // The first request of each order, then the second: what one has changed is read before the next is decided, else two shipments that share a
    // parcel would both add it.
    for (let round = 0; ofKind.some(({ requests }) => requests.length > round); round++) {
      const ofRound = ofKind.filter(({ requests }) => requests.length > round);
      const ofOrders = ofRound.map(({ turn }) => turn);
      if (run.stopped() === null && readError === null) readError = await refresh(run, ofOrders);
      const wanted = ofRound.flatMap(({ turn, requests }) => wantedCall(run, turn, requests[round] as number) ?? []);
      for (const [{ turn, request }, attempt] of await makeCalls(run, wanted)) {
        turn.attempts.set(request, attempt);
        if (attempt.kind !== 'none') turn.seen = null;
        if (leftOpen(attempt)) turn.known = changed(turn.known, request, { unknownAt: run.ports.clock.now() });
      }
    }
  }
  // Even if the mall fails, the outcomes of the calls are read once.
  if (readError === null && !holdsEverything(run.stopped())) readError = await refresh(run, turns);
  for (const { due, attempts } of turns) {
    for (const request of due)
      if (!attempts.has(request)) attempts.set(request, { kind: 'none', error: run.stopped() ?? readError });
  }
}

/** Reads the orders that were not read since their last call; returns what kept it from reading all of them. */
async function refresh(run: StatusSession, turns: readonly OrderTurn[]): Promise<TsunagiError | null> {
  const stale = turns.filter(({ seen, isBroken }) => seen === null && !isBroken);
  if (stale.length === 0) return null;
  const numbers = stale.map(({ claimed }) => claimed.orderNumber);
  const { orders, error, defects } = await readOrderStates(run, numbers);
  const isAbsent = ({ orderNumber }: OrderTarget): boolean => orders.get(orderNumber) === 'absent';
  const gone = await goneOrders(run, stale.map(({ known }) => known).filter(isAbsent));
  for (const turn of stale) {
    const { claimed, due } = turn;
    const { orderNumber, requests } = claimed;
    turn.seen = gone.has(orderNumber) ? 'gone' : (orders.get(orderNumber) ?? null);
    if (typeof turn.seen === 'object' && turn.seen !== null) {
      const { missed: _, ...found } = turn.known;
      turn.known = found;
      turn.isFound = true;
    }
    if (!defects.has(orderNumber)) continue;
    turn.isBroken = true;
    const broken = due.length === 0 ? [look] : due.map((request) => requests[request] as TargetRequest);
    for (const one of broken) run.noteDefect(keyOf(claimed, one), defects.get(orderNumber));
  }
  return error;
}

function wantedCall(run: StatusSession, turn: OrderTurn, request: number) {
  const { known, seen } = turn;
  if (seen === null) return null;
  const key = keyOf(known, known.requests[request] as TargetRequest);
  const decision = guarded(run, key, () => decide(run, known, request, seen));
  return decision?.kind === 'call' ? { turn, request, key, order: seen as OrderState, call: decision.call } : null;
}

/** Does what may meet a defect of our own, which is noted in the run; null then. */
export function guarded<T>(run: StatusSession, key: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(key, error);
    return null;
  }
}

/** Names the looks at what has ended of an order, where a request would be named. */
export const look = { id: 'look' } as const;

/** Names a request within its shop. */
export function keyOf({ orderNumber }: Pick<OrderTarget, 'orderNumber'>, { id }: Pick<TargetRequest, 'id'>): string {
  return `${orderNumber}#${id}`;
}

/** True of an order that met a defect of our own in this run. */
export const isBroken = (run: Pick<StatusSession, 'defects'>, target: OrderTarget): boolean =>
  [look, ...target.requests].some((one) => run.defects.has(keyOf(target, one)));

interface WantedCall {
  readonly key: string;
  readonly order: OrderState;
  readonly call: NeededCall;
}

/** Makes calls of one kind, as few as the mall allows, while there is time. Notes defects over an order. Throws only `store.failing`. */
export async function makeCalls<Call extends WantedCall>(
  run: StatusSession,
  wanted: readonly Call[],
): Promise<Map<Call, Attempt>> {
  const attempts = new Map<Call, Attempt>();
  const parts = batchesFrom(partsOf(wanted, run.door.batch));
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    if (run.stopped() !== null || run.callsLeft() === 0) {
      for (const one of part) attempts.set(one, { kind: 'none', error: run.stopped() });
      continue;
    }
    const [{ call }] = part as readonly [Call];
    const operation = run.door.functions[call.kind] ?? call.kind;
    try {
      const { orders, requestId } = await callFor(run, part);
      for (const one of part) {
        const answer = orders.get(one.order.orderNumber);
        const known = { operation, requestId };
        attempts.set(one, answer === undefined ? { kind: 'silent', ...known } : { kind: 'answered', answer, ...known });
      }
    } catch (error) {
      const known = isDefect(error) ? null : (error as TsunagiError);
      if (known?.code === 'store.failing') throw known;
      // One order among them may be to blame; the others do not share its fate.
      if ((known === null || known.code === 'mall.refused') && parts.halve(part, 'first')) continue;
      for (const one of part) {
        if (known === null) run.noteDefect(one.key, error);
        attempts.set(one, afterThrow(known, operation));
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
function partsOf<Call extends WantedCall>(wanted: readonly Call[], batch: number): Call[][] {
  const groups = Map.groupBy(wanted, ({ key, call }) => {
    if (call.kind === 'confirm') return 'confirm';
    return call.kind === 'sub-status' ? `sub-status ${call.subStatusId}` : key;
  });
  return [...groups.values()].flatMap((group) => inChunks(group, batch));
}

function callFor(run: StatusSession, part: readonly WantedCall[]): Promise<ChangeAnswer> {
  const { call, order } = part[0] as WantedCall;
  const { orderNumber } = order;
  const orderNumbers = part.map((one) => one.order.orderNumber);
  return run.door.change((door) => {
    switch (call.kind) {
      case 'confirm':
        return door.confirm(orderNumbers);
      case 'sub-status':
        return door.setSubStatus(orderNumbers, call.subStatusId);
      case 'memo':
        return door.setMemo(orderNumber, call.text);
      case 'pay':
        return door.pay(orderNumber, call.paidOn);
      case 'ship':
        return door.ship(orderNumber, call.changes, order);
      case 'complete':
        return door.complete(orderNumber);
      case 'cancel':
        return door.cancel(orderNumber, { reason: call.reason, restoresStock: run.restoresStock });
    }
  });
}

/** Spoilt answers, without a good one among them, after which the mall and not an order is to blame. */
const spoiltOnlyMax = 16;

/**
 * Reads the states of orders. A batch with an order that spoils every answer is halved until it stands alone: then it is `unreadable`, or a defect
 * if our own reading broke. Orders that could not be read, or were left when the calls ran out, are missing; `error` says why, null for
 * the latter. Throws `store.failing`, and a defect that belongs to no single order.
 */
async function readOrderStates(run: StatusSession, orderNumbers: readonly string[]) {
  const orders = new Map<string, OrderSeen>();
  const defects = new Map<string, unknown>();
  const until = (error: TsunagiError | null) => ({ orders, error, defects });
  const parts = batchesOf(orderNumbers, run.door.batch);
  let spoilt = 0;
  for (let part = parts.next(); part !== undefined; part = parts.next()) {
    if (run.callsLeft() === 0) return until(null);
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
        if (!blamesContent(thrown) || only === undefined || isMalls) return until(thrown);
      } else if (isMalls || only === undefined) throw thrown;
      if (parts.halve(part, 'last')) continue;
      if (isDefect(thrown)) defects.set(only, thrown);
      else orders.set(only, 'unreadable');
    }
    if (run.stopped() !== null) return until(run.stopped());
  }
  return until(null);
}
