import { inChunks } from '../../core/kernel/index.ts';
import { type Listing, mallOf, type Pause, type SkuLevel } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import { type ListingStanding, readLevels, shownLevel, standingOf } from '../../core/stock/index.ts';
import { adviceLines, listingColumns, listingFacts } from '../../views/listing/index.ts';
import { type Block, tableLines } from '../terminal/index.ts';

export interface ListingStands {
  readonly listing: Listing;
  /** Null: no level is sent to the mall. */
  readonly wanted: number | null;
  readonly standing: ListingStanding;
}

const skusAtOnce = 100;

/** How listings of one merchant stand. A listing whose SKU moved between the two reads is read once more: it looks as if no worker had been notified. */
export async function standingsOfListings(
  ports: Pick<Ports, 'stock' | 'malls' | 'listings'>,
  merchant: string,
  listings: readonly Listing[],
  onRead: (skus: number) => void = () => undefined,
): Promise<ListingStands[]> {
  const first = await standingsAsRead(ports, merchant, listings, onRead);
  const moved = first.filter(({ standing }) => standing.kind === 'moved').map(({ listing }) => listing);
  if (moved.length === 0) return first;
  const rows: Listing[] = [];
  for (const some of inChunks(moved, skusAtOnce)) rows.push(...(await ports.listings.rows(some)));
  const again = new Map((await standingsAsRead(ports, merchant, rows)).map((one) => [keyOf(one.listing), one]));
  return first.map((one) => again.get(keyOf(one.listing)) ?? one);
}

const keyOf = ({ shop, item }: Listing): string => `${shop}\n${item}`;

async function standingsAsRead(
  { stock, malls }: Pick<Ports, 'stock' | 'malls'>,
  merchant: string,
  listings: readonly Listing[],
  onRead: (skus: number) => void = () => undefined,
): Promise<ListingStands[]> {
  const levels = new Map<string, SkuLevel>();
  const dirty = new Map<string, number | undefined>();
  for (const skus of inChunks([...new Set(listings.map(({ sku }) => sku))], skusAtOnce)) {
    for (const [sku, level] of await readLevels(stock, merchant, skus)) levels.set(sku, level);
    for (const { sku, dirtySince } of await stock.skuRows(merchant, skus)) dirty.set(sku, dirtySince);
    onRead(levels.size);
  }
  return listings.map((listing) => {
    const level = levels.get(listing.sku) as SkuLevel;
    const { highest } = malls.traits(mallOf(listing.shop)).stock;
    return {
      listing,
      wanted: shownLevel(level, listing, highest),
      standing: standingOf(listing, level, dirty.get(listing.sku)),
    };
  });
}

/** Listings as a table, with what to do about them: what each should show, what its mall was last told, and how it stands. `pauses`: what stands now (`pausesNow`). */
export function standingTable(stands: readonly ListingStands[], pauses: readonly Pause[]): Block[] {
  const facts = stands.map((one) => standsFacts(one, pauses));
  return [...tableLines(listingColumns(), facts), ...adviceLines(facts)];
}

export const standsFacts = ({ listing, wanted, standing }: ListingStands, pauses?: readonly Pause[]) => ({
  ...listingFacts(listing, standing, pauses),
  wanted,
});
