import type { EpochMs } from '../units.ts';
import { type Push, pushEnds, type RetryReason } from './push.ts';

/** Whether a reason to wait is trouble, or the mall's own time: a payment at 楽天 may be looked at for days, and nothing is wrong. */
const isTrouble: Readonly<Record<RetryReason, boolean>> = {
  'not-done': true,
  unknown: true,
  'confirm-first': false,
  'mall-processing': false,
  'mall-changing': false,
};

/**
 * Since when a push is tried in vain: since it was asked for, however often it became due anew; null for one that is not tried again, or
 * waits for the mall. One that was done and is to be made again counts from then on.
 */
export function triedInVainSince({
  state,
  requestedAt,
  trail,
}: Pick<Push, 'state' | 'requestedAt' | 'trail'>): EpochMs | null {
  if (state.kind !== 'retrying' || !isTrouble[state.reason]) return null;
  const end = trail.findLastIndex(({ what }) => pushEnds.some((one) => one === what));
  const again = end < 0 ? undefined : trail.slice(end + 1).find(({ what }) => what === 'retried-by-hand');
  return Math.max(requestedAt, again?.at ?? requestedAt);
}
