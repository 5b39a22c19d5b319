import { type EpochMs, isDefect } from '../kernel/index.ts';
import {
  dueOf,
  isDone,
  nextTarget,
  type OrderSeen,
  type OrderTarget,
  type ParcelChange,
  type Push,
  pushesOfTarget,
  pushOfRequest,
  surplusOfTarget,
  type TargetRequest,
  withChange,
} from '../model/index.ts';
import type { Attempt } from '../session/index.ts';
import type { Decision } from './decide.ts';
import { callForPushes, keyOf, makeCalls } from './execute-pushes.ts';
import { looked } from './order-look.ts';
import { decisionOf, isShipment, looksDue, type OrderTurn, placeOf, removalsOf } from './order-seen.ts';
import { broken } from './settle.ts';
import type { StatusSession } from './status-session.ts';
import { changeAfter } from './work-through.ts';

/** Works on claimed orders: reads them, makes the calls that are needed for what is open, and looks at what has ended. */
export async function takeOrders(run: StatusSession, claimed: readonly OrderTarget[]): Promise<OrderTurn[]> {
  const now = run.ports.clock.now();
  const targets = new Map(claimed.map((target) => [target.orderNumber, target]));
  const due = claimed.flatMap((target) => dueRequests(target, now).map((request) => pushOfRequest(target, request)));
  const called = await callForPushes(run, due, {
    ofOrders: new Map(claimed.map((target) => [target.orderNumber, pushesOfTarget(target)])),
    decideOf: (push, seen, ofOrder) => {
      const target = targets.get(push.orderNumber) as OrderTarget;
      return decisionOf(run, target, placeOf(target, push), { seen, ofOrder });
    },
    alsoRead: claimed.filter((target) => looksDue(target, now).length > 0).map(({ orderNumber }) => orderNumber),
  });
  const turns = claimed.map((target): OrderTurn => {
    const ofOrder = due.filter(({ orderNumber }) => orderNumber === target.orderNumber);
    const attempts = new Map(ofOrder.map((push) => [placeOf(target, push), called.attemptOf(push)]));
    const seen = called.seenOf(target.orderNumber);
    const isCalledFor = [...attempts.values()].some(({ kind }) => kind !== 'none');
    const isLookPutOff = isCalledFor || seen === null;
    return {
      claimed: target,
      attempts,
      seen,
      isFound: called.found.has(target.orderNumber),
      isLookPutOff,
      removal: null,
    };
  });
  return removeSurplus(run, turns, now);
}

/** The places of the requests that are to be made or tried again. */
function dueRequests({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (!isDone(one) && (dueOf(one) ?? now) <= now ? [request] : []));
}

/** Removes the rows that no parcel needs, of the orders that are looked at and were not called for. */
async function removeSurplus(run: StatusSession, turns: readonly OrderTurn[], now: EpochMs): Promise<OrderTurn[]> {
  const removed: OrderTurn[] = [];
  for (const turn of turns) {
    const { claimed, seen, isLookPutOff } = turn;
    const isLooked = !isLookPutOff && looksDue(claimed, now).some((one) => isShipment(claimed.requests[one]));
    const changes: readonly ParcelChange[] = isLooked && seen !== null ? surplusOfTarget(claimed, seen) : [];
    if (
      changes.length === 0 ||
      typeof seen !== 'object' ||
      seen === null ||
      removalsOf(claimed) >= run.settings.unseenTriesMax
    ) {
      removed.push(turn);
      continue;
    }
    const { orderNumber } = claimed;
    const wanted = { push: orderNumber, orderNumber, call: { kind: 'ship', changes }, order: seen } as const;
    const attempt = (await makeCalls(run, [wanted])).get(orderNumber) ?? { kind: 'none', error: null };
    removed.push({ ...turn, removal: { attempt, rows: changes.length } });
  }
  return removed;
}

/**
 * The row after a turn, as it stands now: what was asked since the worker claimed it stays as it was asked. A reading says nothing of a request that
 * was made after it began.
 */
export function settleOrder(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget {
  try {
    return settled(run, standing, turn);
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(keyOf(pushOfRequest(standing, 0)), error);
    return putOff(run, standing, turn);
  }
}

/** The row of which another worker has the claim since: that one counts on a call of ours. Null where none was made. */
export function strayRow(run: StatusSession, standing: OrderTarget, { attempts }: OrderTurn): OrderTarget | null {
  const called = [...attempts].filter(([, { kind }]) => kind !== 'none');
  if (called.length === 0) return null;
  const row = called.reduce((next, [request, attempt]) => afterOtherWords(run, next, request, attempt), standing);
  return nextTarget(row, run.runId);
}

/** The row after a turn that our own code could not settle: it is taken on again a little later. */
function putOff({ ports, settings }: StatusSession, { claim: _, ...row }: OrderTarget, turn: OrderTurn): OrderTarget {
  const now = ports.clock.now();
  const lookAgainAt = now + settings.retryWaitMs;
  let next: OrderTarget = row;
  for (const request of looksDue(row, now)) next = withChange(next, request, { lookAgainAt });
  for (const [request, attempt] of turn.attempts) {
    if (isDone(next.requests[request] as TargetRequest)) continue;
    next = withChange(next, request, broken(pushOfRequest(next, request), { attempt, now, settings }));
  }
  return next;
}

function settled(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget {
  const { claim: _, missed, ...rest } = standing;
  const { claimed, attempts, seen, isFound } = turn;
  const missedBefore = isFound ? undefined : claimed.missed;
  let next: OrderTarget = { ...rest, ...(isFound || missed === undefined ? {} : { missed }) };
  if (seen === 'absent' && attempts.size === 0) {
    const { since, times } = missed ?? { since: run.ports.clock.now(), times: 0 };
    next = { ...next, missed: { since, times: times + 1 } };
  }
  for (const [request, attempt] of attempts) {
    const asked = claimed.requests[request] as TargetRequest;
    const now = next.requests[request] as TargetRequest;
    if (isDone(now) || now.requestedAt !== asked.requestedAt) {
      next = afterOtherWords(run, next, request, attempt);
      continue;
    }
    const { missed: __, ...push } = pushOfRequest(next, request);
    const ofOrder = pushesOfTarget(next);
    const decision = seen === null ? null : soundDecision(run, next, request, { seen, ofOrder });
    const own = { ...push, ...(missedBefore === undefined ? {} : { missed: missedBefore }) };
    next = withChange(next, request, changeAfter(run, { push: own, attempt, decision, seen, ofOrder }));
  }
  return looked(run, next, turn);
}

/** Null where our own deciding breaks, or broke before the call: that is noted once. */
function soundDecision(
  run: StatusSession,
  target: OrderTarget,
  request: number,
  read: { readonly seen: OrderSeen; readonly ofOrder: readonly Push[] },
): Decision | null {
  const key = keyOf(pushOfRequest(target, request));
  if (run.defects.has(key)) return null;
  try {
    return decisionOf(run, target, request, read);
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(key, error);
    return null;
  }
}

/** Something else was asked while the worker called for a request: the call may show, or may have been undone. */
function afterOtherWords(
  { ports, settings }: StatusSession,
  target: OrderTarget,
  request: number,
  attempt: Attempt,
): OrderTarget {
  if (attempt.kind === 'none') return target;
  const now = ports.clock.now();
  const [afterMs = 0] = settings.lookAgainMs;
  const isOver = isDone(target.requests[request] as TargetRequest);
  return withChange(target, request, { unknownAt: now, ...(isOver ? { lookAgainAt: now + afterMs } : {}) });
}
