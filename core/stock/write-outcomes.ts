import { eachLimited } from '../pacing/limited.ts';
import type { Listing } from './listing.ts';
import { earliest, type ListingChange, nextListing } from './next-listing.ts';
import { type ListingTurn, type SettleContext, settleListing } from './settle-listing.ts';
import type { StockRun } from './stock-run.ts';

/** A row that others write all the time is left to whoever finds the claim over. */
const attemptsMax = 5;

/**
 * Writes how listings stand after their turn over their claims, and gives back the rows as they were written. A row that changed
 * meanwhile is read again, and what came of the turn is written into that: where somebody made it due it stays due, and where somebody
 * took the claim over, a call of ours may come after theirs, so the mall is to be looked at again.
 */
export async function writeOutcomes(run: StockRun, turns: readonly ListingTurn[]): Promise<Listing[]> {
  const { ports, settings } = run;
  const written: Listing[] = [];
  const context = contextOf(run);
  await eachLimited(turns, settings.writesAtOnce, async (turn) => {
    const change = settleListing(turn, context);
    let standing: Listing | undefined = turn.listing;
    for (let attempt = 1; standing !== undefined && attempt <= attemptsMax; attempt++) {
      const row = rowAfter(run, turn, change, standing);
      if (row === null) return;
      if ((await ports.listings.put(row)) === 'stored') {
        written.push(row);
        return;
      }
      [standing] = await ports.listings.rows([turn.listing]);
    }
    if (standing !== undefined) ports.log.warn('stock.outcome-lost', { shop: standing.shop, item: standing.item });
  });
  return written;
}

/** The row with what came of a turn; null where nothing of it counts any more. */
function rowAfter(
  { ports, writer }: StockRun,
  { listing, attempt }: ListingTurn,
  change: ListingChange,
  standing: Listing,
): Listing | null {
  if (standing.claim?.run === writer) {
    const dueAt = earliest(standing.dueAt, change.dueAt);
    // Another worker has noted a call that it made under a claim that was over.
    const noted = standing.unknownAt === listing.unknownAt ? {} : { unknownAt: standing.unknownAt ?? null };
    return nextListing(standing, writer, { ...change, claim: null, dueAt, ...noted });
  }
  // It is somebody else's now, or nobody's: all that counts of ours is that the mall may have taken a level.
  const mayBeApplied = attempt?.kind === 'set' || attempt?.kind === 'open';
  if (!mayBeApplied) return null;
  const now = ports.clock.now();
  return nextListing(standing, writer, { unknownAt: now, dueAt: earliest(standing.dueAt, now) });
}

/** One moment and one chance for all of a batch: what failed together is tried again together, by one call. */
function contextOf({ ports: { clock, chance }, settings, heldBy }: StockRun): SettleContext {
  return { now: clock.now(), chance: chance.next(), heldBy: heldBy(), settings };
}
