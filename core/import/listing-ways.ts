import { dayMs, type EpochMs, hourMs } from '../kernel/index.ts';
import type { MallTraits, OrderListing } from '../ports/index.ts';
import type { ImportSession } from '../session/index.ts';
import type { ListOptions } from './list-window.ts';

/** Rules for runs that list orders, by the order in which their mall lists them. */
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

/** Chooses the listing of a night; `from` is the earliest moment that may be listed. */
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
  // The import may have missed changes since the last night. An order becomes final without a change, so older ones are read.
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
