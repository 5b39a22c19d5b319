import { type EpochMs, isDefect } from '../kernel/index.ts';
import {
  dueOf,
  failures,
  isDone,
  isDoneAfterWithdrawal,
  isRowOf,
  keptOf,
  nextLookAgain,
  type OrderSeen,
  type OrderTarget,
  type Parcel,
  type ParcelChange,
  type Push,
  type PushChange,
  type PushContent,
  pushesOfTarget,
  pushOfRequest,
  surplusOfTarget,
  surplusStays,
  type TargetRequest,
  wantedParcels,
  withChange,
} from '../model/index.ts';
import { type Attempt, leftOpen, mallWaitMs } from '../session/index.ts';
import { type Decision, decideHeld, foundWords } from './decide.ts';
import { callForPushes, keyOf, makeCalls } from './execute-pushes.ts';
import { openWaitMs } from './settings.ts';
import { broken } from './settle.ts';
import type { StatusSession } from './status-session.ts';
import { changeAfter } from './work-through.ts';

/** What a worker saw of an order and did about it. Facts, no decisions: they may have to be applied to a later row. */
export interface OrderTurn {
  /** The row as it was claimed. */
  readonly claimed: OrderTarget;
  /** What was done for each request that was due, by its place in the row. */
  readonly attempts: ReadonlyMap<number, Attempt>;
  /** The order as it was read after that; null where it could not be read. */
  readonly seen: OrderSeen | null;
  /** True where some reading found the order. */
  readonly isFound: boolean;
  /** True where the order was called for, or could not be read: what has ended is looked at later. */
  readonly isLookPutOff: boolean;
  /** The call that removed rows, and how many. */
  readonly removal: { readonly attempt: Attempt; readonly rows: number } | null;
}

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

/** The places of the requests that have ended and are to be looked at. */
function looksDue({ requests }: OrderTarget, now: EpochMs): number[] {
  return requests.flatMap((one, request) => (isDone(one) && (one.lookAgainAt ?? now + 1) <= now ? [request] : []));
}

const placeOf = ({ requests }: OrderTarget, { id }: Pick<Push, 'id'>): number =>
  requests.findIndex((one) => one.id === id);

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

const isShipment = (request: TargetRequest | undefined): boolean => request?.content.kind === 'ship';

const removalsOf = ({ removals = 0 }: OrderTarget): number => removals;

/** What a request needs, its order being as it was read. */
function decisionOf(
  { ports, settings, traits }: StatusSession,
  target: OrderTarget,
  request: number,
  { seen, ofOrder }: { readonly seen: OrderSeen; readonly ofOrder: readonly Push[] },
): Decision {
  const wanted = wantedParcels(target);
  const find = (parcel: Parcel) => wanted.find((one) => one.parcel === parcel);
  const { id } = target.requests[request] as TargetRequest;
  const push = ofOrder.find((one) => one.id === id) as Push;
  return decideHeld(whatCounts(target, request), push, {
    ...{ seen, ofOrder, settings, traits },
    now: ports.clock.now(),
    outdatedOf: (parcel) => find(parcel)?.outdated ?? [],
    takenBackOf: (parcel) => find(parcel)?.takenBack ?? [],
  });
}

/** What of a request counts; all of it where nothing does. */
function whatCounts(target: OrderTarget, request: number): PushContent {
  const { content } = target.requests[request] as TargetRequest;
  const counting = keptOf(target, request);
  if (content.kind !== 'ship' || counting.length === 0) return content;
  const places = new Set(counting.map(({ index }) => index));
  return { ...content, parcels: content.parcels.filter((_, index) => places.has(index)) };
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
    run.noteDefect(standing.orderNumber, error);
    return putOff(run, standing, turn);
  }
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

