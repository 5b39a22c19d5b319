import type { EpochMs } from '../kernel/index.ts';
import {
  type OrderTarget,
  type PushState,
  type PushStep,
  type RetryReason,
  stepsOf,
  type TargetRequest,
  terminalStates,
} from '../model/index.ts';
import { defectCode } from '../session/index.ts';

/** What one run did for a shop's requests. */
export interface PushWork {
  claimed: number;
  confirmed: number;
  failed: number;
  retrying: number;
  held: number;
  lookedAgain: number;
  /** Ended, and the bus refused the news: nothing to be done about it now. */
  refusedByBus: number;
  /** When the requests that were tried are due again. */
  readonly nextAts: Set<EpochMs>;
  /** When the oldest of the requests that were tried without success was made; null when there was none. */
  oldestRetryAt: EpochMs | null;
}

export type PushCounts = Omit<PushWork, 'nextAts' | 'oldestRetryAt'>;

export function noPushWork(): PushWork {
  return { ...noPushCounts(), nextAts: new Set(), oldestRetryAt: null };
}

export function noPushCounts(): PushCounts {
  return { claimed: 0, confirmed: 0, failed: 0, retrying: 0, held: 0, lookedAgain: 0, refusedByBus: 0 };
}

/** Counts what a run has written of a request. */
export function countIn(work: PushWork, target: OrderTarget, request: number): void {
  const { state, requestedAt } = target.requests[request] as TargetRequest;
  if (state.kind === 'confirmed' || state.kind === 'failed' || state.kind === 'held') work[state.kind]++;
  if (state.kind !== 'retrying') return;
  work.retrying++;
  const since = oldestRetrySince({ state, requestedAt, trail: stepsOf(target, request) });
  if (since !== null) work.oldestRetryAt = Math.min(work.oldestRetryAt ?? since, since);
  // A defect is for the failed message to come back to: a message to ourselves would only fail, too.
  if (state.code !== defectCode) work.nextAts.add(state.next);
}

/** Whether a reason to wait is trouble, or the mall's own time: a payment at 楽天 may be looked at for days. */
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
 * Since when a request is tried without success: since it was made, or tried by hand after its end; null for one that is not retried, or that waits
 * for the mall.
 */
export function oldestRetrySince({
  state,
  requestedAt,
  trail,
}: {
  readonly state: PushState;
  readonly requestedAt: EpochMs;
  readonly trail: readonly PushStep[];
}): EpochMs | null {
  if (state.kind !== 'retrying' || !isTrouble[state.reason]) return null;
  const end = trail.findLastIndex(({ what }) => terminalStates.some((one) => one === what));
  const again = end < 0 ? undefined : trail.slice(end + 1).find(({ what }) => what === 'retried-by-hand');
  return Math.max(requestedAt, again?.at ?? requestedAt);
}
