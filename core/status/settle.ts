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

/** What is known of a request after its turn. */
export interface AfterTurn {
  /** The row as it stands, with this turn counted in `missed`. */
  readonly target: OrderTarget;
  /** The request's place in the row. */
  readonly request: number;
  readonly attempt: Attempt;
  /** What the request needs by the mall's state after the call; null when the mall could not be read. */
  readonly decision: Decision | null;
  readonly seen: OrderSeen | null;
  readonly now: EpochMs;
  /** In [0, 1). */
  readonly chance: number;
  readonly settings: StatusSettings;
}

export type Settled = RequestChange & { readonly steps: readonly PushStep[] };

const oneOf = ({ target, request }: AfterTurn): TargetRequest => target.requests[request] as TargetRequest;

/** What becomes of a request after its turn. A reading counts more than an answer. Pure. */
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

/** The change is not seen: by its call it is tried again, or has failed. */
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
        // The next reading should decide, and shows each time that it was not applied.
        const isOver = decision !== null && now - oneOf(turn).requestedAt > settings.mallWaitTotalMs;
        return isOver ? failed(turn, 'not-ready-for-too-long') : again(turn, null);
      }
      if (decision === null) return { ...stillOpen(turn, settings.retryWaitMs), unknownAt: now };
      // An accepted change may still appear.
      return isLast ? failed(turn, 'refused-otherwise', now) : open(turn, answer.code);
    }
  }
}

/** What a refusal means for the request; null if the next reading decides. */
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
  // The numbers of rows that nothing from here made are for the pages of the order.
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

/** Where a request begins anew: earlier calls were for another one, or had their effect. */
const beginnings: readonly PushStep['what'][] = ['requested', 'retried-by-hand', 'confirmed'];

/** Calls with this answer since the request began anew. Calls during an outage of the mall do not count. */
function acceptedBefore({ target, request }: AfterTurn, code: string): number {
  const steps = stepsOf(target, request);
  const from = steps.findLastIndex(({ what }) => beginnings.includes(what));
  return steps.slice(from + 1).filter((step) => step.what === 'called' && step.code === code).length;
}

type FailedState = Extract<PushState, { readonly kind: 'failed' }>;

/** `openAt`: when a call ended that may still be applied. */
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

/** A request that has ended is looked at again while a call for it may still be applied. */
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

/** Calls made for the request, with that of this turn. */
const triesWith = (turn: AfterTurn): number => triesOf(oneOf(turn)) + (turn.attempt.kind === 'none' ? 0 : 1);

interface Wait {
  readonly next: EpochMs;
  readonly reason: RetryReason;
  readonly code?: string | undefined;
  /** When a call ended that may still be applied. */
  readonly openAt?: EpochMs | undefined;
  readonly progress?: string;
}

/** Tries the request again later. A wait that continues is recorded once. */
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

/** Whether the call was applied is not known: nothing is sent again before it would be visible. */
function open(turn: AfterTurn, code: string): Settled {
  const { now, settings } = turn;
  const next = now + settings.unknownWaitMs;
  return retrying(turn, { next, reason: 'unknown', code, openAt: now });
}

/** Reads again once an earlier call, or that of another worker, would have come to light, after `afterMs` at the latest. */
function stillOpen(turn: AfterTurn, afterMs = turn.settings.unknownWaitMs): Settled {
  const { attempt, now, settings } = turn;
  const known = leftOpen(attempt) ? now : (oneOf(turn).unknownAt ?? now);
  // Where its own call would have come to light by now, another worker's may still come.
  const waitMs = openWaitMs(triesWith(turn), settings);
  const since = known + waitMs > now ? known : now;
  const next = Math.max(Math.min(since + waitMs, now + afterMs), now + 1);
  // A request that made no call has no open end: two that share a parcel would wait for each other for ever.
  return retrying(turn, { next, reason: 'unknown', openAt: attempt.kind === 'none' ? undefined : since });
}

/** Waits for the mall or for another request; that is no failure and counts as no try. */
function waiting(turn: AfterTurn, reason: RetryReason): Settled {
  const { target, request, attempt, now, chance, settings, seen } = turn;
  // What the mall shows a moment later is waited for a moment, however old the request is.
  const before = stepsOf(target, request).at(-1);
  const since = reason === 'not-shown' ? target.missed?.since : before?.reason === reason ? before.at : undefined;
  const next = now + mallWaitMs(since ?? now, now, chance, settings);
  // A call whose effect the mall does not show yet has an open end, even if the mall accepted it.
  const isOpen = leftOpen(attempt) || (attempt.kind === 'answered' && attempt.answer.kind === 'accepted');
  return retrying(turn, { next, reason, openAt: isOpen ? now : undefined, ...progressOf(seen) });
}

/** A call was not made, or not applied. One that only had no time left is due at once. */
function again(turn: AfterTurn, error: TsunagiError | null): Settled {
  const { attempt, now, chance, settings } = turn;
  const isTried = attempt.kind !== 'none' || error !== null;
  const waitMs = isTried ? retryWaitMs(Math.max(triesWith(turn), 1), error, chance, settings) : 0;
  const openAt = leftOpen(attempt) ? now : undefined;
  const wait = retrying(turn, { next: now + waitMs, reason: 'not-done', code: error?.code, openAt });
  return isTried ? wait : { ...wait, steps: [] };
}

/** The request met a defect of our own. It waits as after a first failure each time; no run repeats a call before its effect would have shown. */
export function broken(turn: AfterTurn): Settled {
  const { attempt, now, settings } = turn;
  const [reason, openAt] = attempt.kind === 'none' ? (['not-done'] as const) : (['unknown', now] as const);
  return retrying(turn, { next: now + settings.retryWaitMs, reason, code: defectCode, openAt });
}

/** The call of this turn as the history has it. */
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
