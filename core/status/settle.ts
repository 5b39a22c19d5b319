import { type EpochMs, mayBeApplied, type TsunagiError } from '../kernel/index.ts';
import {
  countForeign,
  type FailureReason,
  failures,
  nextLook,
  type OrderSeen,
  type OrderState,
  type OrderTarget,
  type PushState,
  type PushStep,
  type RequestChange,
  type RetryReason,
  stepsOf,
  type TargetRequest,
  triesOf,
} from '../model/index.ts';
import type { RefusalReason } from '../ports/index.ts';
import {
  type Attempt,
  codeOf,
  defectCode,
  isFunctionOff,
  leftOpen,
  mallWaitMs,
  mallWordsMax,
  retryWaitMs,
} from '../session/index.ts';
import type { Decision } from './decide.ts';
import { openWaitMs, type StatusSettings } from './settings.ts';

export interface AfterTurn {
  /** The present row, with this turn counted in `missed`. */
  readonly target: OrderTarget;
  readonly request: number;
  readonly attempt: Attempt;
  /** Need after the call, by the mall's state; null if unread. */
  readonly decision: Decision | null;
  readonly seen: OrderSeen | null;
  readonly now: EpochMs;
  /** Random number in [0, 1). */
  readonly chance: number;
  readonly settings: StatusSettings;
}

export type Settled = RequestChange & { readonly steps: readonly PushStep[] };

const oneOf = ({ target, request }: AfterTurn): TargetRequest => target.requests[request] as TargetRequest;

/** The request after its turn. Readings count more than answers. Pure. */
export function settle(turn: AfterTurn): Settled {
  const { decision } = turn;
  switch (decision?.kind) {
    case 'done':
      return confirmed(turn);
    case 'fail':
      return failed(turn, decision.reason);
    case 'wait':
      return decision.reason === 'unknown' ? stillOpen(turn) : waiting(turn, decision.reason);
    case 'call':
    case undefined:
      return unseen(turn);
  }
}

/** An unseen change is retried or failed, depending on its call. */
function unseen(turn: AfterTurn): Settled {
  const { attempt, decision, now, settings } = turn;
  switch (attempt.kind) {
    case 'none':
      return again(turn, attempt.error);
    case 'broke':
      return broken(turn);
    case 'silent':
      return open(turn, 'mall.unreadable');
    case 'threw': {
      const { error } = attempt;
      if (isFunctionOff(error)) return failed(turn, 'function-off');
      if (mayBeApplied(error)) return open(turn, error.code);
      return error.retry === 'never' ? failed(turn, 'refused-otherwise') : again(turn, error);
    }
    case 'answered': {
      const { answer } = attempt;
      const isLast = acceptedBefore(turn, answer.code) + 1 >= settings.unseenTriesMax;
      if (answer.kind === 'refused') {
        const reason = failureOf[answer.reason];
        if (reason !== null && (reason !== 'order-unknown' || isLast)) return failed(turn, reason);
        // The next reading should decide, and always shows that nothing was applied.
        const isOver = decision !== null && now - oneOf(turn).requestedAt > settings.mallWaitTotalMs;
        return isOver ? failed(turn, 'not-ready-for-too-long') : again(turn, null);
      }
      if (decision === null) return { ...stillOpen(turn, settings.retryWaitMs), unknownAt: now };
      return isLast ? failed(turn, 'refused-otherwise', now) : open(turn, answer.code);
    }
  }
}

/** Failure by refusal; null: the next reading decides. */
const failureOf: Readonly<Record<RefusalReason, FailureReason | null>> = {
  'look-again': null,
  'row-unknown': null,
  'order-cancelled': 'order-cancelled',
  'order-unknown': 'order-unknown',
  'amount-unset': 'amount-unset',
  'wrong-progress': 'wrong-progress',
  'shipping-date-set': 'shipping-date-set',
  'basket-unknown': 'basket-unknown',
  'content-refused': 'content-refused',
  otherwise: 'refused-otherwise',
};

