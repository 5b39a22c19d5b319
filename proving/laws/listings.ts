import type { Finding } from './finding.ts';

/** A page of a shop's orders that its mall gave to a process. Times are in ms. */
export interface ListedPage {
  readonly shop: string;
  readonly by: string;
  /** When the mall gave it. */
  readonly at: number;
  /** The span that was asked for. */
  readonly from: number;
  readonly to: number;
  readonly page: number;
  readonly pages: number;
  /** The rows that the mall counts on all pages. */
  readonly total: number;
  readonly orderNumbers: readonly string[];
  /** When the last one of them was placed; absent of a page without any. */
  readonly lastPlacedAt?: number;
  /** True of one that a poll asked for, whose clock is right. */
  readonly isOfPoll: boolean;
}

type ListingsLaw =
  /** A poll begins where all before was listed, to the last row that is counted. */
  'spans-follow';

export type ListingsFinding = Finding<ListingsLaw>;

/** Malls measure in seconds, and both ends of a span are widened to whole ones. */
const secondsMs = 2_000;
const questionMs = 62_000;

/** The orders of some shops as they were listed. */
export interface ListingsEnd {
  /** When each shop's orders begin to count. */
  readonly importsFrom: ReadonlyMap<string, number>;
  /** In the order in which malls answered. */
  readonly pages: readonly ListedPage[];
}

/** Finds polls that left out a span before the one they listed. */
export function brokenListingsLaws({ importsFrom, pages }: ListingsEnd): ListingsFinding[] {
  const pagesOf = Map.groupBy(pages, ({ shop }) => shop);
  return [...pagesOf].flatMap(([shop, own]) =>
    followed(own, importsFrom.get(shop) ?? 0).flatMap(({ page, before, isGap }) =>
      isGap && page.page === 1 && page.isOfPoll
        ? [
            {
              law: 'spans-follow',
              words: `${shop} was listed from ${timeOf(page.from)}, and before it to ${timeOf(before)}`,
            },
          ]
        : [],
    ),
  );
}

/** Up to when all orders of a shop had been listed by a moment, from its first day on. */
export function listedTo({ importsFrom, pages }: ListingsEnd, shop: string, at: number): number {
  const own = pages.filter((page) => page.shop === shop && page.at <= at);
  const from = importsFrom.get(shop) ?? 0;
  return followed(own, from).at(-1)?.listedTo ?? from;
}

interface FollowedPage {
  readonly page: ListedPage;
  /** Up to when everything had been listed before it, and with it. */
  readonly before: number;
  readonly listedTo: number;
  /** True where it begins later than that. */
  readonly isGap: boolean;
}

function followed(pages: readonly ListedPage[], importsFrom: number): FollowedPage[] {
  let listedTo = Math.max(importsFrom, pages[0]?.from ?? 0);
  const listings = new Map<string, ListedPage[]>();
  return pages.map((page) => {
    const name = `${page.by} ${page.from} ${page.to}`;
    const own = page.page === 1 ? [page] : [...(listings.get(name) ?? []), page];
    listings.set(name, own);
    const before = listedTo;
    const isGap = page.from > before + secondsMs && !isQuestion(page);
    if (!isGap) listedTo = Math.max(listedTo, provenBy(own));
    return { page, before, listedTo, isGap };
  });
}

/** True of a listing of the last minute, by which only is asked whether the mall is well, or a key is. */
const isQuestion = ({ at, from, to }: ListedPage): boolean => to - from <= questionMs && to <= at + secondsMs;

/** Up to when a listing has everything: to its end, to its last row while pages are left, or no further than its beginning. */
function provenBy(pages: readonly ListedPage[]): number {
  const [first] = pages;
  const last = pages.at(-1);
  if (first === undefined || last === undefined) return 0;
  const rows = pages.flatMap(({ orderNumbers }) => orderNumbers);
  const hasMoved =
    pages.some(({ total, page }, index) => total !== first.total || page !== index + 1) ||
    new Set(rows).size < rows.length;
  if (hasMoved) return first.from;
  const isWhole = rows.length === first.total;
  return isWhole ? Math.min(first.to, first.at) : (last.lastPlacedAt ?? first.from);
}

const timeOf = (at: number): string => new Date(at).toISOString().slice(0, 19);
