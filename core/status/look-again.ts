import { type EpochMs, eachLimited, isDefect } from '../kernel/index.ts';
import {
  countsAgain,
  failures,
  isDoneAfterWithdrawal,
  isForgotten,
  isStillWanted,
  isSuperseded,
  isTakenBack,
  nextLookAgain,
  nextRow,
  type OrderSeen,
  type OrderState,
  type ParcelChange,
  type Push,
  type PushChange,
  type PushState,
  type PushStep,
  removalsInARow,
  showsParcels,
  surplusRows,
  surplusStays,
  wantedAgain,
} from '../model/index.ts';
import { type Attempt, leftOpen, mallWaitMs } from '../session/index.ts';
import { isOrderInHand } from './claims.ts';
import { type Decision, decide, foundWords } from './decide.ts';
import { keyOf, makeCalls, pushesOfOrders, readOrderStates } from './execute-pushes.ts';
import { openWaitMs } from './settings.ts';
import { missedChange } from './settle.ts';
import type { StatusSession } from './status-session.ts';

/**
 * Checks again the pushes that are done and had a call without a known outcome: the call may have been applied since, and then shows
 * somewhere in the order. Rows that it doubled are removed; what it undid, of this push or of another, is requested again; a failed push
 * that shows after all is confirmed; a push that was taken back and shows after all fails, so that the failure is reported. Returns
 * the rows as they were written, and how many could not be checked now.
 */
export async function lookAgain(
  run: StatusSession,
  done: readonly Push[],
): Promise<{ readonly written: Push[]; readonly left: number }> {
  const written: Push[] = [];
  if (done.length === 0) return { written, left: 0 };
  const ofOrders = await pushesOfOrders(run, done);
  const { orders, defects } = await readOrderStates(
    run,
    done.map(({ orderNumber }) => orderNumber),
    ofOrders,
  );
  const looks: Looks = { changed: new Set(), reopened: new Set() };
  let left = 0;
  await eachLimited(done, 1, async (push) => {
    if (looks.reopened.has(keyOf(push))) return;
    const seen = orders.get(push.orderNumber);
    if (defects.has(push.orderNumber)) run.noteDefect(keyOf(push), defects.get(push.orderNumber));
    if (seen === undefined) {
      left++;
      return run.defects.has(keyOf(push)) ? putOff(run, push, run.settings.retryWaitMs) : undefined;
    }
    const ofOrder = ofOrders.get(push.orderNumber) ?? [];
    const isInHand = isOrderInHand(push, ofOrder, {
      runId: run.runId,
      now: run.ports.clock.now(),
      settings: run.settings,
    });
    if (isInHand || looks.changed.has(push.orderNumber)) return putOff(run, push, run.settings.unknownWaitMs);
    let change: PushChange;
    try {
      change = await changeOf(run, push, seen, ofOrder, looks);
    } catch (error) {
      if (!isDefect(error)) throw error;
      run.noteDefect(keyOf(push), error);
      return putOff(run, push, run.settings.retryWaitMs);
    }
    const row = nextRow(push, run.runId, { ...missedChange(push, { seen, now: run.ports.clock.now() }), ...change });
    if ((await run.ports.pushes.put(row)) !== 'stored') return;
    written.push(row);
    // A second write over the row as it was read would be refused.
    const rows = ofOrder.map((one) => (one.id === row.id ? row : one));
    ofOrders.set(push.orderNumber, rows);
  });
  return { written, left };
}

/** What the looks of a run have done so far. */
interface Looks {
  /** Orders whose rows at the mall were changed since they were read. */
  readonly changed: Set<string>;
  /** Pushes that were requested again: they are looked at once they are done. */
  readonly reopened: Set<string>;
}

/** The check is done later: it met a defect of our own, or the order is being changed. */
async function putOff({ ports, runId }: StatusSession, push: Push, waitMs: number): Promise<void> {
  await ports.pushes.put(nextRow(push, runId, { lookAgainAt: ports.clock.now() + waitMs }));
}