function confirmed(turn: AfterTurn): Settled {
  const { target, attempt, seen, now } = turn;
  const { others, copies } = isOrder(seen)
    ? countForeign(oneOf(turn), target.requests, seen)
    : { others: 0, copies: 0 };
  // Foreign rows' numbers are for the order's pages.
  const details = [
    ...(others > 0 ? [`parcels not requested here: ${others}`] : []),
    ...(copies > 0 ? [`rows of it not made here: ${copies}`] : []),
    ...(attempt.kind === 'none' ? ['no call was needed'] : []),
  ];
  const detail = details.length === 0 ? {} : { detail: details.join(', ') };
  const read = { at: now, what: 'read-back', ...progressOf(seen), ...detail } as const;
  const steps: PushStep[] = [...called(turn), read, { at: now, what: 'confirmed' }];
  return { ...ended(turn, { kind: 'confirmed', at: now }), steps };
}

const isOrder = (seen: OrderSeen | null): seen is OrderState => typeof seen === 'object' && seen !== null;

const progressOf = (seen: OrderSeen | null) => (isOrder(seen) ? { progress: seen.progress } : {});

/** Steps from which a request begins anew: earlier calls were another's, or had their effect. */
const beginnings: readonly PushStep['what'][] = ['requested', 'retried-by-hand', 'confirmed'];

/** Calls with this answer since the request began anew; those during an outage do not count. */
function acceptedBefore({ target, request }: AfterTurn, code: string): number {
  const steps = stepsOf(target, request);
  const from = steps.findLastIndex(({ what }) => beginnings.includes(what));
  return steps.slice(from + 1).filter((step) => step.what === 'called' && step.code === code).length;
}

type FailedState = Extract<PushState, { readonly kind: 'failed' }>;

/** `openAt`: end of a call that may still be applied. */
function failed(turn: AfterTurn, reason: FailureReason, openAt?: EpochMs): Settled {
  const { attempt, now } = turn;
  const said = wordsOf(attempt);
  const step = { at: now, what: 'failed', reason, ...(said.mallCode ? { code: said.mallCode } : {}) } as const;
  const state = { kind: 'failed', at: now, reason, who: failures[reason].who, ...said } as const;
  return { ...ended(turn, state, openAt), steps: [...called(turn), step] };
}

function wordsOf(attempt: Attempt): Pick<FailedState, 'mallCode' | 'mallWords' | 'function'> {
  if (attempt.kind === 'threw') {
    const { mallCodes: [code] = [], function: name } = attempt.error.context;
    return { ...(code === undefined ? {} : { mallCode: code }), ...(name === undefined ? {} : { function: name }) };
  }
  if (attempt.kind !== 'answered' || attempt.answer.kind !== 'refused') return {};
  return { mallCode: attempt.answer.code, mallWords: attempt.answer.words.slice(0, mallWordsMax) };
}

function ended(
  turn: AfterTurn,
  state: FailedState | Extract<PushState, { readonly kind: 'confirmed' }>,
  openAt?: EpochMs,
): RequestChange {
  const { content, unknownAt } = oneOf(turn);
  const { attempt, now, settings } = turn;
  const last = openAt ?? (leftOpen(attempt) ? now : unknownAt);
  return { state, untold: state.kind, ...nextLook({ content, state, unknownAt: last }, 0, now, settings) };
}

const triesWith = (turn: AfterTurn): number => triesOf(oneOf(turn)) + (turn.attempt.kind === 'none' ? 0 : 1);

interface Wait {
  readonly next: EpochMs;
  readonly reason: RetryReason;
  readonly code?: string | undefined;
  /** End of a call that may still be applied. */
  readonly openAt?: EpochMs | undefined;
  readonly progress?: string;
}

