import {
  dayMs,
  type EpochMs,
  jstDay,
  mapLimited,
  object,
  orNull,
  type Static,
  whole,
} from '../../core/kernel/index.ts';
import { allBuckets, type Listing, mallOf } from '../../core/model/index.ts';
import type { Drift, Ports } from '../../core/ports/index.ts';
import { standingByRow } from '../../core/stock/index.ts';
import { standingSince } from '../listing/index.ts';
import { countsOf, jstIsoOrNull } from '../plain.ts';
import { byName, moment } from '../shape.ts';

/** What the latest night's comparison with the malls found, as far as it is still so. */
const driftShape = object({ differing: whole(), absent: whole(), closed: whole() });
type DriftFacts = Static<typeof driftShape>;

/** How stock stands over all merchants that have it. */
export const stockShape = object({
  merchants: whole(),
  /** Shops of which more listings wait than were read. */
  cut: whole(),
  oversold: whole(),
  drift: driftShape,
  /** Listings that wait, by how they stand; and those that a pause holds, by mall. */
  ...{ waiting: byName(whole()), heldByMall: byName(whole()) },
  /** Since when the longest of them has waited. */
  oldest: orNull(moment),
});
export type StockFacts = Static<typeof stockShape>;

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A refused listing is tried again after a day, so it stands in the index that far ahead. */
const aheadMs = 2 * dayMs;

/** Looks at what waits; null where no merchant has stock. A few small reads a merchant, and one a shop with something due. */
export async function stockFacts(
  ports: Pick<Ports, 'merchants' | 'stock' | 'listings' | 'drifts'>,
  now: EpochMs,
): Promise<StockFacts | null> {
  const merchants = (await ports.merchants.list()).filter(({ features }) => features.includes('stock'));
  if (merchants.length === 0) return null;
  const until = now + aheadMs;
  const [oversold, shops, drift] = await Promise.all([
    mapLimited(merchants, readsAtOnce, async ({ id }) => (await ports.stock.oversoldSkus(id)).length),
    mapLimited(allBuckets, readsAtOnce, (bucket) => ports.listings.dueShops(bucket, until)),
    latestDrift(ports, now),
  ]);
  const due = await mapLimited(shops.flat(), readsAtOnce, (shop) => ports.listings.due(shop, until, rowsPerShop));
  const rows = due.flat().flatMap((listing) => {
    const standing = standingByRow(listing);
    return standing === null ? [] : [{ mall: mallOf(listing.shop), standing }];
  });
  const standings = rows.map(({ standing }) => standing);
  // A listing that a worker has claimed was due before, and waits no longer.
  const left = standings.filter((standing) => standing.kind !== 'under-way' || standing.inBatch);
  const since = left.flatMap((standing) => standingSince(standing) ?? []);
  return {
    merchants: merchants.length,
    waiting: countsOf(standings.map(({ kind }) => kind)),
    heldByMall: countsOf(rows.flatMap(({ mall, standing }) => (standing.kind === 'held' ? [mall] : []))),
    oldest: jstIsoOrNull(since.length === 0 ? null : Math.min(...since)),
    cut: due.filter((rows) => rows.length >= rowsPerShop).length,
    oversold: oversold.reduce((sum, one) => sum + one, 0),
    drift,
  };
}

/** Of each shop the latest of this night and the one before, without what was set right since. */
async function latestDrift(
  { drifts, listings }: Pick<Ports, 'drifts' | 'listings'>,
  now: EpochMs,
): Promise<DriftFacts> {
  const [before, last] = await Promise.all([drifts.of(jstDay(now - dayMs)), drifts.of(jstDay(now))]);
  const byShop = new Map<string, Drift>([...before, ...last].map((drift) => [drift.shop, drift]));
  const found = [...byShop.values()].filter(({ differing, absent, closed }) => differing + absent + closed > 0);
  const still = await mapLimited(found, readsAtOnce, (drift) => stillSo(listings, drift));
  const sum = (of: (drift: DriftFacts) => number): number => still.reduce((all, one) => all + of(one), 0);
  return {
    differing: sum(({ differing }) => differing),
    absent: sum(({ absent }) => absent),
    closed: sum(({ closed }) => closed),
  };
}

/** What of a comparison is still so, by the rows of the listings that it names; those it does not name stand as these do. */
async function stillSo(
  listings: Pick<Ports['listings'], 'rows'>,
  { shop, differing, examples, absent, absentItems = [], closed, closedItems }: Drift,
): Promise<DriftFacts> {
  const differingItems = examples.map(({ item }) => item);
  const items = [...new Set([...differingItems, ...absentItems, ...closedItems])];
  const rows = await listings.rows(items.map((item) => ({ shop, item })));
  const left = (total: number, named: readonly string[], isSo: (listing: Listing) => boolean): number => {
    const still = rows.filter((listing) => named.includes(listing.item) && isSo(listing)).length;
    return named.length > 0 && still === 0 ? 0 : still + total - named.length;
  };
  return {
    differing: left(differing, differingItems, (listing) => listing.drift !== undefined),
    absent: left(absent, absentItems, ({ orphanSince }) => orphanSince !== undefined),
    closed: left(closed, closedItems, ({ closedSince }) => closedSince !== undefined),
  };
}
