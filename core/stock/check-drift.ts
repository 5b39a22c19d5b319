import { dayMs, type EpochMs, eachLimited, jstDay, jstMoment, measured } from '../kernel/index.ts';
import type { Listing, ListingChange } from '../model/index.ts';
import type { Drift, DriftExample, StockReading } from '../ports/index.ts';
import { changeStanding } from './check-listing.ts';
import { foldSku } from './fold.ts';
import { readItems } from './items.ts';
import { closedChange } from './settle-listing.ts';
import type { StockSession } from './stock-session.ts';
import { readWanted } from './take-turn.ts';

/** Examples that are kept of one night. */
const examplesMax = 20;

/** What one page of listings came to. */
interface Compared {
  /** What the mall showed, by the listings as their rows were before. */
  readonly read: readonly { readonly listing: Listing; readonly reading: StockReading }[];
  readonly differing: readonly (DriftExample & { readonly listing: Listing })[];
  readonly absent: readonly Listing[];
}

/**
 * Compares the listings of a shop with its mall, once a night: every linked one that is not about to be pushed. A listing that differs is
 * counted, and made due as if no level had ever been sent, or only noted (`stockDrift`). A closed listing is noted for people, and
 * reported by the first night that finds it closed. Continues where an earlier run of the night stopped, and does nothing while the
 * shop's orders cannot be imported: then it is unknown what the mall should show. Returns how many listings differ.
 */
export async function checkDrift(run: StockSession, night: string): Promise<number> {
  const { ports, settings, shop } = run;
  const standing = await ports.drifts.get(night, shop.key);
  let drift: Drift = standing ?? { shop: shop.key, night, ...nothingYet, at: ports.clock.now() };
  let differing = 0;
  const freshForMs = Math.max(settings.freshForMs, run.freshness.everyMs);
  while (!drift.finished && run.mayCall() && (await run.freshness.isFresh(freshForMs))) {
    const page = await ports.listings.ofShop(shop.key, drift.after, settings.driftPage);
    const found = await comparePage(run, page.listings);
    if (found === null) break;
    await noteFound(run, found);
    await foldSkus(run, page.listings);
    differing += found.differing.length;
    const closed = found.read.flatMap(({ listing, reading }) => (isThere(reading) && reading.closed ? [listing] : []));
    drift = {
      ...drift,
      after: page.after ?? drift.after,
      finished: page.after === null,
      at: ports.clock.now(),
      compared: drift.compared + found.read.length,
      differing: drift.differing + found.differing.length,
      absent: drift.absent + found.absent.length,
      absentItems: [...(drift.absentItems ?? []), ...found.absent.map(({ item }) => item)].slice(0, examplesMax),
      closed: drift.closed + closed.length,
      newlyClosed: drift.newlyClosed + (await countUntold(run, night, closed)),
      closedItems: [...drift.closedItems, ...closed.map(({ item }) => item)].slice(0, examplesMax),
      examples: [...drift.examples, ...found.differing.map(({ listing: _, ...example }) => example)].slice(
        0,
        examplesMax,
      ),
    };
    await ports.drifts.put(drift);
    if (drift.finished) tellDrift(run, drift);
  }
  return differing;
}

/** Nights before this one that may have found nothing out, because the mall was away. */
const nightsBack = 7;

/** How many of the closed listings no earlier night has reported. */
async function countUntold(run: StockSession, night: string, closed: readonly Listing[]): Promise<number> {
  const since = closed.map(({ closedSince }) => closedSince ?? null);
  if (since.every((at) => at === null)) return closed.length;
  const toldAt = await lastToldAt(run, night);
  return since.filter((at) => at === null || at > toldAt).length;
}

/** When the last finished comparison of an earlier night ended: listings known to be closed by then are reported. 0: none within a week. */
async function lastToldAt({ ports, shop }: StockSession, night: string): Promise<EpochMs> {
  const midnight = jstMoment(night);
  for (let back = 1; back <= nightsBack; back++) {
    const before = await ports.drifts.get(jstDay(midnight - back * dayMs), shop.key);
    if (before?.finished) return before.at;
  }
  return 0;
}

function tellDrift({ ports }: StockSession, drift: Drift): void {
  const { shop, night, compared, differing, absent, closed, newlyClosed } = drift;
  const all = differing + absent + newlyClosed;
  if (all === 0) return;
  const figures = measured('stock.drifted', { ListingsDrifted: all });
  ports.log.warn('stock.drifted', { shop, night, compared, differing, absent, closed, newlyClosed, ...figures });
}

