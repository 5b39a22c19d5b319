import { eachLimited } from '../pacing/limited.ts';
import type { EpochMs } from '../units.ts';
import { type Decision, decide, type OrderSeen } from './decide.ts';
import { isDone } from './due.ts';
import { failures } from './failures.ts';
import { inForce, stands } from './in-force.ts';
import { firstLookAgain } from './look-again-at.ts';
import { makeCalls } from './make-calls.ts';
import { nextRow, type PushChange } from './next-row.ts';
import { type Attempt, isDefect, leavesOpen } from './outcome.ts';
import type { ParcelChange } from './parcel.ts';
import type { Push, PushKind } from './push.ts';
import type { PushRun } from './push-run.ts';
import { seeOrders } from './see-orders.ts';
import { parcelsInForce, surplusOfPush } from './surplus.ts';
import { keyOf, pushesOfOrders } from './take-turns.ts';
import { lookedAgain } from './trail.ts';

/**
 * Looks again at pushes that are done and of which some call had no known outcome: it may have been applied since. Rows that
 * it doubled are removed; what it undid is asked for again; a push that failed and is there after all is confirmed; one that was
 * taken back and is there after all has failed, so that somebody hears. Returns
 * the rows as they were written, and how many could not be looked at now.
 */
export async function lookAgain(
  run: PushRun,
  done: readonly Push[],
): Promise<{ readonly written: Push[]; readonly left: number }> {
  const written: Push[] = [];
  if (done.length === 0) return { written, left: 0 };
  const ofOrders = await pushesOfOrders(run, done);
  const { orders, defects } = await seeOrders(
    run,
    done.map(({ orderNumber }) => orderNumber),
  );
  const woken = new Set<string>();
  let left = 0;
  await eachLimited(done, 1, async (push) => {
    const seen = orders.get(push.orderNumber);
    if (defects.has(push.orderNumber)) run.noteDefect(keyOf(push), defects.get(push.orderNumber));
    // It was written since: what is in hand is its row before.
    if (woken.has(keyOf(push))) return;
    if (seen === undefined) {
      left++;
      return run.defects.has(keyOf(push)) ? putOff(run, push) : undefined;
    }
    const ofOrder = ofOrders.get(push.orderNumber) ?? [];
    await wakeSuccessors(run, push, ofOrder, woken);
    let change: PushChange;
    try {
      change = await changeOf(run, push, seen, ofOrder);
    } catch (error) {
      if (!isDefect(error)) throw error;
      run.noteDefect(keyOf(push), error);
      return putOff(run, push);
    }
    const row = nextRow(push, run.writer, change);
    if ((await run.ports.pushes.put(row)) === 'stored') written.push(row);
  });
  return { written, left };
}

/** Something of ours broke over the look: it is done a little later, and stands in nobody's way meanwhile. */
async function putOff({ ports, settings, writer }: PushRun, push: Push): Promise<void> {
  await ports.pushes.put(nextRow(push, writer, { lookAgainAt: ports.clock.now() + settings.retryWaitMs }));
}

async function changeOf(run: PushRun, push: Push, seen: OrderSeen, ofOrder: readonly Push[]): Promise<PushChange> {
  const { ports, settings } = run;
  const surplus = surplusOfPush(push, seen, ofOrder);
  if (surplus.length > 0) return removeSurplus(run, push, surplus);
  const now = ports.clock.now();
  const decision = decide(push, { seen, ofOrder, now, settings });
  const detail = typeof seen === 'object' ? `progress ${seen.progress}` : seen;
  const looked: PushChange = {
    ...firstLookAgain(push, now, settings),
    steps: [{ at: now, what: 'read-back', detail: `${lookedAgain}${detail}, ${foundWords(decision)}` }],
  };
  if (push.state.kind === 'withdrawn' && decision.kind === 'done' && !isStillWanted(push, ofOrder)) {
    ports.log.warn('push.done-after-withdrawal', { shop: push.shop, push: keyOf(push) });
    return doneAfterWithdrawal(push.content.kind, looked, now);
  }
  const wasTakenBack = push.state.kind === 'failed' && push.state.reason === 'done-after-withdrawal';
  if (push.state.kind === 'failed' && decision.kind === 'done' && !wasTakenBack) {
    return {
      ...looked,
      state: { kind: 'confirmed', at: now },
      untold: 'confirmed',
      steps: [...(looked.steps ?? []), { at: now, what: 'confirmed' }],
    };
  }
  if (push.state.kind === 'confirmed' && decision.kind === 'call') {
    return {
      state: { kind: 'retrying', tries: 0, next: now, reason: 'not-done' },
      lookAgainAt: null,
      untold: null,
      steps: [...(looked.steps ?? []), { at: now, what: 'retrying', detail: 'it is not so any more' }],
    };
  }
  // Sent a moment ago, and open again: it is looked at when that would have come to light.
  if (decision.kind === 'wait' && decision.reason === 'unknown') {
    return { lookAgainAt: (push.unknownAt ?? now) + settings.unknownWaitMs };
  }
  return looked;
}