async function changeOf(
  run: StatusSession,
  push: Push,
  seen: OrderSeen,
  ofOrder: readonly Push[],
  looks: Looks,
): Promise<PushChange> {
  const { ports, settings } = run;
  const decision = decideNow(run, push, seen, ofOrder);
  const beside = mayBeUndoneBy(push, ofOrder).map((other) => ({
    other,
    decision: decideNow(run, other, seen, ofOrder),
  }));
  if ([decision, ...beside.map((one) => one.decision)].some(showsNothingYet)) {
    return { lookAgainAt: nextReadingAt(run, push) };
  }
  const undoneOnes = beside.flatMap((one) => (isToBeMade(one) ? [one.other] : []));
  const reopened = await reopen(run, undoneOnes, looks);
  if (reopened === null) return { lookAgainAt: ports.clock.now() + settings.unknownWaitMs };
  const surplus = push.content.kind === 'ship' ? surplusRows(ofOrder, seen).map(({ change }) => change) : [];
  if (surplus.length > 0 && typeof seen === 'object') {
    if (removalsInARow(push) >= settings.unseenTriesMax) return surplusStays(surplus.length, ports.clock.now());
    looks.changed.add(push.orderNumber);
    return removeSurplus(run, push, surplus, seen);
  }
  const now = ports.clock.now();
  const found = foundWords(decision);
  const shown = typeof seen === 'object' ? { progress: seen.progress, detail: found } : { detail: `${seen}, ${found}` };
  const looked: PushChange = {
    ...nextLookAgain(push, now, settings),
    steps: [{ at: now, what: 'looked-again', ...shown }],
  };
  const isThere = decision.kind === 'done' || (isTakenBack(push) && showsParcels(seen, push));
  if (push.state.kind === 'withdrawn' && isThere && !isStillWanted(push, ofOrder)) {
    // The look at its replacement would reopen it too, but may come later.
    if (countsAgain(push, ofOrder)) return undone(now, looked.steps, whyAgain);
    // What it undid takes its place again.
    if (reopened > 0) return { ...looked, unknownAt: push.unknownAt ?? now, lookAgainAt: now + settings.unknownWaitMs };
    ports.log.warn('push.done-after-withdrawal', { shop: push.shop, push: keyOf(push) });
    return doneAfterWithdrawal(
      nextLookAgain({ ...push, state: failedLate(now) }, now, settings),
      looked.steps ?? [],
      now,
    );
  }
  if (push.state.kind === 'failed' && decision.kind === 'done' && !isDoneAfterWithdrawal(push)) {
    return {
      ...looked,
      state: { kind: 'confirmed', at: now },
      untold: 'confirmed',
      steps: [...(looked.steps ?? []), { at: now, what: 'confirmed' }],
    };
  }
  if (push.state.kind === 'confirmed' && isUndone(decision)) {
    return undone(now, looked.steps);
  }
  // Sent a moment ago, and open again: it is looked at when that would have come to light.
  if (decision.kind === 'wait' && decision.reason === 'unknown') {
    return { lookAgainAt: (push.unknownAt ?? now) + settings.unknownWaitMs };
  }
  return looked;
}

/**
 * True where the mall does not show yet how a push stands: the answer cannot be read, misses the order, or the order is being changed at the
 * mall. Such a look does not count, since it may have been the last.
 */
function showsNothingYet(decision: Decision): boolean {
  return decision.kind === 'wait' && (decision.reason === 'mall-changing' || decision.reason === 'not-shown');
}

/**
 * True if the mall does not show what was requested. It is requested again, and fails where the mall has no room for it, or has a parcel from
 * elsewhere in its place, so that the merchant learns of it.
 */
function isUndone(decision: Decision): boolean {
  if (decision.kind !== 'fail') return decision.kind === 'call';
  return decision.reason === 'content-refused' || decision.reason === 'parcel-beside';
}

/** True of a push that was undone, and of one that counts again: it waits, fails or is confirmed by itself, as its order is. */
function isToBeMade({ other, decision }: { readonly other: Push; readonly decision: Decision }): boolean {
  return isSuperseded(other) || isUndone(decision);
}

function nextReadingAt({ ports, settings }: StatusSession, { requestedAt }: Push): EpochMs {
  const now = ports.clock.now();
  return now + mallWaitMs(requestedAt, now, ports.random.next(), settings);
}

function decideNow(
  { ports, runId, settings, traits }: StatusSession,
  push: Push,
  read: OrderSeen,
  ofOrder: readonly Push[],
): Decision {
  // That the mall does not show the order is what this push has failed for.
  const isGone = read === 'absent' && push.state.kind === 'failed' && push.state.reason === 'order-unknown';
  const seen = isGone ? 'gone' : read;
  return decide(push, { seen, ofOrder, runId, now: ports.clock.now(), settings, traits });
}

