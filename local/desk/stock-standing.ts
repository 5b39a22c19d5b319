import { bucketCount, type Listing, type ShopKey } from '../../core/model/index.ts';
import type { ListingStore, StockLedger } from '../../core/ports/index.ts';
import { type ListingStanding, standingByRow } from '../../core/stock/index.ts';
import type { ListingCounts } from '../view/state.ts';

const none: ListingCounts = { inStep: 0, waiting: 0, held: 0, failed: 0 };
/** Rows of one read. */
const pageSize = 100;

/** How the listings of each shop stand, as they were read last. */
export interface StockStandings {
  /** Null for a shop without listings. */
  of(shop: string): ListingCounts | null;
  read(): Promise<void>;
}

/** Reads how listings stand, by their rows. */
export function readStandings(
  listings: Pick<ListingStore, 'ofShop'>,
  shops: () => readonly { readonly key: ShopKey }[],
): StockStandings {
  let counts = new Map<string, ListingCounts>();
  return {
    of: (shop) => counts.get(shop) ?? null,
    async read() {
      const next = new Map<string, ListingCounts>();
      for (const { key } of shops()) {
        let after: string | null = null;
        do {
          const page: { readonly listings: Listing[]; readonly after: string | null } = await listings.ofShop(
            key,
            after,
            pageSize,
          );
          for (const listing of page.listings) {
            const word = isOnlyLookedAtAgain(listing) ? 'inStep' : wordOf(standingByRow(listing));
            const sum = next.get(key) ?? none;
            next.set(key, word === null ? sum : { ...sum, [word]: sum[word] + 1 });
          }
          after = page.after;
        } while (after !== null);
      }
      counts = next;
    },
  };
}

/** True while a SKU has moved and its listings have not been looked at since: they do not say so themselves yet. */
export async function hasMovedSkus(ledger: Pick<StockLedger, 'dirtySkus'>, now: number): Promise<boolean> {
  for (let bucket = 0; bucket < bucketCount; bucket += 1)
    if ((await ledger.dirtySkus(bucket, now, 1)).length > 0) return true;
  return false;
}

/**
 * True where the mall has taken the level since a call whose end is not known: nothing is left to be told, and for two hours it is looked
 * at again, in case that call is carried out late.
 */
function isOnlyLookedAtAgain(listing: Listing): boolean {
  return standingByRow(listing)?.kind === 'open' && listing.acked !== undefined && listing.dueAt === undefined;
}

/** In as few words as fit a table; null: no level is sent to the mall, by intent. */
function wordOf(standing: ListingStanding | null): keyof ListingCounts | null {
  switch (standing?.kind) {
    case undefined:
    case 'shown':
      return 'inStep';
    case 'held':
    case 'raise-held':
      return 'held';
    case 'orphan':
    case 'refused':
    case 'differs':
    case 'closed':
      return 'failed';
    case 'retrying':
    case 'open':
    case 'under-way':
    case 'due':
    case 'moved':
      return 'waiting';
    case 'not-linked':
    case 'not-counted':
      return null;
  }
}