/** Retries later. A continuing wait is recorded once. */
function retrying(turn: AfterTurn, { next, reason, code, openAt, ...shown }: Wait): Settled {
  const { target, request, attempt, now } = turn;
  const why = { reason, ...(code === undefined ? {} : { code }) };
  const step: PushStep = { at: now, what: 'retrying', ...why, ...shown };
  const before = stepsOf(target, request).at(-1);
  const continues = (['what', 'reason', 'code', 'progress'] as const).every((name) => before?.[name] === step[name]);
  return {
    state: { kind: 'retrying', tries: triesWith(turn), next, ...why },
    ...(openAt === undefined ? {} : { unknownAt: openAt }),
    steps: attempt.kind === 'none' && continues ? [] : [...called(turn), step],
  };
}

/** The outcome is unknown: nothing is sent before it would show. */
function open(turn: AfterTurn, code: string): Settled {
  const { now, settings } = turn;
  const next = now + settings.unknownWaitMs;
  return retrying(turn, { next, reason: 'unknown', code, openAt: now });
}

/** Reads again once any open call would show, at most `afterMs` later. */
function stillOpen(turn: AfterTurn, afterMs = turn.settings.unknownWaitMs): Settled {
  const { attempt, now, settings } = turn;
  const known = leftOpen(attempt) ? now : (oneOf(turn).unknownAt ?? now);
  // Another worker's call may come later than our own.
  const waitMs = openWaitMs(triesWith(turn), settings);
  const since = known + waitMs > now ? known : now;
  const next = Math.max(Math.min(since + waitMs, now + afterMs), now + 1);
  // Without a call there is no open end: two requests sharing a parcel would wait for each other forever.
  return retrying(turn, { next, reason: 'unknown', openAt: attempt.kind === 'none' ? undefined : since });
}

/** A wait for the mall or another request, neither failure nor try. */
function waiting(turn: AfterTurn, reason: RetryReason): Settled {
  const { target, request, attempt, now, chance, settings, seen } = turn;
  // Effects that appear in a moment are awaited, however old the request.
  const before = stepsOf(target, request).at(-1);
  const since = reason === 'not-shown' ? target.missed?.since : before?.reason === reason ? before.at : undefined;
  const next = now + mallWaitMs(since ?? now, now, chance, settings);
  // An accepted call without visible effect stays open.
  const isOpen = leftOpen(attempt) || (attempt.kind === 'answered' && attempt.answer.kind === 'accepted');
  return retrying(turn, { next, reason, openAt: isOpen ? now : undefined, ...progressOf(seen) });
}

/** A call not made or not applied. Only out of time: due at once. */
function again(turn: AfterTurn, error: TsunagiError | null): Settled {
  const { attempt, now, chance, settings } = turn;
  const isTried = attempt.kind !== 'none' || error !== null;
  const waitMs = isTried ? retryWaitMs(Math.max(triesWith(turn), 1), error, chance, settings) : 0;
  const openAt = leftOpen(attempt) ? now : undefined;
  const wait = retrying(turn, { next: now + waitMs, reason: 'not-done', code: error?.code, openAt });
  return isTried ? wait : { ...wait, steps: [] };
}

/** A defect of ours waits as after a first failure, each time; no call repeats before its effect would show. */
export function broken(turn: AfterTurn): Settled {
  const { attempt, now, settings } = turn;
  const [reason, openAt] = attempt.kind === 'none' ? (['not-done'] as const) : (['unknown', now] as const);
  return retrying(turn, { next: now + settings.retryWaitMs, reason, code: defectCode, openAt });
}

function called({ attempt, now }: AfterTurn): readonly PushStep[] {
  if (attempt.kind === 'none') return [];
  const { operation } = attempt;
  if (attempt.kind === 'broke') return [{ at: now, what: 'called', operation, code: defectCode }];
  const requestId = attempt.kind === 'threw' ? (attempt.error.context.requestId ?? null) : attempt.requestId;
  const code = codeOf(attempt);
  const step: PushStep = {
    ...{ at: now, what: 'called' as const, operation },
    ...(code !== null && { code }),
    ...(requestId !== null && { requestId }),
    ...(attempt.kind === 'silent' && { detail: 'the answer says nothing of this order' }),
  };
  return [step];
}
