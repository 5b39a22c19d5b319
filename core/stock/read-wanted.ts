import { TsunagiError } from '../errors.ts';
import type { Wanted } from './decide.ts';
import { listingFingerprint } from './fingerprint.ts';
import type { Listing } from './listing.ts';
import { readLevels } from './read-levels.ts';
import { shownLevel } from './shown-level.ts';
import type { SkuLevel } from './sku-level.ts';
import type { StockRun } from './stock-run.ts';

/**
 * What claimed listings should show, by the ledger as it is now: after the claims, so that what was written before somebody made
 * a listing due is in it. A listing over which something of ours breaks is noted in the run and left out.
 */
export async function readWanted(
  run: Pick<StockRun, 'ports' | 'traits' | 'noteDefect'>,
  claimed: readonly Listing[],
): Promise<Map<string, Wanted>> {
  const wanted = new Map<string, Wanted>();
  for (const [merchant, listings] of Map.groupBy(claimed, (listing) => listing.merchant)) {
    for (const [sku, level] of await levelsOf(run, merchant, listings)) {
      for (const listing of listings.filter((one) => one.sku === sku)) {
        wanted.set(listing.item, {
          level: shownLevel(level, listing, run.traits.highest),
          fingerprint: listingFingerprint(listing, level),
        });
      }
    }
  }
  return wanted;
}

/** Levels by SKU. Where something of ours breaks over some SKU, the others are read without it. */
async function levelsOf(
  run: Pick<StockRun, 'ports' | 'noteDefect'>,
  merchant: string,
  listings: readonly Listing[],
): Promise<ReadonlyMap<string, SkuLevel>> {
  const skus = [...new Set(listings.map(({ sku }) => sku))];
  try {
    return await readLevels(run.ports.stock, merchant, skus);
  } catch (error) {
    if (error instanceof TsunagiError) throw error;
    if (skus.length === 1) {
      for (const { item } of listings) run.noteDefect(item, error);
      return new Map();
    }
    const half = new Set(skus.slice(0, Math.ceil(skus.length / 2)));
    const [some, others] = [listings.filter(({ sku }) => half.has(sku)), listings.filter(({ sku }) => !half.has(sku))];
    return new Map([...(await levelsOf(run, merchant, some)), ...(await levelsOf(run, merchant, others))]);
  }
}
