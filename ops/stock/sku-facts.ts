import { type Listing, mallOf, type SkuRow } from '../../core/model/index.ts';
import type { Ports } from '../../core/ports/index.ts';
import {
  type Balance,
  balanceOf,
  explainLevel,
  type LevelExplained,
  type ListingExplained,
  type ListingStanding,
  type PiecesExplained,
  readReserved,
  standingOf,
} from '../../core/stock/index.ts';

/** A listing with what it shows, why, and how it stands. */
export interface ListingFactsShown extends ListingExplained {
  readonly standing: ListingStanding;
}

/** Everything that is known of a SKU. */
export interface SkuFactsShown {
  readonly merchant: string;
  readonly row: SkuRow;
  readonly explained: LevelExplained;
  readonly listings: readonly ListingFactsShown[];
  /** Claims of orders that are not confirmed yet, by `claimId`. */
  readonly reserved: ReadonlySet<string>;
  /** Of each SKU with pieces of its own that is explained, what they are made of. */
  readonly balances: ReadonlyMap<string, Balance>;
}

/** Gathers what is known of a SKU: its level by all its entries, and its listings. */
export async function skuFacts(
  ports: Pick<Ports, 'stock' | 'listings' | 'orders' | 'malls' | 'clock'>,
  merchant: string,
  sku: string,
): Promise<SkuFactsShown> {
  const listings = await ports.listings.ofSkus(merchant, [sku]);
  const sorted = listings.sort((one, other) => (`${one.shop} ${one.item}` < `${other.shop} ${other.item}` ? -1 : 1));
  const highestOf = ({ shop }: Listing): number => ports.malls.traits(mallOf(shop)).stock.highest;
  const explained = await explainLevel(ports.stock, merchant, sku, sorted, highestOf);
  const [row] = (await ports.stock.skuRows(merchant, [sku])) as [SkuRow];
  const pieces: readonly PiecesExplained[] =
    explained.pieces.kind === 'own' ? [explained.pieces] : explained.pieces.parts;
  const claims = pieces.flatMap(({ history }) =>
    history.flatMap((line) => (line.kind === 'claim' ? [line.claim] : [])),
  );
  const reserved = await readReserved(ports, claims, ports.clock.now());
  return {
    merchant,
    row,
    explained,
    reserved,
    balances: new Map(pieces.map((one) => [one.sku, balanceOf(one.history, reserved)])),
    listings: explained.listings.map((one) => ({
      ...one,
      standing: standingOf(one.listing, explained.level, row.dirtySince),
    })),
  };
}
