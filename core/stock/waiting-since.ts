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

/** True of a listing that a person must set right before its mall shows what it should. */
export function needsPerson({ linked, orphanSince, wait }: Listing): boolean {
  return linked && (orphanSince !== undefined || wait?.kind === 'refused');
}
