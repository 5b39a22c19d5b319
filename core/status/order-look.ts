import { type EpochMs, isDefect } from '../kernel/index.ts';
import {
  type FailureReason,
  failures,
  hasItsPlace,
  isDone,
  isDoneAfterWithdrawal,
  isRowOf,
  isTakenBack,
  keptOf,
  looksSinceCall,
  nextLook,
  type OrderSeen,
  type OrderTarget,
  type PushContent,
  type PushStep,
  stepsOf,
  surplusOfTarget,
  type TargetRequest,
  wantedParcels,
  withChange,
} from '../model/index.ts';
import { codeOf, leftOpen, mallWaitMs } from '../session/index.ts';
import { type Decision, decide } from './decide.ts';
import { isBroken, isCalledFor, keyOf, look, looksDue, type OrderTurn } from './execute-pushes.ts';
import { openWaitMs } from './settings.ts';
import type { Settled } from './settle.ts';
import type { StatusSession } from './status-session.ts';

/** The row after its ended requests were looked at. */
export function looked(run: StatusSession, target: OrderTarget, turn: OrderTurn): OrderTarget {
  const { ports, settings } = run;
  const { claimed, seen } = turn;
  const now = ports.clock.now();
  // One that has ended in this turn is looked at in the next: its surplus rows were not removed.
  const looks = looksDue(target, now).filter((request) => isEnded(claimed.requests[request]));
  if (looks.length === 0) return target;
  const putOff = (waitMs: number): OrderTarget =>
    looks.reduce((row, request) => withChange(row, request, { lookAgainAt: now + waitMs }), target);
  if (isBroken(run, claimed)) return putOff(settings.retryWaitMs);
  // Without a reading the looks stay due: the mall fails, or there was no time.
  if (seen === null) return turn.isFound ? putOff(settings.unknownWaitMs) : target;
  if (isCalledFor(turn)) return putOff(settings.unknownWaitMs);
  try {
    const decisions = target.requests.map(({ state }, request) => {
      const isGone = seen === 'absent' && state.kind === 'failed' && state.reason === 'order-unknown';
      return decide(run, target, request, isGone ? 'gone' : seen);
    });
    const kinds = new Set(looks.map((request) => target.requests[request]?.content.kind));
    const isLooked = ({ state, content }: TargetRequest, request: number): boolean =>
      looks.includes(request) || (state.kind === 'confirmed' && kinds.has(content.kind));
    if (target.requests.some((one, request) => isLooked(one, request) && showsNothingYet(decisions[request]))) {
      const { requestedAt } = target.requests[looks[0] as number] as TargetRequest;
      return putOff(mallWaitMs(requestedAt, now, ports.random.next(), settings));
    }
    return afterReading(run, target, turn.removal, { looks, seen, decisions });
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(keyOf(claimed, look), error);
    return putOff(settings.retryWaitMs);
  }
}

function afterReading(
  run: StatusSession,
  target: OrderTarget,
  removal: OrderTurn['removal'],
  { looks, seen, decisions }: { looks: readonly number[]; seen: OrderSeen; decisions: readonly Decision[] },
): OrderTarget {
  const now = run.ports.clock.now();
  const made = looks.filter((request) => isMadeAfterAll(target, request, decisions[request] as Decision));
  const lookAt = (row: OrderTarget, request: number): Settled =>
    afterLook(run, row, request, seen, decisions[request] as Decision);
  // What these took the place of is not wanted any more.
  let next = made.reduce((row, request) => withChange(row, request, lookAt(row, request)), target);
  for (const request of undoneOnes(next, target, looks, decisions)) next = withChange(next, request, undone(now));
  if (removal !== null) return afterRemoval(run, next, removal);
  const surplus = surplusOfTarget(next, seen).length;
  const isKept = surplus > 0 && (next.removals ?? 0) >= run.settings.unseenTriesMax;
  for (const request of looks) {
    const one = next.requests[request] as TargetRequest;
    if (!isDone(one) || made.includes(request)) continue;
    const found = { seen, decision: decisions[request] as Decision };
    // What was withdrawn and is there all the same has its own report.
    const isReported = isDoneAfterWithdrawal(one) || (isTakenBack(one) && isThereUnwanted(next, request, found));
    const change =
      isKept && one.content.kind === 'ship' && !isReported
        ? failedLook(now, 'refused-otherwise', [{ at: now, what: 'failed', surplusRows: surplus }])
        : lookAt(next, request);
    next = withChange(next, request, change);
  }
  const { removals: _, ...row } = next;
  return surplus > 0 ? next : row;
}

