import { dayMs, type EpochMs } from '../kernel/index.ts';
import { type Claim, claimId, type Listing, mallOf, presentParts, type SkuLevel } from '../model/index.ts';
import type { Ports, StockLedger } from '../ports/index.ts';
import { historyOf } from './history.ts';
import { type Books, readBooks, readLevels, rowIn, setsFrom, shownSteps } from './ledger.ts';
import { readOrdersOf } from './oversold.ts';

export type PiecesExplained = ReturnType<typeof piecesIn>;

export type LevelExplained = Awaited<ReturnType<typeof explainLevel>>;

/**
 * Explains a SKU's level by all entries, and each listing's. `highestOf`: the mall's highest level. Reads whole histories: for people,
 * never on a scheduled path.
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

/** A part, and the number of sets that it allows; null if not counted, or a set itself. */
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

function explainListing(listing: Listing, level: SkuLevel, highest: number) {
  const steps = shownSteps(level, listing, highest) ?? [];
  const decidedBy = steps.findLast(({ left }, index) => left !== (steps[index - 1]?.left ?? level.free))?.step ?? null;
  return { listing, shown: steps.at(-1)?.left ?? null, steps, decidedBy };
}

/** Orders are final after this time, so none is unconfirmed. */
const finalAfterMs = 63 * dayMs;

/** Claims, by `claimId`, of orders that may still be cancelled (`isUnconfirmed`). Reads orders: never on a scheduled path. */
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
