import type { EpochMs } from '../units.ts';
import type { ListingChange } from './next-listing.ts';
import type { SyncSettings } from './sync-settings.ts';

/**
 * When a listing is looked at next after a call with an open end: at the first of the set times that lies ahead. After the last of
 * them nothing can come of that call any more.
 */
export function firstLookAgain(
  unknownAt: EpochMs | undefined,
  now: EpochMs,
  { lookAgainMs }: Pick<SyncSettings, 'lookAgainMs'>,
): Pick<ListingChange, 'unknownAt' | 'lookAgainAt'> {
  const next =
    unknownAt === undefined ? undefined : lookAgainMs.map((after) => unknownAt + after).find((at) => at > now);
  if (unknownAt === undefined || next === undefined) return { unknownAt: null, lookAgainAt: null };
  return { unknownAt, lookAgainAt: next };
}