const isEnded = (request: TargetRequest | undefined): boolean => request !== undefined && isDone(request);

/** True where the mall does not show yet how a request stands. Such a look does not count. */
const showsNothingYet = (decision: Decision | undefined): boolean =>
  decision?.kind === 'wait' && (decision.reason === 'mall-changing' || decision.reason === 'not-shown');

/** The confirmed requests that the mall shows no longer, of kinds of which a call may have come late: else the shop changed the order. */
function undoneOnes(
  target: OrderTarget,
  before: OrderTarget,
  looks: readonly number[],
  decisions: readonly Decision[],
): number[] {
  const kinds = new Set(
    looks.flatMap((request) => {
      const { content, unknownAt } = before.requests[request] as TargetRequest;
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

/** True of a seen sub-status or memo that a late call for a withdrawn one has overwritten: what the shop sets itself at the mall stays. */
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

const foundWords = { done: 'it is so', call: 'it is not so', wait: 'it is not to be told yet' } as const;

function failedLook(at: EpochMs, reason: FailureReason, steps: readonly PushStep[]) {
  const state = { kind: 'failed', at, reason, who: failures[reason].who } as const;
  return { state, untold: 'failed', unknownAt: undefined, lookAgainAt: undefined, steps } as const;
}

/** A confirmed change that the mall does not show any more is made again. */
const undone = (at: EpochMs): Settled => ({
  state: { kind: 'retrying', tries: 0, next: at, reason: 'not-done' },
  lookAgainAt: undefined,
  untold: undefined,
  steps: [{ at, what: 'retrying', detail: 'it is not so any more' }],
});

function afterLook(
  { ports, settings }: StatusSession,
  target: OrderTarget,
  request: number,
  seen: OrderSeen,
  decision: Decision,
): Settled {
  const now = ports.clock.now();
  const one = target.requests[request] as TargetRequest;
  const found = decision.kind === 'fail' ? `it cannot be so: ${decision.reason}` : foundWords[decision.kind];
  const shown = typeof seen === 'object' ? { progress: seen.progress, detail: found } : { detail: `${seen}, ${found}` };
  const steps: PushStep[] = [{ at: now, what: 'looked-again', ...shown }];
  const count = looksSinceCall(stepsOf(target, request)) + 1;
  const nextOf = (state: TargetRequest['state']) => nextLook({ ...one, state }, count, now, settings);
  if (isTakenBack(one) && isThereUnwanted(target, request, { seen, decision })) {
    ports.log.warn('push.done-after-withdrawal', { shop: target.shop, push: keyOf(target, one) });
    const reason = 'done-after-withdrawal';
    const failure = failedLook(now, reason, [...steps, { at: now, what: 'failed', reason }]);
    return { ...failure, ...nextOf(failure.state) };
  }
  if (isMadeAfterAll(target, request, decision)) {
    const state = { kind: 'confirmed', at: now } as const;
    return { ...nextOf(one.state), state, untold: 'confirmed', steps: [...steps, { at: now, what: 'confirmed' }] };
  }
  if (decision.kind === 'wait' && decision.reason === 'unknown')
    return { lookAgainAt: (one.unknownAt ?? now) + settings.unknownWaitMs, steps: [] };
  return { ...nextOf(one.state), steps };
}

/** True of a failed request that the mall shows all the same. */
function isMadeAfterAll(target: OrderTarget, request: number, decision: Decision): boolean {
  const one = target.requests[request] as TargetRequest;
  const isShown = one.state.kind === 'failed' && decision.kind === 'done' && !isDoneAfterWithdrawal(one);
  return isShown && hasItsPlace(target, request);
}

/** True where the mall shows something of a withdrawn request that no other request wants. */
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
  { attempt, rows }: NonNullable<OrderTurn['removal']>,
): OrderTarget {
  const { settings, door } = run;
  const now = run.ports.clock.now();
  const looks = looksDue(target, now);
  const owner = looks.find((request) => target.requests[request]?.content.kind === 'ship') ?? looks[0];
  const isAccepted = attempt.kind === 'answered' && attempt.answer.kind === 'accepted';
  const removals = (target.removals ?? 0) + (attempt.kind === 'answered' ? 1 : 0);
  const isOpen = leftOpen(attempt);
  const waitMs = isAccepted ? openWaitMs(removals, settings) : isOpen ? settings.unknownWaitMs : settings.retryWaitMs;
  const code = codeOf(attempt);
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