/** The row after its ended requests were looked at. */
function looked(run: StatusSession, target: OrderTarget, turn: OrderTurn): OrderTarget {
  const { ports, settings } = run;
  const now = ports.clock.now();
  const { claimed, seen, isLookPutOff, isFound } = turn;
  // One that has ended in this turn is looked at in the next: its surplus rows were not removed.
  const looks = looksDue(target, now).filter((request) => wasDone(claimed.requests[request]));
  if (looks.length === 0) return target;
  const all = (change: PushChange): OrderTarget =>
    looks.reduce((row, request) => withChange(row, request, change), target);
  if (run.defects.has(claimed.orderNumber)) return all({ lookAgainAt: now + settings.retryWaitMs });
  // Without a reading the looks stay due: the mall fails, or there was no time.
  if (seen === null) return isFound ? all({ lookAgainAt: now + settings.unknownWaitMs }) : target;
  if (isLookPutOff) return all({ lookAgainAt: now + settings.unknownWaitMs });
  const ofOrder = pushesOfTarget(target);
  const decisions = ofOrder.map((push, request) => {
    const isGone = seen === 'absent' && push.state.kind === 'failed' && push.state.reason === 'order-unknown';
    return decisionOf(run, target, request, { seen: isGone ? 'gone' : seen, ofOrder });
  });
  const beside = target.requests.flatMap(({ state, content }, request) =>
    state.kind === 'confirmed' && looks.some((look) => target.requests[look]?.content.kind === content.kind)
      ? [request]
      : [],
  );
  if ([...looks, ...beside].some((request) => showsNothingYet(decisions[request]))) {
    const { requestedAt } = target.requests[looks[0] as number] as TargetRequest;
    return all({ lookAgainAt: now + mallWaitMs(requestedAt, now, ports.random.next(), settings) });
  }
  let next = target;
  for (const request of undoneOnes(target, looks, decisions)) next = withChange(next, request, undone(now));
  if (turn.removal !== null) return afterRemoval(run, next, turn.removal);
  const surplus = surplusOfTarget(next, seen).length;
  for (const request of looks.filter((one) => isDone(next.requests[one] as TargetRequest))) {
    const keptByMall = surplus > 0 && isShipment(next.requests[request]) && removalsOf(next) >= settings.unseenTriesMax;
    const change = keptByMall
      ? surplusStays(surplus, now)
      : afterLook(run, next, request, { seen, decision: decisions[request] as Decision });
    next = withChange(next, request, change);
  }
  const { removals: _, ...row } = next;
  return surplus > 0 ? next : row;
}

const wasDone = (request: TargetRequest | undefined): boolean => request !== undefined && isDone(request);

/** True where the mall does not show yet how a request stands. Such a look does not count. */
const showsNothingYet = (decision: Decision | undefined): boolean =>
  decision?.kind === 'wait' && (decision.reason === 'mall-changing' || decision.reason === 'not-shown');

/**
 * The confirmed requests that the mall does not show any more, of the kinds of which a call may have come late: that undoes another. Without such a
 * call the order is its shop's, which may have changed it.
 */
function undoneOnes(target: OrderTarget, looks: readonly number[], decisions: readonly Decision[]): number[] {
  const kinds = new Set(
    looks.flatMap((request) => {
      const { content, unknownAt } = target.requests[request] as TargetRequest;
      return unknownAt === undefined ? [] : [content.kind];
    }),
  );
  return target.requests.flatMap((one, request) => {
    const { content, state, isForgotten } = one;
    if (state.kind !== 'confirmed' || isForgotten || !kinds.has(content.kind)) return [];
    const isReplaced = hasPlace(content) && keptOf(target, request).length === 0;
    if (isReplaced && !wasOverwritten(target, request, decisions)) return [];
    const decision = decisions[request];
    const isUndone =
      decision?.kind === 'call' ||
      (decision?.kind === 'fail' && (decision.reason === 'content-refused' || decision.reason === 'parcel-beside'));
    return isUndone ? [request] : [];
  });
}

/**
 * True of a sub-status or memo that was seen, and that a late call for one that was taken back has overwritten: what the shop sets itself at the mall
 * stays.
 */
function wasOverwritten({ requests, words }: OrderTarget, request: number, decisions: readonly Decision[]): boolean {
  const { kind } = (requests[request] as TargetRequest).content;
  if (kind !== 'memo' && kind !== 'sub-status') return false;
  const own = words.filter((word) => requests[word.request]?.content.kind === kind);
  const last = own.findLast(({ mark }) => mark === undefined);
  const above = last === undefined ? [] : own.slice(own.indexOf(last) + 1);
  return (
    last?.request === request && last.isSeen === true && above.some((word) => decisions[word.request]?.kind === 'done')
  );
}

/** True of what a later request takes the place of. */
const hasPlace = ({ kind }: PushContent): boolean => kind === 'ship' || kind === 'memo' || kind === 'sub-status';

/** A confirmed change that the mall does not show any more is made again. */
const undone = (at: EpochMs): PushChange => ({
  state: { kind: 'retrying', tries: 0, next: at, reason: 'not-done' },
  lookAgainAt: null,
  untold: null,
  steps: [{ at, what: 'retrying', detail: 'it is not so any more' }],
});

