import { dayMs, type EpochMs, eachLimited, jstDay, jstMoment, measured } from '../kernel/index.ts';
import type { Listing, ListingChange } from '../model/index.ts';
import type { Drift, DriftExample, StockReading } from '../ports/index.ts';
import { changeStanding } from './check-listing.ts';
import { readItems } from './items.ts';
import { foldSku } from './ledger.ts';
import { closedChange } from './settle-listing.ts';
import type { StockSession } from './stock-session.ts';
import { readWanted } from './take-turn.ts';

const examplesMax = 20;

interface Seen {
  readonly listing: Listing;
  readonly reading: StockReading;
  readonly level: number;
}

/** Difference for people; null if the level is right or the item missing. */
function differenceOf({ listing: { item }, reading, level }: Seen): DriftExample | null {
  return reading.kind === 'absent' || reading.level === level ? null : { item, shows: reading.level, wanted: level };
}

/**
 * Compares a shop's linked listings that are not about to be pushed with the mall, once a night. One that differs becomes due, or is only
 * noted (`stockDrift`). Resumes within the night; stops while orders cannot be imported. Returns the number of differences.
 */
export async function checkDrift(run: StockSession, night: string): Promise<number> {
  const { ports, settings, shop } = run;
  const nothing: Drift = {
    ...{ shop: shop.key, night, at: ports.clock.now(), after: null, finished: false },
    ...{ compared: 0, differing: 0, examples: [], absent: 0, absentItems: [] },
    ...{ closed: 0, newlyClosed: 0, closedItems: [] },
  };
  const before = (await ports.drifts.get(night, shop.key)) ?? nothing;
  let drift = before;
  const freshForMs = Math.max(settings.freshForMs, run.freshness.everyMs);
  while (!drift.finished && run.mayCall() && (await run.freshness.isFresh(freshForMs))) {
    const page = await ports.listings.ofShop(shop.key, drift.after, settings.driftPage);
    const seen = await comparePage(run, page.listings);
    if (seen === null) break;
    await noteSeen(run, seen);
    await foldSkus(run, page.listings);
    const examples = seen.map(differenceOf).filter((example) => example !== null);
    const absent = seen.filter(({ reading }) => reading.kind === 'absent').map(({ listing }) => listing.item);
    const closed = seen.flatMap(({ listing, reading }) =>
      reading.kind === 'there' && reading.closed ? [listing] : [],
    );
    drift = {
      ...drift,
      after: page.after ?? drift.after,
      finished: page.after === null,
      at: ports.clock.now(),
      compared: drift.compared + seen.length,
      differing: drift.differing + examples.length,
      absent: drift.absent + absent.length,
      absentItems: [...(drift.absentItems ?? []), ...absent].slice(0, examplesMax),
      closed: drift.closed + closed.length,
      newlyClosed: drift.newlyClosed + (await countUntold(run, night, closed)),
      closedItems: [...drift.closedItems, ...closed.map(({ item }) => item)].slice(0, examplesMax),
      examples: [...drift.examples, ...examples].slice(0, examplesMax),
    };
    await ports.drifts.put(drift);
    if (drift.finished) tellDrift(run, drift);
  }
  return drift.differing - before.differing;
}

const nightsBack = 7;

/** Closed listings that the last finished comparison of an earlier night did not report. */
async function countUntold({ ports, shop }: StockSession, night: string, closed: readonly Listing[]): Promise<number> {
  const isSomeKnown = closed.some(({ closedSince }) => closedSince !== undefined);
  let toldAt = 0;
  for (let back = 1; back <= nightsBack && isSomeKnown && toldAt === 0; back++) {
    const before = await ports.drifts.get(jstDay(jstMoment(night) - back * dayMs), shop.key);
    if (before?.finished) toldAt = before.at;
  }
  return closed.filter(({ closedSince }) => closedSince === undefined || closedSince > toldAt).length;
}

