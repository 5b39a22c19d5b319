import { type EpochMs, mayBeApplied, type TsunagiError } from '../kernel/index.ts';
import {
  countForeign,
  type FailureReason,
  failures,
  firstLookAgain,
  nextRow,
  type OrderSeen,
  type OrderState,
  type Push,
  type PushChange,
  type PushEnd,
  type PushState,
  type PushStep,
  type RetryReason,
  triesOf,
} from '../model/index.ts';
import type { RefusalReason } from '../ports/index.ts';
import {
  type Attempt,
  defectCode,
  isFunctionOff,
  leftOpen,
  mallWaitMs,
  mallWordsMax,
  retryWaitMs,
} from '../session/index.ts';
import type { Decision } from './decide.ts';
import { openWaitMs, type StatusSettings } from './settings.ts';

/** What is known of a push after its turn: what its call came to, and what it needs by the mall's state afterwards. */
export interface AfterTurn {
  readonly attempt: Attempt;
  /** Null when the mall could not be read (again). */
  readonly decision: Decision | null;
  readonly seen: OrderSeen | null;
  /** All pushes of the order. */
  readonly ofOrder: readonly Push[];
  readonly now: EpochMs;
  /** In [0, 1). */
  readonly chance: number;
  readonly settings: StatusSettings;
}

/** The state of a push after its turn. A reading counts more than an answer. Pure. */
export function settle(push: Push, turn: AfterTurn): PushChange {
  return { ...afterTurn(push, turn), ...missedChange(push, turn) };
}

/** Counts the turns and looks in a row that did not find the order at the mall. */
function missedChange({ missed }: Push, { seen, now }: Pick<AfterTurn, 'seen' | 'now'>): Pick<PushChange, 'missed'> {
  if (seen === 'absent') return { missed: { since: missed?.since ?? now, times: (missed?.times ?? 0) + 1 } };
  return seen === null || missed === undefined ? {} : { missed: null };
}

function afterTurn(push: Push, turn: AfterTurn): PushChange {
  const { attempt, decision, now } = turn;
  const called = calledStep(attempt, now);
  const steps = called === null ? [] : [called];
  switch (decision?.kind) {
    case 'done':
      return confirmed(push, turn, steps);
    case 'fail':
      return failed(push, turn, decision.reason, steps);
    case 'wait':
      return decision.reason === 'unknown' ? stillOpen(push, turn, steps) : waiting(push, turn, decision.reason, steps);
    case 'call':
    case undefined:
      return unseen(push, turn, steps);
  }
}

/** The change is not seen: depending on its call, it is tried again, or permanently refused. */
function unseen(push: Push, turn: AfterTurn, steps: readonly PushStep[]): PushChange {
  const { attempt, decision, now, settings } = turn;
  switch (attempt.kind) {
    case 'none':
      return again(push, turn, { reason: 'not-done', error: attempt.error, called: false }, steps);
    case 'broke':
      return broken(push, turn);
    case 'silent':
      return open(push, turn, 'mall.unreadable', steps);
    case 'threw':
      if (isFunctionOff(attempt.error)) return failed(push, turn, 'function-off', steps);
      if (attempt.error.retry === 'never' && !mayBeApplied(attempt.error)) {
        return failed(push, turn, 'refused-otherwise', steps);
      }
      if (mayBeApplied(attempt.error)) return open(push, turn, attempt.error.code, steps);
      return again(push, turn, { reason: 'not-done', error: attempt.error, called: true }, steps);
    case 'answered': {
      const { answer } = attempt;
      if (answer.kind === 'refused') {
        const reason = failureOf[answer.reason];
        const mayBeMissed =
          reason === 'order-unknown' && acceptedBefore(push, answer.code) + 1 < settings.unseenTriesMax;
        if (reason !== null && !mayBeMissed) return failed(push, turn, reason, steps);
        // The next reading should decide, and shows each time that it was not applied.
        const isOver = decision !== null && now - push.requestedAt > settings.mallWaitTotalMs;
        if (isOver) return failed(push, turn, 'not-ready-for-too-long', steps);
        return again(push, turn, { reason: 'not-done', error: null, called: true }, steps);
      }
      if (decision === null) return { ...stillOpen(push, turn, steps, settings.retryWaitMs), unknownAt: now };
      if (acceptedBefore(push, answer.code) + 1 >= settings.unseenTriesMax) {
        // Accepted it was, so it may still appear.
        return failed(push, turn, 'refused-otherwise', steps, now);
      }
      return open(push, turn, answer.code, steps);
    }
  }
}

/** What a refusal means for the push; null if the next reading decides. */
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