function afterLook(
  { ports, settings }: StatusSession,
  target: OrderTarget,
  request: number,
  { seen, decision }: { readonly seen: OrderSeen; readonly decision: Decision },
): PushChange {
  const now = ports.clock.now();
  const push = pushOfRequest(target, request);
  const found = foundWords(decision);
  const shown = typeof seen === 'object' ? { progress: seen.progress, detail: found } : { detail: `${seen}, ${found}` };
  const steps = [{ at: now, what: 'looked-again', ...shown }] as const;
  const later = { ...nextLookAgain(push, now, settings), steps };
  const isTakenBack = push.state.kind === 'withdrawn' && push.state.reason === 'taken-back';
  if (isTakenBack && isThereUnwanted(target, request, { seen, decision })) {
    ports.log.warn('push.done-after-withdrawal', { shop: push.shop, push: keyOf(push) });
    const reason = 'done-after-withdrawal';
    const state = { kind: 'failed', at: now, reason, who: failures[reason].who } as const;
    const look = nextLookAgain({ ...push, state }, now, settings);
    return { ...look, state, untold: 'failed', steps: [...steps, { at: now, what: 'failed', reason }] };
  }
  if (push.state.kind === 'failed' && decision.kind === 'done' && !isDoneAfterWithdrawal(push)) {
    const state = { kind: 'confirmed', at: now } as const;
    return { ...later, state, untold: 'confirmed', steps: [...steps, { at: now, what: 'confirmed' }] };
  }
  if (decision.kind === 'wait' && decision.reason === 'unknown') {
    return { lookAgainAt: (push.unknownAt ?? now) + settings.unknownWaitMs };
  }
  return later;
}

/** True where the mall shows something of a request that a person took back, and that no other request wants. */
function isThereUnwanted(
  target: OrderTarget,
  request: number,
  { seen, decision }: { readonly seen: OrderSeen; readonly decision: Decision },
): boolean {
  const { content } = target.requests[request] as TargetRequest;
  if (content.kind !== 'ship') {
    const isReplaced = target.requests.some(
      (other, place) => place !== request && other.content.kind === content.kind && other.state.kind !== 'withdrawn',
    );
    return decision.kind === 'done' && !(hasPlace(content) && isReplaced);
  }
  if (typeof seen !== 'object') return false;
  const rows = seen.baskets.flatMap((basket) => basket.rows);
  const wanted = wantedParcels(target).map(({ parcel }) => parcel);
  return content.parcels.some(
    (parcel) =>
      rows.some((row) => isRowOf(row, parcel)) && !wanted.some((one) => one.trackingNumber === parcel.trackingNumber),
  );
}

/** Malls have answered well and changed nothing: whether rows are gone is read, like everything else. */
function afterRemoval(
  run: StatusSession,
  target: OrderTarget,
  { attempt, rows }: { readonly attempt: Attempt; readonly rows: number },
): OrderTarget {
  const { settings, door } = run;
  const now = run.ports.clock.now();
  const looks = looksDue(target, now);
  const owner = looks.find((request) => isShipment(target.requests[request])) ?? looks[0];
  const isAccepted = attempt.kind === 'answered' && attempt.answer.kind === 'accepted';
  const removals = removalsOf(target) + (attempt.kind === 'answered' ? 1 : 0);
  const isOpen = leftOpen(attempt);
  const waitMs = isAccepted ? openWaitMs(removals, settings) : isOpen ? settings.unknownWaitMs : settings.retryWaitMs;
  const code = attempt.kind === 'threw' ? attempt.error.code : attempt.kind === 'answered' ? attempt.answer.code : null;
  const step = {
    at: now,
    what: isAccepted ? ('surplus-removed' as const) : ('called' as const),
    ...(door.functions.ship === undefined ? {} : { operation: door.functions.ship }),
    surplusRows: rows,
    ...(attempt.kind === 'answered' && !isAccepted ? { refused: true as const } : {}),
    ...(code ? { code } : {}),
  };
  return looks.reduce(
    (row, request): OrderTarget => {
      const own =
        request === owner && attempt.kind !== 'none' ? { steps: [step], ...(isOpen ? { unknownAt: now } : {}) } : {};
      return withChange(row, request, { lookAgainAt: now + waitMs, ...own });
    },
    { ...target, removals },
  );
}
