import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';

/**
 * Since when a listing waits to show what it should; null when it does, or when waiting will not help: it is not linked, the mall
 * refuses it, or has no such item, and a person has to act.
 */
export function waitingSince({ linked, orphanSince, wait, dueAt }: Listing): EpochMs | null {
  if (!linked || orphanSince !== undefined || dueAt === undefined) return null;
  if (wait === undefined) return dueAt;
  switch (wait.kind) {
    case 'refused':
      return null;
    case 'held':
    case 'raise-held':
    case 'retrying':
      return wait.since;
  }
}

/** True of a listing that a person must set right before its mall sells what it should. One that is closed there may wait for its level first. */
export function needsPerson({ linked, orphanSince, wait, closedSince, dueAt }: Listing): boolean {
  if (!linked) return false;
  return orphanSince !== undefined || wait?.kind === 'refused' || (closedSince !== undefined && dueAt === undefined);
}
