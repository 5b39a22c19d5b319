import { type EpochMs, isDefect } from '../kernel/index.ts';
import {
  type OrderSeen,
  type PauseCause,
  type Push,
  type PushChange,
  type RetryReason,
  terminalStates,
  triesOf,
} from '../model/index.ts';
import { type Attempt, defectCode, holdsEverything } from '../session/index.ts';
import type { Decision } from './decide.ts';
import { keyOf } from './execute-pushes.ts';
import { broken, settle } from './settle.ts';
import type { StatusSession } from './status-session.ts';

/** What one run did for a shop's pushes. */
export interface PushWork {
  claimed: number;
  confirmed: number;
  failed: number;
  retrying: number;
  held: number;
  lookedAgain: number;
  /** Ended, and the bus did not take the news: due again, and nothing to be done about it now. */
  refusedByBus: number;
  /** When the pushes that were tried are due again. */
  readonly nextAts: Set<EpochMs>;
  /** When the oldest of the pushes that were tried without success was requested; null when there was none. */
  oldestRetryAt: EpochMs | null;
}

/** What of it is counted. */
export type PushCounts = Omit<PushWork, 'nextAts' | 'oldestRetryAt'>;

export function noPushWork(): PushWork {
  return { ...noPushCounts(), nextAts: new Set(), oldestRetryAt: null };
}

export function noPushCounts(): PushCounts {
  return { claimed: 0, confirmed: 0, failed: 0, retrying: 0, held: 0, lookedAgain: 0, refusedByBus: 0 };
}

/** Counts what a run has written of a push. */
export function countIn(work: PushWork, push: Push): void {
  const { state } = push;
  if (state.kind === 'confirmed' || state.kind === 'failed' || state.kind === 'held') work[state.kind]++;
  if (state.kind !== 'retrying') return;
  work.retrying++;
  const since = oldestRetrySince(push);
  if (since !== null) work.oldestRetryAt = Math.min(work.oldestRetryAt ?? since, since);
  // It is for the failed message to come back to, and the sweep: a message to ourselves would only fail, too.
  if (state.code !== defectCode) work.nextAts.add(state.next);
}

/** A push after its turn. */
interface Turn {
  readonly push: Push;
  readonly attempt: Attempt;
  /** Null when the mall could not be read after the call, or at all. */
  readonly decision: Decision | null;
  readonly seen: OrderSeen | null;
  /** All pushes of the order, as they stood before. */
  readonly ofOrder: readonly Push[];
}

/** What a turn makes of a push. */
export function changeAfter(run: StatusSession, turn: Turn): ReturnType<typeof settle> {
  const { clock, random } = run.ports;
  const now = clock.now();
  const { push, attempt, decision } = turn;
  const cause = run.heldBy();
  const wasKept = attempt.kind === 'none' || (attempt.kind === 'threw' && holdsEverything(attempt.error));
  const isLeft = decision === null || decision.kind === 'call';
  if (cause !== null && wasKept && isLeft) return heldChange(push, cause, now);
  const after = { ...turn, now, chance: random.next(), settings: run.settings };
  if (run.defects.has(keyOf(push)) && isLeft) return broken(push, after);
  try {
    return settle(push, after);
  } catch (error) {
    if (!isDefect(error)) throw error;
    run.noteDefect(keyOf(push), error);
    return broken(push, after);
  }
}

/** Whether a reason to wait is trouble, or the mall's own time: a payment at 楽天 may be looked at for days, and nothing is wrong. */
const isTrouble: Readonly<Record<RetryReason, boolean>> = {
  'not-done': true,
  unknown: true,
  'confirm-first': false,
  'ship-first': false,
  'mall-processing': false,
  'mall-changing': false,
  'not-shown': true,
};

/**
 * Since when a push is tried without success: since its request, however often it became due again; null for one that is not retried, or
 * that waits for the mall. One that was done and is to be made again counts from then on.
 */
export function oldestRetrySince({
  state,
  requestedAt,
  trail,
}: Pick<Push, 'state' | 'requestedAt' | 'trail'>): EpochMs | null {
  if (state.kind !== 'retrying' || !isTrouble[state.reason]) return null;
  const end = trail.findLastIndex(({ what }) => terminalStates.some((one) => one === what));
  const again = end < 0 ? undefined : trail.slice(end + 1).find(({ what }) => what === 'retried-by-hand');
  return Math.max(requestedAt, again?.at ?? requestedAt);
}

/** What a pause makes of a push. */
export function heldChange(push: Push, cause: PauseCause, now: EpochMs): PushChange {
  return {
    state: { kind: 'held', since: now, cause, tries: triesOf(push) },
    steps: [{ at: now, what: 'held', reason: cause }],
  };
}
