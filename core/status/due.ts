import { dayMs, type EpochMs } from '../units.ts';
import type { Push } from './push.ts';

/** Further ahead than any row is due. */
export const dueWithinMs = 365 * dayMs;

/**
 * When a worker has to look at a push again; null when never: it is done, and nothing can come of it any more. A held push is
 * due all the time: whoever asks finds out whether the pause still holds.
 */
export function dueOf(push: Push, settings: { readonly tellGraceMs: number }): EpochMs | null {
  const { state } = push;
  switch (state.kind) {
    case 'requested':
      return push.requestedAt;
    case 'pushing':
      return state.until;
    case 'held':
      return state.since;
    case 'retrying':
      return state.next;
    case 'confirmed':
    case 'failed':
    case 'withdrawn':
      return earlier(push.untold === undefined ? null : state.at + settings.tellGraceMs, push.lookAgainAt ?? null);
  }
}

function earlier(one: EpochMs | null, other: EpochMs | null): EpochMs | null {
  if (one === null || other === null) return one ?? other;
  return Math.min(one, other);
}

/** A push that nobody has to do anything for any more, apart from looking at it again. */
export function isDone(push: Push): boolean {
  return push.state.kind === 'confirmed' || push.state.kind === 'failed' || push.state.kind === 'withdrawn';
}
