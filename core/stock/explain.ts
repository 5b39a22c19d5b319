import { dayMs, type EpochMs } from '../kernel/index.ts';
import { type Claim, claimId, type Listing, mallOf, presentParts, type SkuLevel } from '../model/index.ts';
import type { Ports, StockLedger } from '../ports/index.ts';
import { historyOf } from './history.ts';
import { type Books, readBooks, readLevels, rowIn, setsFrom, shownSteps } from './ledger.ts';
import { readOrdersOf } from './oversold.ts';

export type PiecesExplained = ReturnType<typeof piecesIn>;

export type LevelExplained = Awaited<ReturnType<typeof explainLevel>>;

/**
 * Explains a SKU's level, as workers compute it, by all its entries, and what each of its listings shows. `highestOf` gives the highest level that
 * a listing's mall takes. Reads whole histories: for people, never on a scheduled path.
 */
export async function explainLevel(
  ledger: Pick<StockLedger, 'skuRows' | 'entries'>,
  merchant: string,
  sku: string,
  listings: readonly Listing[],
  highestOf: (listing: Listing) => number,
) {
  const level = (await readLevels(ledger, merchant, [sku])).get(sku) as SkuLevel;
  const books = await readBooks(ledger, merchant, [sku], 'whole');
  const parts = presentParts(rowIn(books.rows, sku));
  const explained = listings.map((listing) => explainListing(listing, level, highestOf(listing)));
  const pieces =
    parts === null
      ? { kind: 'own' as const, ...piecesIn(books, sku) }
      : { kind: 'set' as const, parts: [...parts].map(([part, needed]) => partIn(books, part, needed)) };
  return { level, pieces, listings: explained };
}

/** A part of a set, and how many sets it suffices for: null while it is not counted, or is a set itself. */
function partIn(books: Books, sku: string, needed: number) {
  return { ...piecesIn(books, sku), needed, sets: setsFrom(books, sku, needed) };
}

function piecesIn(books: Books, sku: string) {
  const account = books.accounts.get(sku);
  return {
    sku,
    free: books.free.get(sku) ?? null,
    buffer: rowIn(books.rows, sku).buffer,
    history: account === undefined ? [] : historyOf(account),
  };
}

/** What a listing shows (null: no level is sent), and the last rule that changed the number; null when it is what is free. */
function explainListing(listing: Listing, level: SkuLevel, highest: number) {
  const steps = shownSteps(level, listing, highest) ?? [];
  const decidedBy = steps.findLast(({ left }, index) => left !== (steps[index - 1]?.left ?? level.free))?.step ?? null;
  return { listing, shown: steps.at(-1)?.left ?? null, steps, decidedBy };
}

/** Orders are final after this long: none of them waits for being confirmed. */
const finalAfterMs = 63 * dayMs;

/** The claims, by `claimId`, of orders that may still be cancelled (`isUnconfirmed`). Reads orders: never on a scheduled path. */
export async function readReserved(
  { orders, malls }: Pick<Ports, 'orders' | 'malls'>,
  claims: readonly Claim[],
  now: EpochMs,
): Promise<ReadonlySet<string>> {
  const open = claims.filter(({ quantity, orderedAt }) => quantity > 0 && orderedAt > now - finalAfterMs);
  const reserved = new Set<string>();
  for (const [claim, { progress }] of await readOrdersOf({ orders }, open)) {
    if (malls.traits(mallOf(claim.shop)).isUnconfirmed(progress)) reserved.add(claimId(claim));
  }
  return reserved;
}
