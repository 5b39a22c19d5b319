import type { Finding } from './finding.ts';
import { freePieces, type Ledger, levelSpan, type Terms } from './stock-levels.ts';

/** A listing as people entered it last, and what its mall shows. */
export interface ShownListing {
  readonly shop: string;
  readonly item: string;
  readonly sku: string;
  readonly terms: Terms;
  /** What the mall truly shows; null where the mall has no such item, or sells it without end. */
  readonly level: number | null;
  /** True while the mall refuses it by name, or did lately: then it is tried again within a day. */
  readonly isRefused: boolean;
}

/** A call of a worker that sets levels. */
export interface SetCall {
  readonly shop: string;
  readonly by: string;
  readonly startedAt: number;
  /** When its caller was answered, or gave up. */
  readonly endedAt: number;
  readonly levels: readonly SetLevel[];
  /** Items that the mall is setting at that time, in a batch that another call has handed over; absent: none. */
  readonly inBatch?: readonly string[];
  /** When its process listed the shop's orders last before it; null: never. */
  readonly importedAt: number | null;
}

interface SetLevel {
  readonly item: string;
  readonly level: number | null;
  /** The higher one of what the mall had and what the process had read of it. */
  readonly before: number;
}

/** What people counted and moved, what was sold, and what the malls show, hours after everything was mended. */
export interface StockEnd extends Ledger {
  readonly listings: readonly ShownListing[];
  readonly calls: readonly SetCall[];
  /** True where every clock is right by which a process takes the work of another one over. */
  readonly areClocksRight: boolean;
  /** SKUs that are reported as oversold. */
  readonly reported: ReadonlySet<string>;
}

type StockLaw =
  /** A listing shows what is counted, less what is sold, by its terms. */
  | 'level-shown'
  /** A SKU of which more is sold than there is, is reported, and no other is. */
  | 'oversold-reported'
  /** Only listings of ours are set, to levels that a mall may show. */
  | 'ours-alone'
  /** A listing is raised only just after its shop's orders were listed. */
  | 'raised-fresh'
  /** No two processes set a listing to different levels at once, and none does while the mall sets it in a batch. */
  | 'one-at-a-time';

export type StockFinding = Finding<StockLaw>;

/** How old a listing of orders may be when a level is raised. */
const freshMs = 4 * 60_000;

/** Everything about levels that is not as people and the malls' books say. */
export function brokenStockLaws(end: StockEnd): StockFinding[] {
  return [
    ...end.listings.flatMap((one) => wrongLevel(end, one)),
    ...wrongReports(end),
    ...wrongCalls(end),
    ...atOnce(end),
  ];
}

const found = (law: StockLaw, words: string): StockFinding => ({ law, words });

const nameOf = ({ item, shop, sku }: ShownListing): string => `${item} of ${shop} (${sku})`;

function wrongLevel(end: StockEnd, listing: ShownListing): StockFinding[] {
  const { terms, level, isRefused } = listing;
  const span = terms.linked ? levelSpan(end, listing) : null;
  if (span === null || level === null || isRefused) return [];
  if (level >= span.least && level <= span.most) return [];
  const wanted = span.least === span.most ? span.least : `${span.least} to ${span.most}`;
  return [found('level-shown', `${nameOf(listing)} shows ${level}, and ${wanted} is what may be sold`)];
}

function wrongReports(end: StockEnd): StockFinding[] {
  const skus = new Set(end.movements.map(({ sku }) => sku));
  return [...skus].flatMap((sku) => {
    const free = freePieces(end, sku);
    const isReported = end.reported.has(sku);
    // Of a set, its parts are oversold.
    if ((end.recipes.get(sku)?.at(-1)?.parts ?? []).length > 0) return [];
    if (free !== null && free.most < 0 && !isReported)
      return [found('oversold-reported', `${sku} is oversold by ${-free.most}, and is not reported`)];
    if (isReported && (free === null || free.least >= 0))
      return [found('oversold-reported', `${sku} is reported as oversold, and is not`)];
    return [];
  });
}

function wrongCalls(end: StockEnd): StockFinding[] {
  const listingOf = new Map(end.listings.map((one) => [`${one.shop} ${one.item}`, one]));
  return end.calls.flatMap((call) => {
    const { shop, startedAt, levels, importedAt } = call;
    const isFresh = importedAt !== null && startedAt - importedAt <= freshMs;
    return [
      ...levels.flatMap(({ item, level, before }) => [
        ...notOurs(end, listingOf.get(`${shop} ${item}`), `${item} of ${shop}`, level),
        ...(level !== null && level > before && !isFresh
          ? [
              found(
                'raised-fresh',
                `${item} of ${shop} was raised from ${before} to ${level}, and its orders were not listed`,
              ),
            ]
          : []),
      ]),
    ];
  });
}

function notOurs(end: StockEnd, listing: ShownListing | undefined, name: string, level: number | null): StockFinding[] {
  const isOurs = listing?.terms.linked === true && levelSpan(end, listing) !== null;
  if (!isOurs) return [found('ours-alone', `${name}, which no person counts and links, was set to ${level}`)];
  const isLevel = level !== null && Number.isInteger(level) && level >= 0 && level <= listing.terms.highest;
  return isLevel ? [] : [found('ours-alone', `${name} was set to ${level}`)];
}

function atOnce({ calls, areClocksRight }: StockEnd): StockFinding[] {
  if (!areClocksRight) return [];
  const beside = calls.flatMap(({ shop, inBatch = [] }) =>
    inBatch.map((item) => found('one-at-a-time', `${item} of ${shop} was set by a call while a batch was setting it`)),
  );
  const sets = calls.flatMap(({ levels, ...call }) => levels.map(({ item, level }) => ({ ...call, item, level })));
  const ofListing = Map.groupBy(sets, ({ shop, item }) => `${item} of ${shop}`);
  const atTheTime = [...ofListing].flatMap(([name, own]) => {
    const inOrder = own.sort((one, other) => one.startedAt - other.startedAt);
    return inOrder.flatMap((call, index) => {
      const before = inOrder[index - 1];
      const isApart = before === undefined || before.by === call.by || before.endedAt <= call.startedAt;
      if (isApart || before.level === call.level) return [];
      return [found('one-at-a-time', `${name} was set to ${before.level} and ${call.level} at once`)];
    });
  });
  return [...beside, ...atTheTime];
}