/**
 * Of the other pushes of an order those that a late call for this one may undo, and those whose place it had taken before it was taken back.
 * What was removed on a buyer's wish cannot be made again.
 */
function mayBeUndoneBy(push: Push, ofOrder: readonly Push[]): Push[] {
  const { id, content } = push;
  const confirmed = ofOrder.filter(
    (other) => other.id !== id && other.content.kind === content.kind && other.state.kind === 'confirmed',
  );
  const again = isTakenBack(push) ? wantedAgain(push, ofOrder) : [];
  return [...confirmed, ...again].filter((other) => !isForgotten(other));
}

/** The mall shows what was taken back. The push fails, so that the operator sees it and looks at the order. */
function doneAfterWithdrawal(laterLook: PushChange, steps: readonly PushStep[], at: EpochMs): PushChange {
  return {
    // One of two calls now shows; the other may still be applied, double a row or undo a later request.
    ...laterLook,
    state: failedLate(at),
    untold: 'failed',
    steps: [...steps, { at, what: 'failed', reason: 'done-after-withdrawal' }],
  };
}

function failedLate(at: EpochMs): Extract<PushState, { readonly kind: 'failed' }> {
  const reason = 'done-after-withdrawal';
  return { kind: 'failed', at, reason, who: failures[reason].who };
}

async function removeSurplus(
  run: StatusSession,
  push: Push,
  changes: readonly ParcelChange[],
  order: OrderState,
): Promise<PushChange> {
  const { orderNumber } = push;
  const key = keyOf(push);
  const attempts = await makeCalls(run, [{ push: key, orderNumber, call: { kind: 'ship', changes }, order }]);
  const attempt: Attempt = attempts.get(key) ?? { kind: 'none', error: null };
  const { clock } = run.ports;
  const now = clock.now();
  const { settings } = run;
  const surplusRows = changes.length;
  if (attempt.kind === 'answered' && attempt.answer.kind === 'accepted') {
    const { operation, answer, requestId } = attempt;
    const called = { operation, code: answer.code, ...(requestId === null ? {} : { requestId }) };
    // Malls have answered well and changed nothing: whether the rows are gone is read, like everything else.
    return {
      lookAgainAt: now + openWaitMs(removalsInARow(push) + 1, settings),
      steps: [{ at: now, what: 'surplus-removed', surplusRows, ...called }],
    };
  }
  const isOpen = leftOpen(attempt);
  const code = attempt.kind === 'threw' ? attempt.error.code : attempt.kind === 'answered' ? attempt.answer.code : null;
  return {
    lookAgainAt: now + (isOpen ? settings.unknownWaitMs : settings.retryWaitMs),
    ...(isOpen ? { unknownAt: now } : {}),
    ...(attempt.kind === 'none'
      ? {}
      : {
          steps: [
            {
              at: now,
              what: 'called',
              ...(run.door.functions.ship === undefined ? {} : { operation: run.door.functions.ship }),
              surplusRows,
              ...(attempt.kind === 'answered' ? { refused: true } : {}),
              ...(code ? { code } : {}),
            },
          ],
        }),
  };
}

/**
 * A late call for a push may undo what others of its order had made: it sets an older sub-status, or writes into the row that another
 * parcel has now. Those are asked for again. Returns how many; null where another process has written one of them since it was read, so
 * that the order is to be looked at anew.
 */
async function reopen(
  { ports, runId }: StatusSession,
  undoneOnes: readonly Push[],
  looks: Looks,
): Promise<number | null> {
  for (const other of undoneOnes) {
    if (looks.reopened.has(keyOf(other))) continue;
    const why = isSuperseded(other) ? whyAgain : notSoAnyMore;
    const row = nextRow(other, runId, undone(ports.clock.now(), [], why));
    if ((await ports.pushes.put(row)) === 'stored') looks.reopened.add(keyOf(other));
  }
  return undoneOnes.every((other) => looks.reopened.has(keyOf(other))) ? undoneOnes.length : null;
}

const notSoAnyMore = 'it is not so any more';
const whyAgain = 'what took its place was taken back';

/** A confirmed change that the mall does not show any more is made again. */
function undone(at: EpochMs, steps: readonly PushStep[] = [], why = notSoAnyMore): PushChange {
  return {
    state: { kind: 'retrying', tries: 0, next: at, reason: 'not-done' },
    lookAgainAt: null,
    untold: null,
    steps: [...steps, { at, what: 'retrying', detail: why }],
  };
}
