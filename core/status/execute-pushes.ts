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

/** A worker's observations and calls of an order. Facts, not decisions, since they may apply to a later row. */
export type OrderTurn = ReturnType<typeof turnOf>;

export function requestsDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (!isDone(one) && (dueOf(one) ?? now) <= now ? [request] : []));
}

export function looksDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (isDone(one) && (one.lookAgainAt ?? now + 1) <= now ? [request] : []));
}

export const turnOf = (claimed: OrderTarget, now: EpochMs) => ({
  claimed,
  /** The claimed row with this turn's open calls, and without `missed` once found. */
  known: claimed,
  ...{ due: requestsDue(claimed, now), looks: looksDue(claimed, now), attempts: new Map<number, Attempt>() },
  /** Reading after the last call; null if unread. */
  seen: null as OrderSeen | null,
  isFound: false,
  isBroken: false,
  removal: null as { readonly attempt: Attempt; readonly rows: number } | null,
});

/** Orders called for are looked at later. */
export const isCalledFor = ({ attempts }: OrderTurn): boolean =>
  [...attempts.values()].some(({ kind }) => kind !== 'none');

export async function callForOrders(run: StatusSession, turns: readonly OrderTurn[]): Promise<void> {
  let readError = await refresh(run, turns);
  for (const kind of pushKinds) {
    const isOfKind = ({ claimed }: OrderTurn, request: number): boolean =>
      claimed.requests[request]?.content.kind === kind;
    const ofKind = turns.map((turn) => ({ turn, requests: turn.due.filter((request) => isOfKind(turn, request)) }));
    // One request per order and round: its effect is read before the next decision, or two shipments sharing a parcel would both add it.
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
  // Outcomes are read once even if the mall fails.
  if (readError === null && !holdsEverything(run.stopped())) readError = await refresh(run, turns);
  for (const { due, attempts } of turns) {
    for (const request of due)
      if (!attempts.has(request)) attempts.set(request, { kind: 'none', error: run.stopped() ?? readError });
  }
}

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

/** Notes a defect of ours in the run; null then. */
export function guarded<T>(run: StatusSession, key: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(key, error);
    return null;
  }
}

/** Names looks at an order's ended requests. */
export const look = { id: 'look' } as const;

/** Name unique within the shop. */
export function keyOf({ orderNumber }: Pick<OrderTarget, 'orderNumber'>, { id }: Pick<TargetRequest, 'id'>): string {
  return `${orderNumber}#${id}`;
}

/** True of an order with a defect in this run. */
export const isBroken = (run: Pick<StatusSession, 'defects'>, target: OrderTarget): boolean =>
  [look, ...target.requests].some((one) => run.defects.has(keyOf(target, one)));

interface WantedCall {
  readonly key: string;
  readonly order: OrderState;
  readonly call: NeededCall;
}

/** Makes calls of one kind, as few as possible, while time lasts. Notes defects by order. Throws only `store.failing`. */
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
      // A single order may be to blame.
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

/** Groups calls that can be one: confirms, and equal sub-statuses. */
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

/** Spoilt answers without a good one after which the mall is to blame. */
const spoiltOnlyMax = 16;

/**
 * Reads states, halving batches with an order that spoils every answer: alone it is `unreadable`, or a defect if our reading broke. Orders
 * unread or beyond the calls are missing; `error` says why (null: calls). Throws `store.failing`, and defects of no single order.
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