function tellDrift({ ports }: StockSession, drift: Drift): void {
  const { shop, night, compared, differing, absent, closed, newlyClosed } = drift;
  const all = differing + absent + newlyClosed;
  if (all === 0) return;
  const figures = measured('stock.drifted', { ListingsDrifted: all });
  ports.log.warn('stock.drifted', { shop, night, compared, differing, absent, closed, newlyClosed, ...figures });
}

async function foldSkus({ ports, settings }: StockSession, listings: readonly Listing[]): Promise<void> {
  const sold = new Map(listings.map(({ merchant, sku }) => [`${merchant}\n${sku}`, { merchant, sku }]));
  await eachLimited([...sold.values()], settings.foldsAtOnce, async ({ merchant, sku }) => {
    await foldSku(ports.stock, merchant, sku, ports.clock.now());
  });
}

/**
 * Compares a page; null if the mall could not be asked. Differences are read twice, with an import in between, since a piece may have been
 * sold.
 */
async function comparePage(run: StockSession, listings: readonly Listing[]): Promise<Seen[] | null> {
  const quiet = listings.filter(
    ({ linked, dueAt, claim, unknownAt }) =>
      linked && dueAt === undefined && claim === undefined && unknownAt === undefined,
  );
  let seen = await compareNow(run, quiet);
  const isDoubtful = (one: Seen): boolean =>
    one.reading.kind === 'absent' ? one.listing.orphanSince === undefined : differenceOf(one) !== null;
  const doubtful = seen?.filter(isDoubtful) ?? [];
  if (seen !== null && doubtful.length > 0) {
    await run.ports.clock.sleep(run.settings.driftAgainMs);
    const some = doubtful.map(({ listing }) => listing);
    // At malls that allow few imports the one before must do: levels are only raised after another.
    const again = (await run.freshness.isFresh(run.freshness.everyMs)) ? await compareNow(run, some) : null;
    seen = again && [...seen.filter((one) => !doubtful.includes(one)), ...again];
  }
  return seen;
}

async function compareNow(run: StockSession, listings: readonly Listing[]): Promise<Seen[] | null> {
  const wanted = await readWanted(run, listings);
  const counted = listings.flatMap((listing) => {
    const level = wanted.get(listing.item)?.level ?? null;
    return level === null ? [] : [{ listing, level }];
  });
  const items = counted.map(({ listing }) => listing.item);
  const { readings } = await readItems(run, items, run.mayCall);
  const seen = counted.flatMap((one) => {
    const reading = readings.get(one.listing.item);
    return reading === undefined ? [] : [{ ...one, reading }];
  });
  return run.stopped() !== null || (items.length > 0 && seen.length === 0) ? null : seen;
}

/** Listings that another worker pushed meanwhile wait for the next night. */
async function noteSeen({ ports, settings, runId }: StockSession, seen: readonly Seen[]): Promise<void> {
  const now = ports.clock.now();
  const heals = settings.stockDrift === 'heal';
  await eachLimited(seen, settings.writesAtOnce, async (one) => {
    const change = changeBy(one, heals, now);
    if (Object.keys(change).length === 0) return;
    await changeStanding(ports, one.listing, runId, (standing) => {
      // A row that became due meanwhile must still say that its level is wrong: workers look at the level last sent.
      const isAsRead = standing.linked && standing.claim === undefined && standing.acked?.at === one.listing.acked?.at;
      return standing.version === one.listing.version || (heals && isAsRead) ? change : null;
    });
  });
}

function changeBy(seen: Seen, heals: boolean, now: EpochMs): ListingChange {
  const { listing, reading } = seen;
  const isOrphan = listing.orphanSince !== undefined;
  // The listing's own turns find out whether the item is gone.
  if (reading.kind === 'absent') return isOrphan ? {} : { acked: null, verifiedAt: null, dueAt: now };
  const closed = closedChange(listing, reading, now);
  const differs = differenceOf(seen) !== null;
  if (heals && differs) return { orphanSince: null, acked: null, dueAt: now, ...closed };
  return {
    ...(isOrphan && { orphanSince: null, verifiedAt: now, dueAt: now }),
    ...(differs && listing.drift?.level !== reading.level && { drift: { level: reading.level, at: now } }),
    ...closed,
  };
}
