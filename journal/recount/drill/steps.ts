import { dueOrders } from '../figures.ts';
import { mallOf } from '../reading.ts';
import type { DrillDay } from './day.ts';
import { type DrillFigures, drillFigures } from './figures.ts';
import { storedMoments } from './orders.ts';
import { nameOf } from './stock/collect.ts';
import { openLedger } from './stock/ledger.ts';

/** A change of what was known of a function of a mall: `down`, `trickle` while it comes back, `suspect`, `healthy`. */
interface HealthChange {
  readonly at: number;
  readonly mall: string;
  readonly capability: string;
  readonly state: string;
}

/** How a drill's day passed, small enough to be kept whole: of each moment it says how everything stood. */
export interface DaySteps {
  /** What is kept by one edition may be read by the next. */
  readonly format: 1;
  readonly incident: string;
  /** Of the day that was played, and of the outage in it. */
  readonly begin: number;
  readonly end: number;
  readonly from: number;
  readonly to: number;
  readonly greyFrom?: number;
  /** Functions of 楽天 that were held from `from` to `to` as planned maintenance. */
  readonly planned: readonly string[];
  /** When the orders of each mall appeared in its lists, and were stored here; sorted. */
  readonly orders: readonly {
    readonly mall: string;
    readonly placed: readonly number[];
    readonly stored: readonly number[];
  }[];
  readonly healths: readonly HealthChange[];
  /** The subject of each mail. */
  readonly mails: readonly { readonly at: number; readonly subject: string }[];
  /** The figures below are those of the moments `begin`, `begin + everyMs` and so on. */
  readonly everyMs: number;
  /** Requested changes that had not ended, and those of them that a pause had held. */
  readonly open: readonly number[];
  readonly held: readonly number[];
  /** Listings whose mall showed another level than the ledger said. */
  readonly behind: readonly number[];
  readonly figures: DrillFigures;
}

/** Counts up when a field gets another meaning, or a new one is relied on. */
export const stepsFormat = 1;
const everyMs = 5 * 60_000;

/** How a day passed, by its entries; every final table is there. */
export function daySteps(day: DrillDay, begin: number): DaySteps {
  const { incident, from, to, greyFrom, planned } = day.settings;
  const end = day.endedAt ?? to;
  const moments = Array.from({ length: Math.floor((end - begin) / everyMs) + 1 }, (_, step) => begin + step * everyMs);
  const changes = [...day.pushes.values()];
  const openAt = (at: number) =>
    changes.filter(({ requestedAt, endedAt }) => requestedAt <= at && (endedAt === null || endedAt > at));
  return {
    ...{ format: stepsFormat, incident, begin, end, from, to, planned, everyMs },
    ...(greyFrom === undefined ? {} : { greyFrom }),
    orders: ordersByMall(day),
    healths: healthChanges(day),
    mails: day.mails.map(({ at, subject }) => ({ at, subject })),
    open: moments.map((at) => openAt(at).length),
    held: moments.map((at) => openAt(at).filter(({ heldAt }) => heldAt !== null && heldAt <= at).length),
    behind: listingsBehind(day, moments),
    figures: drillFigures(day).figures,
  };
}

function ordersByMall(day: DrillDay): DaySteps['orders'] {
  const stored = storedMoments(day);
  const byMall = Map.groupBy(dueOrders(day), ({ shop }) => mallOf(shop));
  return [...byMall].map(([mall, orders]) => ({
    mall,
    placed: sorted(orders.map(({ visibleAt }) => visibleAt)),
    stored: sorted(orders.flatMap(({ id }) => stored.get(id) ?? [])),
  }));
}

const sorted = (moments: readonly number[]): number[] => [...moments].sort((one, other) => one - other);

/** A state is written each minute; what counts is when it became another. */
function healthChanges({ healths }: DrillDay): HealthChange[] {
  const last = new Map<string, string>();
  return healths.flatMap(({ at, mall, capability, state: { kind } }): HealthChange[] => {
    const [name, state] = [`${mall} ${capability}`, String(kind)];
    if ((last.get(name) ?? 'healthy') === state) return [];
    last.set(name, state);
    return [{ at, mall, capability, state }];
  });
}

/** At each of these moments, which grow, the listings that show something else than they should. */
function listingsBehind({ stock, merchants }: DrillDay, moments: readonly number[]): number[] {
  const ledger = openLedger(stock);
  const keeping = new Set(merchants.filter(({ features }) => features.includes('stock')).map(({ id }) => id));
  const behind = moments.map(() => 0);
  for (const listing of stock.listings) {
    if (!listing.linked || !keeping.has(listing.merchant)) continue;
    const [shownAt, wantedAt] = [
      reader(stock.levels.get(nameOf(listing.shop, listing.item)) ?? []),
      reader(ledger.steps(listing)),
    ];
    for (const [step, at] of moments.entries()) {
      const [shown, wanted] = [shownAt(at), wantedAt(at)];
      if (wanted !== null && wanted !== shown) behind[step] = (behind[step] ?? 0) + 1;
    }
  }
  return behind;
}

/** Reads a level that changes at some moments, at moments that grow. */
function reader(changes: readonly { readonly at: number; readonly level: number | null }[]) {
  let [index, level] = [0, null as number | null];
  return (at: number): number | null => {
    for (let next = changes[index]; next !== undefined && next.at <= at; next = changes[++index]) level = next.level;
    return level;
  };
}
