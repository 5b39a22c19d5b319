import type { EpochMs } from '../units.ts';
import type { Listing } from './listing.ts';

/** What changes in a listing's row. An absent field stays as it is, null takes it away. */
export interface ListingChange {
  readonly dueAt?: EpochMs | null;
  readonly claim?: Listing['claim'] | null;
  readonly acked?: Listing['acked'] | null;
  readonly unknownAt?: EpochMs | null;
  readonly lookAgainAt?: EpochMs | null;
  readonly wait?: Listing['wait'] | null;
  readonly verifiedAt?: EpochMs | null;
  readonly orphanSince?: EpochMs | null;
  readonly closedSince?: EpochMs | null;
  readonly drift?: Listing['drift'] | null;
}

/** The row that follows: one version further, written by this run. */
export function nextListing(listing: Listing, writer: string, change: ListingChange): Listing {
  const changed: Record<string, unknown> = { ...listing, ...change, version: listing.version + 1, writer };
  const next: Record<string, unknown> = {};
  for (const name of Object.keys(changed)) {
    const value = changed[name];
    if (value !== undefined && !isTakenAway(name, value)) next[name] = value;
  }
  return next as unknown as Listing;
}

/** A cap and a floor are null where there is none. */
function isTakenAway(name: string, value: unknown): boolean {
  return value === null && name !== 'cap' && name !== 'floor';
}

/** The earlier of two moments of which each may be none. */
export function earliest(...moments: readonly (EpochMs | null | undefined)[]): EpochMs | null {
  const set = moments.filter((at) => at !== undefined && at !== null);
  return set.length === 0 ? null : Math.min(...set);
}
