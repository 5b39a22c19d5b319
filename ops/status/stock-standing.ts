import { dayMs, type EpochMs, jstDay, mapLimited, sentence } from '../../core/kernel/index.ts';
import { allBuckets, type Listing } from '../../core/model/index.ts';
import type { Drift, Ports } from '../../core/ports/index.ts';
import { type ListingStanding, standingByRow } from '../../core/stock/index.ts';
import { inOther, t } from '../../language/language.ts';
import { counted, durationText } from '../../language/phrases.ts';
import { standingNames, standingSince } from '../../views/listing/index.ts';
import { jstIsoOrNull } from '../../views/plain.ts';
import { merchantsWithStock } from '../stock/merchant-of-stock.ts';
import { type ForAPerson, type NextStep, toLookAt } from './for-a-person.ts';

/** How stock stands over all merchants that have it. */
export interface StockStanding {
  readonly merchants: number;
  /** Listings that a person has to look at, by reason. */
  readonly waiting: ReadonlyMap<ListingStanding['kind'], number>;
  /** Since when the longest of them has waited; null when none does. */
  readonly oldest: EpochMs | null;
  /** Shops of which more wait than were read. */
  readonly cut: number;
  /** Oversold SKUs, over all merchants. */
  readonly oversold: number;
  /** What the latest night's comparison with the malls found, as far as it is still so. */
  readonly drift: { readonly differing: number; readonly absent: number; readonly closed: number };
}

const readsAtOnce = 16;
const rowsPerShop = 1_000;
/** A refused listing is tried again after a day, so it stands in the index that far ahead. */
const aheadMs = 2 * dayMs;

/** Looks at what waits; null where no merchant has stock. A few small reads a merchant, and one a shop with something due. */
export async function stockStanding(
  ports: Pick<Ports, 'merchants' | 'stock' | 'listings' | 'drifts'>,
  now: EpochMs,
): Promise<StockStanding | null> {
  const merchants = await merchantsWithStock(ports);
  if (merchants.length === 0) return null;
  const until = now + aheadMs;
  const [oversold, shops, drift] = await Promise.all([
    mapLimited(merchants, readsAtOnce, async ({ id }) => (await ports.stock.oversoldSkus(id)).length),
    mapLimited(allBuckets, readsAtOnce, (bucket) => ports.listings.dueShops(bucket, until)),
    latestDrift(ports, now),
  ]);
  const due = await mapLimited(shops.flat(), readsAtOnce, (shop) => ports.listings.due(shop, until, rowsPerShop));
  const standings = due.flat().flatMap((listing) => standingByRow(listing) ?? []);
  const waiting = new Map<ListingStanding['kind'], number>();
  for (const { kind } of standings) waiting.set(kind, (waiting.get(kind) ?? 0) + 1);
  // A listing that a worker has claimed was due before, and waits no longer.
  const left = standings.filter((standing) => standing.kind !== 'under-way' || standing.inBatch);
  const since = left.flatMap((standing) => standingSince(standing) ?? []);
  return {
    merchants: merchants.length,
    waiting,
    oldest: since.length === 0 ? null : Math.min(...since),
    cut: due.filter((rows) => rows.length >= rowsPerShop).length,
    oversold: oversold.reduce((sum, one) => sum + one, 0),
    drift,
  };
}

/** Of each shop the latest of this night and the one before, without what was set right since. */
async function latestDrift(
  { drifts, listings }: Pick<Ports, 'drifts' | 'listings'>,
  now: EpochMs,
): Promise<StockStanding['drift']> {
  const [before, last] = await Promise.all([drifts.of(jstDay(now - dayMs)), drifts.of(jstDay(now))]);
  const byShop = new Map<string, Drift>([...before, ...last].map((drift) => [drift.shop, drift]));
  const found = [...byShop.values()].filter(({ differing, absent, closed }) => differing + absent + closed > 0);
  const still = await mapLimited(found, readsAtOnce, (drift) => stillSo(listings, drift));
  const sum = (of: (drift: StockStanding['drift']) => number): number => still.reduce((all, one) => all + of(one), 0);
  return {
    differing: sum(({ differing }) => differing),
    absent: sum(({ absent }) => absent),
    closed: sum(({ closed }) => closed),
  };
}

/**
 * What of a comparison is still so, by the rows of the listings that it names. A level that differs is corrected by itself, unless a person
 * has to say what is right: then the row keeps it. Where a comparison names some only, those that it does not name stand as these do.
 */
async function stillSo(
  listings: Pick<Ports['listings'], 'rows'>,
  { shop, differing, examples, absent, absentItems = [], closed, closedItems }: Drift,
): Promise<StockStanding['drift']> {
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

/** How stock stands, in a line; in two where something waits. */
export function stockLines({ merchants, waiting, oldest, cut, oversold }: StockStanding, now: EpochMs): string[] {
  const total = [...waiting.values()].reduce((sum, count) => sum + count, 0);
  const by = [...waiting]
    .map(
      ([kind, count]) =>
        inOther(sentence`(${count} listings ${standingNames[kind]})`) ?? `${count} ${kind} ${standingNames[kind]}`,
    )
    .join(t`, `);
  const all = t`${counted(merchants, 'merchant')}, ${counted(oversold, 'SKU')} oversold`;
  if (total === 0) return [t`${all}, no listing waits`];
  const listings = counted(total, 'listing');
  const waits =
    cut > 0
      ? t`more than ${listings} wait (${by})`
      : total === 1
        ? t`${listings} waits (${by})`
        : t`${listings} wait (${by})`;
  return [all, oldest === null ? waits : t`${waits}, the longest for ${durationText(now - oldest)}`];
}

/** What of stock does not go on by itself. */
export function stockForAPerson(stock: StockStanding | null): ForAPerson[] {
  if (stock === null) return [];
  const { waiting, oversold, drift } = stock;
  const absent = Math.max(drift.absent, waiting.get('orphan') ?? 0);
  const check: NextStep = { look: 'ops listings check', page: 'docs/runbook/listings-drifted.md' };
  const closed: NextStep = { ...check, look: 'ops stock history --unreflected' };
  return [
    ...toLookAt(oversold, 'SKU', t`oversold`, {
      look: 'ops stock oversold',
      page: 'docs/runbook/README.md#oversold-skus',
    }),
    ...toLookAt(waiting.get('refused') ?? 0, 'listing', t`that the mall refuses`, {
      ...closed,
      page: 'docs/runbook/README.md#refused-listings',
    }),
    ...toLookAt(absent, 'listing', t`that the mall does not have`, check),
    ...toLookAt(drift.differing, 'listing', t`at which the mall shows another level than was sent`, check),
    ...toLookAt(drift.closed, 'listing', t`closed at the mall (在庫クローズ)`, closed),
  ];
}

/** The same for programs. */
export function stockStandingJson(stock: StockStanding | null): object | null {
  if (stock === null) return null;
  const { waiting, oldest, ...more } = stock;
  return { ...more, waiting: Object.fromEntries(waiting), oldest: jstIsoOrNull(oldest) };
}