/** Old entries of what a page sells are summed, where that saves reading them each time. */
async function foldSkus({ ports, settings }: StockSession, listings: readonly Listing[]): Promise<void> {
  const sold = new Map(listings.map(({ merchant, sku }) => [`${merchant}\n${sku}`, { merchant, sku }]));
  await eachLimited([...sold.values()], settings.foldsAtOnce, async ({ merchant, sku }) => {
    await foldSku(ports.stock, merchant, sku, ports.clock.now());
  });
}

const nothingYet = {
  after: null,
  finished: false,
  compared: 0,
  differing: 0,
  absent: 0,
  absentItems: [],
  closed: 0,
  newlyClosed: 0,
  closedItems: [],
  examples: [],
} as const;

/**
 * Null where the mall could not be asked. What differs or is not there is looked at twice, with an import in between: something may have been
 * sold while it was compared, and a mall leaves rows out at times.
 */
async function comparePage(run: StockSession, listings: readonly Listing[]): Promise<Compared | null> {
  const quiet = listings.filter(
    ({ linked, dueAt, claim, unknownAt }) =>
      linked && dueAt === undefined && claim === undefined && unknownAt === undefined,
  );
  const first = await compareNow(run, quiet);
  const missed = first?.absent.filter(({ orphanSince }) => orphanSince === undefined) ?? [];
  if (first === null || first.differing.length + missed.length === 0) return first;
  await run.ports.clock.sleep(run.settings.driftAgainMs);
  // Where a mall allows few imports, the one before the comparison has to do: a level is raised after another one only.
  if (!(await run.freshness.isFresh(run.freshness.everyMs))) return null;
  const second = await compareNow(run, [...first.differing.map(({ listing }) => listing), ...missed]);
  const known = first.absent.filter((listing) => !missed.includes(listing));
  return second && { ...first, differing: second.differing, absent: [...known, ...second.absent] };
}

async function compareNow(run: StockSession, listings: readonly Listing[]): Promise<Compared | null> {
  const wanted = await readWanted(run, listings);
  const counted = listings.filter(({ item }) => (wanted.get(item)?.level ?? null) !== null);
  const { readings } = await readItems(
    run,
    counted.map(({ item }) => item),
    () => run.mayCall(),
  );
  if (run.stopped() !== null || (counted.length > 0 && readings.size === 0)) return null;
  const read = counted.flatMap((listing) => {
    const reading = readings.get(listing.item);
    return reading === undefined ? [] : [{ listing, reading }];
  });
  return {
    read,
    differing: read.flatMap(({ listing, reading }) => {
      const level = wanted.get(listing.item)?.level ?? null;
      const differs = isThere(reading) && level !== null && reading.level !== level;
      return differs ? [{ listing, item: listing.item, shows: reading.level, wanted: level }] : [];
    }),
    absent: read.flatMap(({ listing, reading }) => (isThere(reading) ? [] : [listing])),
  };
}

const isThere = (reading: StockReading): reading is Extract<StockReading, { readonly kind: 'there' }> =>
  reading.kind === 'there';

/** A listing that another worker pushed in between is left to that worker: it is compared again the next night. */
async function noteFound(run: StockSession, { read, differing, absent }: Compared): Promise<void> {
  const { ports, settings, runId } = run;
  const now = ports.clock.now();
  const heals = settings.stockDrift === 'heal';
  const changes = new Map<Listing, ListingChange>();
  for (const { listing, reading } of read) {
    const isBack = isThere(reading) && listing.orphanSince !== undefined;
    if (isBack) changes.set(listing, { orphanSince: null, verifiedAt: now, dueAt: now });
  }
  for (const { listing, shows } of differing) {
    if (heals) changes.set(listing, { orphanSince: null, acked: null, dueAt: now });
    // What is known already is not written every night.
    else if (listing.drift?.level !== shows) changes.set(listing, { drift: { level: shows, at: now } });
  }
  // Whether the mall has no such item, the listing's own turns find out by further readings.
  for (const listing of absent.filter(({ orphanSince }) => orphanSince === undefined)) {
    changes.set(listing, { acked: null, verifiedAt: null, dueAt: now });
  }
  for (const { listing, reading } of read) {
    const change = closedChange(listing, reading, now);
    if (Object.keys(change).length > 0) changes.set(listing, { ...changes.get(listing), ...change });
  }
  await eachLimited([...changes], settings.writesAtOnce, async ([listing, change]) => {
    await changeStanding(ports, listing, runId, (standing) => {
      // A row that only became due since has to say all the same that its level is wrong: its worker looks at the level that was sent last.
      const isAsRead = standing.linked && standing.claim === undefined && standing.acked?.at === listing.acked?.at;
      return standing.version === listing.version || (heals && isAsRead) ? change : null;
    });
  });
}
