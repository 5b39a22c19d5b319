import type { EpochMs } from '../kernel/index.ts';
import {
  failures,
  hasItsPlace,
  isDone,
  isDoneAfterWithdrawal,
  isRowOf,
  isTakenBack,
  keptOf,
  nextLookAgain,
  type OrderSeen,
  type OrderTarget,
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
import { type Decision, foundWords } from './decide.ts';
import { keyOf } from './execute-pushes.ts';
import { decisionOf, isShipment, looksDue, type OrderTurn, removalsOf } from './order-seen.ts';
import { openWaitMs } from './settings.ts';
import type { StatusSession } from './status-session.ts';

/** The row after its ended requests were looked at. */
export function looked(run: StatusSession, target: OrderTarget, turn: OrderTurn): OrderTarget {
  const { ports, settings } = run;
  const now = ports.clock.now();
  const { claimed, seen, isLookPutOff, isFound } = turn;
  // One that has ended in this turn is looked at in the next: its surplus rows were not removed.
  const looks = looksDue(target, now).filter((request) => wasDone(claimed.requests[request]));
  if (looks.length === 0) return target;
  const all = (change: PushChange): OrderTarget =>
    looks.reduce((row, request) => withChange(row, request, change), target);
  if (isBroken(run, claimed)) return all({ lookAgainAt: now + settings.retryWaitMs });
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
    const one = next.requests[request] as TargetRequest;
    const found = { seen, decision: decisions[request] as Decision };
    const keptByMall = surplus > 0 && isShipment(one) && removalsOf(next) >= settings.unseenTriesMax;
    // What was taken back and is there all the same has its own report.
    const isReported = isDoneAfterWithdrawal(one) || (isTakenBack(one) && isThereUnwanted(next, request, found));
    const change = keptByMall && !isReported ? surplusStays(surplus, now) : afterLook(run, next, request, found);
    next = withChange(next, request, change);
  }
  const { removals: _, ...row } = next;
  return surplus > 0 ? next : row;
}

const wasDone = (request: TargetRequest | undefined): boolean => request !== undefined && isDone(request);

const isBroken = ({ defects }: StatusSession, { orderNumber, requests }: OrderTarget): boolean =>
  ['look', ...requests.map(({ id }) => id)].some((id) => defects.has(keyOf({ orderNumber, id })));

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
  if (isTakenBack(push) && isThereUnwanted(target, request, { seen, decision })) {
    ports.log.warn('push.done-after-withdrawal', { shop: push.shop, push: keyOf(push) });
    const reason = 'done-after-withdrawal';
    const state = { kind: 'failed', at: now, reason, who: failures[reason].who } as const;
    const look = nextLookAgain({ ...push, state }, now, settings);
    return { ...look, state, untold: 'failed', steps: [...steps, { at: now, what: 'failed', reason }] };
  }
  const isMadeAfterAll = push.state.kind === 'failed' && decision.kind === 'done' && !isDoneAfterWithdrawal(push);
  if (isMadeAfterAll && hasItsPlace(target, request)) {
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
