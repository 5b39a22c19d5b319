import type { EpochMs } from '../kernel/index.ts';
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
  nextTarget,
  type OrderSeen,
  type OrderTarget,
  type PauseCause,
  type PushContent,
  type PushStep,
  stepsOf,
  surplusOfTarget,
  type TargetRequest,
  triesOf,
  wantedParcels,
  withChange,
} from '../model/index.ts';
import { type Attempt, codeOf, holdsEverything, leftOpen, mallWaitMs } from '../session/index.ts';
import { type Decision, decide } from './decide.ts';
import {
  callForOrders,
  guarded,
  isBroken,
  isCalledFor,
  keyOf,
  look,
  looksDue,
  makeCalls,
  type OrderTurn,
  turnOf,
} from './execute-pushes.ts';
import { openWaitMs } from './settings.ts';
import { broken, type Settled, settle } from './settle.ts';
import type { StatusSession } from './status-session.ts';

export async function takeOrders(run: StatusSession, claimed: readonly OrderTarget[]): Promise<OrderTurn[]> {
  const now = run.ports.clock.now();
  const turns = claimed.map((target) => turnOf(target, now));
  await callForOrders(run, turns);
  for (const turn of turns) turn.removal = await removeSurplus(run, turn);
  return turns;
}

/** Removes rows that no parcel needs from an order looked at and not called for. */
async function removeSurplus(run: StatusSession, turn: OrderTurn): Promise<OrderTurn['removal']> {
  const { claimed, looks, seen } = turn;
  const isLooked = looks.some((one) => claimed.requests[one]?.content.kind === 'ship') && !isCalledFor(turn);
  const isGivenUp = (claimed.removals ?? 0) >= run.settings.unseenTriesMax;
  if (!isLooked || isGivenUp || seen === null || typeof seen !== 'object') return null;
  const changes = surplusOfTarget(claimed, seen);
  if (changes.length === 0) return null;
  const wanted = { key: keyOf(claimed, look), order: seen, call: { kind: 'ship', changes } } as const;
  const attempt = (await makeCalls(run, [wanted])).get(wanted) ?? { kind: 'none', error: null };
  return { attempt, rows: changes.length };
}