function confirmed(push: Push, turn: AfterTurn, steps: readonly PushStep[]): PushChange {
  const { attempt, seen, ofOrder, now, settings } = turn;
  const after = ofOrder.map((other) =>
    other.id === push.id ? nextRow(push, push.writer, { state: { kind: 'confirmed', at: now }, steps }) : other,
  );
  const details = [
    ...(isOrder(seen) ? foreignDetails(countForeign(push, after, seen)) : []),
    ...(attempt.kind === 'none' ? ['no call was needed'] : []),
  ];
  const detail = details.length === 0 ? {} : { detail: details.join(', ') };
  return {
    ...ended(push, { kind: 'confirmed', at: now }, settings, callAt(attempt, now)),
    steps: [...steps, { at: now, what: 'read-back', ...progressOf(seen), ...detail }, { at: now, what: 'confirmed' }],
  };
}

const isOrder = (seen: OrderSeen | null): seen is OrderState => typeof seen === 'object' && seen !== null;

const progressOf = (seen: OrderSeen | null): Pick<PushStep, 'progress'> =>
  isOrder(seen) ? { progress: seen.progress } : {};

/** How the history names rows that nothing from here made, by their count: their numbers are for the pages of the order. */
function foreignDetails({ others, copies }: ReturnType<typeof countForeign>): string[] {
  return [
    ...(others > 0 ? [`parcels not requested here: ${others}`] : []),
    ...(copies > 0 ? [`rows of it not made here: ${copies}`] : []),
  ];
}

/** Where a push begins anew: what was called before was for another request, or had its effect. */
const beginnings: readonly PushStep['what'][] = ['requested', 'retried-by-hand', 'confirmed'];

/** Calls with this answer since the push began anew. Calls during an outage of the mall do not count. */
function acceptedBefore({ trail }: Push, code: string): number {
  const from = trail.findLastIndex(({ what }) => beginnings.includes(what));
  return trail.slice(from + 1).filter((step) => step.what === 'called' && step.code === code).length;
}

function failed(
  push: Push,
  turn: AfterTurn,
  reason: FailureReason,
  steps: readonly PushStep[],
  openAt = callAt(turn.attempt, turn.now),
): PushChange {
  const { attempt, now, settings } = turn;
  const said = wordsOf(attempt);
  return {
    ...ended(push, { kind: 'failed', at: now, reason, who: failures[reason].who, ...said }, settings, openAt),
    steps: [...steps, { at: now, what: 'failed', reason, ...(said.mallCode ? { code: said.mallCode } : {}) }],
  };
}

type Failed = Extract<PushState, { readonly kind: 'failed' }>;

function wordsOf(attempt: Attempt): Pick<Failed, 'mallCode' | 'mallWords' | 'function'> {
  if (attempt.kind === 'threw') {
    const { mallCodes: [code] = [], function: name } = attempt.error.context;
    return { ...(code === undefined ? {} : { mallCode: code }), ...(name === undefined ? {} : { function: name }) };
  }
  if (attempt.kind !== 'answered' || attempt.answer.kind !== 'refused') return {};
  return { mallCode: attempt.answer.code, mallWords: attempt.answer.words.slice(0, mallWordsMax) };
}

/** Whether the call was applied is not known: nothing is sent again before it would be visible. */
function open(push: Push, turn: AfterTurn, code: string, steps: readonly PushStep[]): PushChange {
  const { now, settings } = turn;
  const next = now + settings.unknownWaitMs;
  return {
    state: { kind: 'retrying', tries: triesOf(push) + 1, next, reason: 'unknown', code },
    unknownAt: now,
    steps: [...steps, { at: now, what: 'retrying', code, reason: 'unknown' }],
  };
}

/**
 * It is read again once an earlier call, or that of another worker, would have come to light, but every `unknownWaitMs` at least; or before
 * that, where `afterMs` says so.
 */
function stillOpen(
  push: Push,
  turn: AfterTurn,
  steps: readonly PushStep[],
  afterMs = turn.settings.unknownWaitMs,
): PushChange {
  const { attempt, now, settings } = turn;
  const known = callAt(attempt, now) ?? push.unknownAt ?? now;
  // Where its own call would have come to light by now, it is another worker's that may still come.
  const tries = triesOf(push) + (attempt.kind === 'none' ? 0 : 1);
  const waitMs = openWaitMs(tries, settings);
  const since = known + waitMs > now ? known : now;
  const next = Math.min(since + waitMs, now + afterMs);
  return {
    state: { kind: 'retrying', tries, next: Math.max(next, now + 1), reason: 'unknown' },
    // One that made no call has no open end of its own: two that share a parcel would wait for each other for ever.
    ...(attempt.kind === 'none' ? {} : { unknownAt: since }),
    steps: withWait(push, steps, { at: now, what: 'retrying', reason: 'unknown' }),
  };
}

