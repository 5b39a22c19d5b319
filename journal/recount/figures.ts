import { isCounted, type JournalMallName, journalMallNames } from '../malls/index.ts';
import { judgeClaims } from './claims.ts';
import { type LevelFigures, levelFigures } from './levels.ts';
import { type BookedOrder, mallOf, nearestRank, oneWriting, orderIdOf } from './reading.ts';
import type { OrderRow } from './rows.ts';
import { type StatusFigures, statusFigures } from './statuses.ts';
import type { StockCount } from './stock.ts';
import type { World } from './world.ts';

/** Seconds with one decimal; null when there was nothing to measure. */
interface Lag {
  readonly p50: number | null;
  readonly max: number | null;
}

/** Calls by mall: `rmsCalls`, `yahooCalls`. */
type CallFigures = Readonly<Record<`${JournalMallName}Calls`, number | null>>;

/** The figures of `npm start --json`. Null marks a figure that could not be checked. */
export interface StartFigures extends CallFigures {
  readonly shops: number;
  readonly orders: {
    readonly atMall: number | null;
    readonly stored: number;
    readonly missing: number | null;
    readonly duplicates: number;
  };
  readonly lagSeconds: Lag;
  readonly statuses: StatusFigures;
  readonly stock: LevelFigures;
}

/** The figures of `simulate --json` that a journal can tell. */
export interface SimulateFigures {
  readonly seeds: number;
  /** Seeds with a missing or a double order, and those that were cut off. */
  readonly failed: readonly number[];
  readonly faults: Readonly<Record<string, number>>;
  readonly virtualHours: number;
  readonly stock: StockFigures;
}

/** What all worlds with stock came to. */
interface StockFigures extends StockCount {
  readonly worlds: number;
}

/** What is wrong in one world, and what could not be told. */
export interface WorldFindings {
  readonly missing: readonly string[];
  readonly duplicates: readonly string[];
  readonly notes: readonly string[];
}

/** Judges a world whose final tables are all there. */
export function findingsOf(world: World): WorldFindings {
  const claims = judgeClaims(world);
  const notes = [
    [claims.behind, 'changed at the mall after the reading that is stored; their claims agree with that reading'],
    [claims.unchecked, 'changed at the mall and were read before this journal began; their claims are unchecked'],
  ] as const;
  return {
    missing: world.run.mall === 'real' ? [] : missingOrders(world),
    duplicates: [...orderNumbersTwice(world.orders), ...claims.wrong, ...announcedTwice(world.announcements)],
    notes: [
      ...notes.flatMap(([orders, what]) => (orders > 0 ? [`Orders that ${what}: ${orders}.`] : [])),
      ...(world.run.mall === 'real'
        ? ['A real mall shows no books: what is missing and what its calls were is unchecked.']
        : []),
    ],
  };
}

/** The figures of a world that `npm start` ran. */
export function startFigures(world: World, { missing, duplicates }: WorldFindings): StartFigures {
  const isKnown = world.run.mall === 'simulated';
  return {
    shops: world.shops.length,
    orders: {
      atMall: isKnown ? expectedOrders(world).length : null,
      stored: world.orders.filter(({ stored }) => stored !== null).length,
      missing: isKnown ? missing.length : null,
      duplicates: duplicates.length,
    },
    lagSeconds: lagOf(world.orders, world.run.at),
    ...callFigures(isKnown ? world.calls : null),
    statuses: statusFigures(world.pushStates),
    stock: levelFigures(world).figures,
  };
}

function callFigures(calls: World['calls'] | null): CallFigures {
  const counted = journalMallNames.filter((mall) => isCounted(mall, calls?.[mall]));
  const each = counted.map((mall) => [`${mall}Calls`, calls === null ? null : (calls[mall] ?? 0)]);
  return Object.fromEntries(each) as CallFigures;
}

/**
 * How long orders took from their 注文日時 to their first stored row, in the mall's time. Only orders placed since the run
 * began count: what waited before is backlog. p50 is the nearest rank: the smallest lag that half of the orders kept.
 */
function lagOf(orders: readonly OrderRow[], runAt: number): Lag {
  const lags = orders
    .flatMap(({ stored }) => (stored && stored.orderedAt >= runAt ? [stored.storedAt - stored.orderedAt] : []))
    .sort((a, b) => a - b);
  return { p50: seconds(nearestRank(lags, 0.5)), max: seconds(lags.at(-1)) };
}

function seconds(ms: number | undefined): number | null {
  return ms === undefined ? null : Math.round(ms / 100) / 10;
}

/** The mall counts in whole seconds: the whole first second of the chosen moment belongs to it. */
const second = (ms: number): number => Math.floor(ms / 1_000);

/** The orders that should be stored: listed by the mall, of an imported shop, placed since the moment chosen for it. */
export function dueOrders({ shops, books }: Pick<World, 'shops' | 'books'>): BookedOrder[] {
  const importFrom = new Map(shops.map((row) => [row.shop, row.importFrom]));
  return [...books.values()].filter(({ visible, shop, orderedAt }) => {
    const from = importFrom.get(shop);
    return visible && from !== undefined && second(orderedAt) >= second(from);
  });
}

/** Of them those that are stored, or that an import in step must have, each with whether its row holds it; undefined where it has none. */
function expectedOrders(world: World): { readonly id: string; readonly isStored: boolean | undefined }[] {
  const stored = new Map(world.orders.map((row) => [orderIdOf(row.shop, row.orderNumber), row.stored !== null]));
  return dueOrders(world)
    .map(({ id, isUnlisted }) => ({ id, isUnlisted, isStored: stored.get(id) }))
    .filter(({ isStored, isUnlisted }) => isStored === true || !isUnlisted);
}

/** Those that no row holds as stored. */
function missingOrders(world: World): string[] {
  return expectedOrders(world)
    .filter(({ isStored }) => isStored !== true)
    .map(
      ({ id, isStored }) => `${id} is at the mall and ${isStored === false ? 'was not readable so far' : 'has no row'}`,
    );
}

/** Order numbers that have more than one row: one finding for each row beyond the first. */
function orderNumbersTwice(orders: readonly OrderRow[]): string[] {
  const byNumber = Map.groupBy(orders, ({ shop, orderNumber }) => `${mallOf(shop)} ${oneWriting(orderNumber)}`);
  const nameOf = ({ shop, orderNumber }: OrderRow): string => `${shop}#${orderNumber}`;
  return [...byNumber.values()].flatMap(([first, ...more]) =>
    more.flatMap((row) =>
      first === undefined || areTwo(first, row) ? [] : [`${nameOf(row)} is the order of ${nameOf(first)} again`],
    ),
  );
}

/** A number names one order of a mall, or of a shop (Shopify): orders of two shops that were placed at two moments are two. */
const areTwo = (one: OrderRow, other: OrderRow): boolean =>
  one.shop !== other.shop &&
  one.stored !== null &&
  other.stored !== null &&
  one.stored.orderedAt !== other.stored.orderedAt;

/** Revisions that were announced under several ids: one finding for each id beyond the first. */
function announcedTwice(announcements: World['announcements']): string[] {
  return [...announcements].flatMap(([revision, ids]) =>
    [...ids].slice(1).map((id) => `revision ${revision} was announced again as ${id}`),
  );
}