/** The row after a turn. Later requests stay as made, since the reading says nothing of them. */
export function settleOrder(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget {
  const { claimed, attempts } = turn;
  let next = withReading(run, standing, turn);
  for (const [request, attempt] of attempts) {
    const now = next.requests[request] as TargetRequest;
    const isOther = isDone(now) || now.requestedAt !== claimed.requests[request]?.requestedAt;
    next = isOther
      ? afterOtherWords(run, next, request, attempt)
      : withChange(next, request, afterTurn(run, next, request, turn));
  }
  return looked(run, next, turn);
}

/** Removes the claim, and counts turns that missed the order. */
function withReading(run: StatusSession, { claim: _, missed, ...row }: OrderTarget, turn: OrderTurn): OrderTarget {
  const { seen, isFound, attempts } = turn;
  const before = isFound ? undefined : missed;
  if (seen === 'absent') {
    const { since, times } = before ?? { since: run.ports.clock.now(), times: 0 };
    return { ...row, missed: { since, times: times + 1 } };
  }
  const stays = before !== undefined && (seen === null || attempts.size === 0);
  return stays ? { ...row, missed: before } : row;
}

/** The request after its turn. A defect of ours postpones it. */
function afterTurn(run: StatusSession, target: OrderTarget, request: number, { attempts, seen }: OrderTurn): Settled {
  const { ports, settings, defects } = run;
  const [key, now] = [keyOf(target, target.requests[request] as TargetRequest), ports.clock.now()];
  const attempt = attempts.get(request) as Attempt;
  const turn = { target, request, attempt, seen, now, chance: ports.random.next(), settings };
  const end = (): Settled => {
    const decision = seen === null || defects.has(key) ? null : decide(run, target, request, seen);
    if (decision === null || decision.kind === 'call') {
      const cause = run.heldBy();
      const wasKept = attempt.kind === 'none' || (attempt.kind === 'threw' && holdsEverything(attempt.error));
      if (cause !== null && wasKept) return heldChange(target, request, cause, now);
      if (defects.has(key)) return broken({ ...turn, decision });
    }
    return settle({ ...turn, decision });
  };
  return guarded(run, key, end) ?? broken({ ...turn, decision: null });
}

export const heldChange = ({ requests }: OrderTarget, request: number, cause: PauseCause, now: number): Settled => ({
  state: { kind: 'held', since: now, cause, tries: triesOf(requests[request] as TargetRequest) },
  steps: [{ at: now, what: 'held', reason: cause }],
});

/** The row claimed by another worker since, with a call of ours noted; null if none was made. */
export function strayRow(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget | null {
  if (!isCalledFor(turn)) return null;
  const row = [...turn.attempts].reduce(
    (next, [request, attempt]) => afterOtherWords(run, next, request, attempt),
    standing,
  );
  return nextTarget(row, run.runId);
}

/** Requested anew during the call, which may show or have been undone. */
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

interface Look {
  readonly run: StatusSession;
  readonly now: EpochMs;
  /** The row before the look. */
  readonly target: OrderTarget;
  readonly seen: OrderSeen;
  /** Requests looked at, and the needs of each request of the order. */
  readonly looks: readonly number[];
  readonly decisions: readonly Decision[];
}

function looked(run: StatusSession, target: OrderTarget, turn: OrderTurn): OrderTarget {
  const { ports, settings } = run;
  const { claimed, seen } = turn;
  const now = ports.clock.now();
  // Requests ended in this turn are looked at next: their surplus rows remain.
  const looks = looksDue(target, now).filter((place) =>
    claimed.requests.some((one, of) => of === place && isDone(one)),
  );
  if (looks.length === 0) return target;
  const putOff = (waitMs: number): OrderTarget =>
    looks.reduce((row, request) => withChange(row, request, { lookAgainAt: now + waitMs }), target);
  if (isBroken(run, claimed)) return putOff(settings.retryWaitMs);
  if (seen === null && !turn.isFound) return target;
  if (seen === null || isCalledFor(turn)) return putOff(settings.unknownWaitMs);
  const lookNow = (): OrderTarget => {
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
    return afterReading({ run, now, target, seen, looks, decisions }, turn.removal);
  };
  return guarded(run, keyOf(claimed, look), lookNow) ?? putOff(settings.retryWaitMs);
}

function afterReading(found: Look, removal: OrderTurn['removal']): OrderTarget {
  const { run, now, target, seen, looks } = found;
  const made = looks.filter((request) => isMadeAfterAll(found, target, request));
  let next = made.reduce((row, request) => withChange(row, request, afterLook(found, row, request)), target);
  for (const request of undoneOnes(found, next)) next = withChange(next, request, undone(now));
  if (removal !== null) return afterRemoval(run, next, removal);
  const surplus = surplusOfTarget(next, seen).length;
  const isKept = surplus > 0 && (next.removals ?? 0) >= run.settings.unseenTriesMax;
  for (const request of looks) {
    const one = next.requests[request] as TargetRequest;
    if (!isDone(one) || made.includes(request)) continue;
    // Withdrawn requests that are there anyway have their own report.
    const isReported = isDoneAfterWithdrawal(one) || (isTakenBack(one) && isThereUnwanted(found, next, request));
    const change =
      isKept && one.content.kind === 'ship' && !isReported
        ? failedLook(now, 'refused-otherwise', [{ at: now, what: 'failed', surplusRows: surplus }])
        : afterLook(found, next, request);
    next = withChange(next, request, change);
  }
  const { removals: _, ...row } = next;
  return surplus > 0 ? next : row;
}

/** True if the mall does not yet show a request's state; such a look does not count. */
const showsNothingYet = (decision: Decision | undefined): boolean =>
  decision?.kind === 'wait' && (decision.reason === 'mall-changing' || decision.reason === 'not-shown');

/** Confirmed requests no longer shown, of kinds that a late call can undo; otherwise the shop changed the order. */
function undoneOnes({ target: before, looks, decisions }: Look, target: OrderTarget): number[] {
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

/** True of a sub-status or memo overwritten by a late call for a withdrawn one; the shop's own stay. */
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

/** Kinds that a later request replaces. */
const hasPlace = ({ kind }: PushContent): boolean => kind === 'ship' || kind === 'memo' || kind === 'sub-status';

const foundWords = { done: 'it is so', call: 'it is not so', wait: 'it is not to be told yet' } as const;

function failedLook(at: EpochMs, reason: FailureReason, steps: readonly PushStep[]) {
  const state = { kind: 'failed', at, reason, who: failures[reason].who } as const;
  return { state, untold: 'failed', unknownAt: undefined, lookAgainAt: undefined, steps } as const;
}

const undone = (at: EpochMs): Settled => ({
  state: { kind: 'retrying', tries: 0, next: at, reason: 'not-done' },
  lookAgainAt: undefined,
  untold: undefined,
  steps: [{ at, what: 'retrying', detail: 'it is not so any more' }],
});

function afterLook(found: Look, target: OrderTarget, request: number): Settled {
  const { run, now, seen, decisions } = found;
  const { ports, settings } = run;
  const decision = decisions[request] as Decision;
  const one = target.requests[request] as TargetRequest;
  const words = decision.kind === 'fail' ? `it cannot be so: ${decision.reason}` : foundWords[decision.kind];
  const shown = typeof seen === 'object' ? { progress: seen.progress, detail: words } : { detail: `${seen}, ${words}` };
  const steps: PushStep[] = [{ at: now, what: 'looked-again', ...shown }];
  const count = looksSinceCall(stepsOf(target, request)) + 1;
  const nextOf = (state: TargetRequest['state']) => nextLook({ ...one, state }, count, now, settings);
  if (isTakenBack(one) && isThereUnwanted(found, target, request)) {
    ports.log.warn('push.done-after-withdrawal', { shop: target.shop, push: keyOf(target, one) });
    const reason = 'done-after-withdrawal';
    const failure = failedLook(now, reason, [...steps, { at: now, what: 'failed', reason }]);
    return { ...failure, ...nextOf(failure.state) };
  }
  if (isMadeAfterAll(found, target, request)) {
    const state = { kind: 'confirmed', at: now } as const;
    return { ...nextOf(one.state), state, untold: 'confirmed', steps: [...steps, { at: now, what: 'confirmed' }] };
  }
  if (decision.kind === 'wait' && decision.reason === 'unknown')
    return { lookAgainAt: (one.unknownAt ?? now) + settings.unknownWaitMs, steps: [] };
  return { ...nextOf(one.state), steps };
}

/** True of a failed request that the mall shows after all. */
function isMadeAfterAll({ decisions }: Look, target: OrderTarget, request: number): boolean {
  const one = target.requests[request] as TargetRequest;
  const isShown = one.state.kind === 'failed' && decisions[request]?.kind === 'done' && !isDoneAfterWithdrawal(one);
  return isShown && hasItsPlace(target, request);
}

/** True if the mall shows something of a withdrawn request that no other wants. */
function isThereUnwanted({ seen, decisions }: Look, target: OrderTarget, request: number): boolean {
  const { content } = target.requests[request] as TargetRequest;
  if (content.kind !== 'ship') {
    const isReplaced = target.requests.some(
      (other, place) => place !== request && other.content.kind === content.kind && other.state.kind !== 'withdrawn',
    );
    return decisions[request]?.kind === 'done' && !(hasPlace(content) && isReplaced);
  }
  if (typeof seen !== 'object') return false;
  const rows = seen.baskets.flatMap((basket) => basket.rows);
  const wanted = wantedParcels(target).map(({ parcel }) => parcel);
  return content.parcels.some(
    (parcel) =>
      rows.some((row) => isRowOf(row, parcel)) && !wanted.some((one) => one.trackingNumber === parcel.trackingNumber),
  );
}

/** Malls have answered well and removed nothing, so the rows are read. */
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
