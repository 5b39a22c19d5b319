import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';
import type { MallTraits, OrderListing } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import type { ListOptions } from './list-window.ts';

/** What the listing of a mall means for the runs that list. */
interface ListingWay {
  /** True if a listing by `shown` has every order that changed: a window counts as imported once those are read again, too. */
  readonly showsChanges: boolean;
  /** How the pages of an import's listing are turned. */
  pagesOf(
    run: ImportSession,
    hasNew: (listed: readonly string[]) => Promise<boolean>,
  ): Pick<ListOptions, 'pagesMax' | 'enough' | 'hasNew'>;
  /** What is listed at night to find changed orders; null where no listing tells them, and every open order is read. */
  readonly nightOf: NightOf | null;
}

/** Gives a night's listing, where the mall lists all from `from` on. */
export type NightOf = (from: EpochMs, now: EpochMs, traits: Pick<MallTraits, 'settledAfterMs'>) => NightListing;

/** A nightly listing. Open orders from before `readFrom` are read without it. */
interface NightListing {
  readonly by: NonNullable<OrderListing['by']>;
  readonly from: EpochMs;
  readonly partMs: number;
  readonly readFrom: EpochMs;
}

/** A day, and a night that begins later than the one before. */
const nightMs = 26 * hourMs;

const sorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew }),
  nightOf: null,
};

/** Only one page is in the order that the cursor moves by: a window that takes more is listed in parts. */
const unsorted: ListingWay = {
  showsChanges: false,
  pagesOf: (_, hasNew) => ({ enough: hasNew, pagesMax: 1 }),
  nightOf: (from) => ({ by: 'placed', from, partMs: dayMs, readFrom: from }),
};

const byChange: ListingWay = {
  showsChanges: true,
  // The cursor moves by whole windows: their pages are turned, as far as there are calls.
  pagesOf({ traits, callsLeft }, hasNew) {
    const pagesMax = Math.max(1, Math.floor(callsLeft() / 2));
    return traits.listings === undefined ? { hasNew, pagesMax } : { pagesMax };
  },
  // What the import may have missed since the last night, and of what shows nothing but changes, orders that may be final by now.
  nightOf: (from, now, { settledAfterMs }) => ({
    by: 'shown',
    from: Math.max(from, now - nightMs),
    partMs: nightMs,
    readFrom: Math.max(from, now - settledAfterMs),
  }),
};

const ways = { sorted, unsorted, 'by-change': byChange } as const;

/** The way in which a mall lists orders. */
export const wayOf = ({ lists = 'sorted' }: Pick<MallTraits, 'lists'>): ListingWay => ways[lists];