/** The mall shows what was taken back: nobody may believe that it does not, so it is a failure that ops have to look at. */
function doneAfterWithdrawal(kind: PushKind, { steps = [], ...laterLook }: PushChange, at: EpochMs): PushChange {
  const reason = 'done-after-withdrawal';
  return {
    // Of two calls for parcels one has come to light; the other may be applied yet. What has no rows cannot be doubled.
    ...(kind === 'ship' ? laterLook : { unknownAt: null, lookAgainAt: null }),
    state: { kind: 'failed', at, reason, who: failures[reason].who },
    untold: 'failed',
    steps: [...steps, { at, what: 'failed', detail: reason }],
  };
}

/** True when another request that stands wants every parcel of one that was taken back. */
function isStillWanted({ id, content }: Push, ofOrder: readonly Push[]): boolean {
  if (content.kind !== 'ship') return false;
  const standing = ofOrder.filter((other) => other.id !== id && stands(other));
  const wanted = standing.flatMap((other) => parcelsInForce(other, ofOrder));
  return content.parcels.every((parcel) =>
    wanted.some(
      ({ trackingNumber, carrier, shippedOn }) =>
        trackingNumber === parcel.trackingNumber && carrier === parcel.carrier && shippedOn === parcel.shippedOn,
    ),
  );
}

/** Whether a look found what had been asked for. */
function foundWords(decision: Decision): string {
  switch (decision.kind) {
    case 'done':
      return 'it is so';
    case 'call':
      return 'it is not so';
    case 'superseded':
      return 'asked otherwise since';
    case 'fail':
      return `it cannot be so: ${decision.reason}`;
    case 'wait':
      return 'it is not to be told yet';
  }
}

async function removeSurplus(run: PushRun, push: Push, changes: readonly ParcelChange[]): Promise<PushChange> {
  const { orderNumber } = push;
  const key = keyOf(push);
  const attempts = await makeCalls(run, [{ push: key, orderNumber, call: { kind: 'ship', changes } }]);
  const attempt: Attempt = attempts.get(key) ?? { kind: 'none', error: null };
  const { clock } = run.ports;
  const now = clock.now();
  const { settings } = run;
  const rows = `${changes.length} of them`;
  if (attempt.kind === 'answered' && attempt.answer.kind === 'accepted') {
    const { operation, answer, requestId } = attempt;
    const called = { operation, code: answer.code, ...(requestId === null ? {} : { requestId }) };
    // Malls have answered well and changed nothing: whether the rows are gone is read, like everything else.
    return {
      lookAgainAt: now + settings.unknownWaitMs,
      steps: [{ at: now, what: 'surplus-removed', detail: rows, ...called }],
    };
  }
  const isOpen =
    attempt.kind === 'silent' || attempt.kind === 'broke' || (attempt.kind === 'threw' && leavesOpen(attempt.error));
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
              operation: run.door.functions.ship,
              detail: `removing ${rows}`,
              ...(code ? { code } : {}),
            },
          ],
        }),
  };
}

/** A late call for a push may undo what took its place since: so that is looked at, too. */
async function wakeSuccessors(
  { ports, writer }: PushRun,
  push: Push,
  ofOrder: readonly Push[],
  woken: Set<string>,
): Promise<void> {
  for (const by of inForce(push, ofOrder).replacedBy.filter(isDone)) {
    woken.add(keyOf(by));
    const unknownAt = Math.max(push.unknownAt ?? 0, by.unknownAt ?? 0);
    await ports.pushes.put(nextRow(by, writer, { unknownAt, lookAgainAt: ports.clock.now() }));
  }
}