/** A wait that continues is recorded once. */
function withWait({ trail }: Push, steps: readonly PushStep[], wait: PushStep): PushStep[] {
  const before = trail.at(-1);
  const continues = before?.what === 'retrying' && before.reason === wait.reason && before.progress === wait.progress;
  return steps.length === 0 && continues ? [] : [...steps, wait];
}

/** Waits for the mall or for another push; that is no failure and counts as no try. */
function waiting(push: Push, turn: AfterTurn, reason: RetryReason, steps: readonly PushStep[]): PushChange {
  const { attempt, now, chance, settings, seen } = turn;
  // A row that the mall misses once is there a moment later, however long ago the push was requested.
  const since = reason === 'not-shown' ? (push.missed?.since ?? now) : push.requestedAt;
  const next = now + mallWaitMs(since, now, chance, settings);
  return {
    state: { kind: 'retrying', tries: triesOf(push) + (attempt.kind === 'none' ? 0 : 1), next, reason },
    ...openSince(attempt, now),
    steps: withWait(push, steps, { at: now, what: 'retrying', reason, ...progressOf(seen) }),
  };
}

function again(
  push: Push,
  turn: AfterTurn,
  {
    reason,
    error,
    called,
  }: { readonly reason: RetryReason; readonly error: TsunagiError | null; readonly called: boolean },
  steps: readonly PushStep[],
): PushChange {
  const { now, chance, settings } = turn;
  const tries = triesOf(push) + (called ? 1 : 0);
  // A push that only had no time left is due at once.
  const waitMs = called || error !== null ? retryWaitMs(Math.max(tries, 1), error, chance, settings) : 0;
  const code = error === null ? {} : { code: error.code };
  return {
    state: { kind: 'retrying', tries, next: now + waitMs, reason, ...code },
    ...(leftOpen(turn.attempt) ? { unknownAt: now } : {}),
    steps: called || error !== null ? [...steps, { at: now, what: 'retrying', reason, ...code }] : steps,
  };
}

/**
 * This push met a defect of our own. It waits only as long as after a first failure, however often that happens: each run
 * fails on it until it is fixed, and no run repeats a call before the effect of the last one would have shown.
 */
export function broken(
  push: Push,
  { attempt, now, settings }: Pick<AfterTurn, 'attempt' | 'now' | 'settings'>,
): PushChange {
  const called = calledStep(attempt, now);
  const isOpen = attempt.kind !== 'none';
  const reason = isOpen ? 'unknown' : 'not-done';
  const tries = triesOf(push) + (isOpen ? 1 : 0);
  // Logged once, not by each run.
  const isNew = called !== null || push.trail.at(-1)?.code !== defectCode;
  const step: PushStep = { at: now, what: 'retrying', code: defectCode };
  return {
    state: { kind: 'retrying', tries, next: now + settings.retryWaitMs, reason, code: defectCode },
    ...(isOpen ? { unknownAt: now } : {}),
    steps: isNew ? [...(called === null ? [] : [called]), step] : [],
  };
}

/** When a call whose end is open ended; undefined when this turn made none. */
function callAt(attempt: Attempt, now: EpochMs): EpochMs | undefined {
  return leftOpen(attempt) ? now : undefined;
}

/** A call whose effect the mall does not show yet has an open end, even if the mall accepted it. */
function openSince(attempt: Attempt, now: EpochMs): PushChange {
  const isAccepted = attempt.kind === 'answered' && attempt.answer.kind === 'accepted';
  return isAccepted || leftOpen(attempt) ? { unknownAt: now } : {};
}

/** A push that has ended is checked again while a call for it may still be applied. */
function ended(
  { content, unknownAt }: Push,
  state: Extract<PushState, { readonly kind: PushEnd }>,
  settings: StatusSettings,
  openAt?: EpochMs,
): PushChange {
  return {
    state,
    untold: state.kind,
    ...firstLookAgain({ content, state, unknownAt: openAt ?? unknownAt }, state.at, settings),
  };
}

function calledStep(attempt: Attempt, now: EpochMs): PushStep | null {
  if (attempt.kind === 'none') return null;
  const { operation } = attempt;
  if (attempt.kind === 'broke') return { at: now, what: 'called', operation, code: defectCode };
  const requestId = attempt.kind === 'threw' ? (attempt.error.context.requestId ?? null) : attempt.requestId;
  const code =
    attempt.kind === 'threw' ? attempt.error.code : attempt.kind === 'answered' ? attempt.answer.code : undefined;
  return {
    at: now,
    what: 'called',
    operation,
    ...(code === undefined ? {} : { code }),
    ...(requestId === null ? {} : { requestId }),
    ...(attempt.kind === 'silent' ? { detail: 'the answer says nothing of this order' } : {}),
  };
}
