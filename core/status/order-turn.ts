import { isDefect } from '../kernel/index.ts';
import {
  isDone,
  nextTarget,
  type OrderSeen,
  type OrderTarget,
  type PauseCause,
  surplusOfTarget,
  type TargetRequest,
  triesOf,
  withChange,
} from '../model/index.ts';
import { type Attempt, holdsEverything } from '../session/index.ts';
import { decide } from './decide.ts';
import { callForOrders, isCalledFor, keyOf, look, makeCalls, type OrderTurn, turnOf } from './execute-pushes.ts';
import { looked } from './order-look.ts';
import { broken, type Settled, settle } from './settle.ts';
import type { StatusSession } from './status-session.ts';

/** Works on claimed orders: reads them, makes the calls for open requests, and looks at ended ones. */
export async function takeOrders(run: StatusSession, claimed: readonly OrderTarget[]): Promise<OrderTurn[]> {
  const now = run.ports.clock.now();
  const turns = claimed.map((target) => turnOf(target, now));
  await callForOrders(run, turns);
  for (const turn of turns) turn.removal = await removeSurplus(run, turn);
  return turns;
}

/** Removes the rows that no parcel needs, of an order that is looked at and was not called for. */
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

/** The row after a turn. What was asked since the claim stays as it was asked: a reading says nothing of later requests. */
export function settleOrder(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget {
  const { claimed, attempts } = turn;
  let next = withReading(run, standing, turn);
  for (const [request, attempt] of attempts) {
    const now = next.requests[request] as TargetRequest;
    const isOther = isDone(now) || now.requestedAt !== claimed.requests[request]?.requestedAt;
    next = isOther
      ? afterOtherWords(run, next, request, attempt)
      : withChange(next, request, afterTurn(run, next, request, { attempt, seen: turn.seen }));
  }
  return looked(run, next, turn);
}

/** The row without its claim, and with the turns counted that did not find the order. */
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

/** What becomes of a request after its turn. A defect of our own puts it off. */
function afterTurn(
  run: StatusSession,
  target: OrderTarget,
  request: number,
  { attempt, seen }: { readonly attempt: Attempt; readonly seen: OrderSeen | null },
): Settled {
  const { ports, settings, defects } = run;
  const [key, now] = [keyOf(target, target.requests[request] as TargetRequest), ports.clock.now()];
  const turn = { target, request, attempt, seen, now, chance: ports.random.next(), settings };
  try {
    const decision = seen === null || defects.has(key) ? null : decide(run, target, request, seen);
    if (decision === null || decision.kind === 'call') {
      const cause = run.heldBy();
      const wasKept = attempt.kind === 'none' || (attempt.kind === 'threw' && holdsEverything(attempt.error));
      if (cause !== null && wasKept) return heldChange(target, request, cause, now);
      if (defects.has(key)) return broken({ ...turn, decision });
    }
    return settle({ ...turn, decision });
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(key, error);
    return broken({ ...turn, decision: null });
  }
}

/** What a pause makes of a request. */
export const heldChange = ({ requests }: OrderTarget, request: number, cause: PauseCause, now: number): Settled => ({
  state: { kind: 'held', since: now, cause, tries: triesOf(requests[request] as TargetRequest) },
  steps: [{ at: now, what: 'held', reason: cause }],
});

/** The row that another worker has claimed since: that one counts on a call of ours. Null where none was made. */
export function strayRow(run: StatusSession, standing: OrderTarget, turn: OrderTurn): OrderTarget | null {
  if (!isCalledFor(turn)) return null;
  const row = [...turn.attempts].reduce(
    (next, [request, attempt]) => afterOtherWords(run, next, request, attempt),
    standing,
  );
  return nextTarget(row, run.runId);
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
