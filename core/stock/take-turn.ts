import type { StockReading } from '../ports/stock-door.ts';
import { holdsEverything } from '../status/outcome.ts';
import { decideListing, type ListingDecision } from './decide.ts';
import type { Listing } from './listing.ts';
import { readItems } from './read-items.ts';
import { readWanted } from './read-wanted.ts';
import { type SetAttempt, setItems } from './set-items.ts';
import type { ListingTurn } from './settle-listing.ts';
import type { StockRun } from './stock-run.ts';

/**
 * Gives claimed listings of one shop their turn: reckons what they should show, reads the mall where that is needed, sets what
 * differs, and reads back what the mall's answer does not prove. `fresh`: the shop's orders were imported just before the claims.
 */
export async function takeTurn(run: StockRun, claimed: readonly Listing[], fresh: boolean): Promise<ListingTurn[]> {
  const claimsEnd = Math.min(...claimed.map(({ claim }) => claim?.until ?? 0));
  const { clock } = run.ports;
  // A call is made only under a claim that outlives it: nobody else is at the listing meanwhile.
  const mayCall = (): boolean => run.mayCall() && clock.now() + run.settings.callReserveMs < claimsEnd;
  const wanted = await readWanted(run, claimed);
  const readSince = clock.now() - run.settings.raiseReadMs;
  const decide = (listing: Listing, reading: StockReading | null): ListingDecision | null => {
    const its = wanted.get(listing.item);
    if (its === undefined) return null;
    return decideListing(listing, its, { reading, fresh, readFirst: run.traits.readFirst, readSince });
  };

  const toRead = claimed.filter((listing) => decide(listing, null)?.kind === 'read');
  const before = await readItems(run, itemsOf(toRead), mayCall);
  const decisions = new Map(
    claimed.map((listing) => [listing, decide(listing, before.readings.get(listing.item) ?? null)]),
  );

  const levels = [...decisions].flatMap(([{ item }, decision]) => {
    if (decision?.kind !== 'set') return [];
    const { level, kept } = decision;
    return [{ item, level, ...(kept === undefined ? {} : { kept }) }];
  });
  const attempts = await setItems(run, levels, mayCall);
  const after = await readBack(run, claimed, attempts);

  return claimed.map((listing): ListingTurn => {
    const { item } = listing;
    return {
      listing,
      wanted: wanted.get(item) ?? null,
      decision: run.defects.has(item) && !attempts.has(item) ? null : (decisions.get(listing) ?? null),
      reading: before.readings.get(item) ?? null,
      readError: before.errors.get(item) ?? run.stopped(),
      attempt: attempts.get(item) ?? null,
      readBack: after === 'unasked' || !after.asked.has(item) ? 'unasked' : (after.readings.get(item) ?? null),
    };
  });
}

/**
 * Reads what the answer to a call does not prove: calls with an open end, listings that were never told a level before, and all
 * of a mall that was not healthy within the last hour. Not even a mall that fails is left without having been asked.
 */
async function readBack(
  run: StockRun,
  claimed: readonly Listing[],
  attempts: ReadonlyMap<string, SetAttempt>,
): Promise<{ readonly asked: ReadonlySet<string>; readonly readings: ReadonlyMap<string, StockReading> } | 'unasked'> {
  if (attempts.size === 0) return 'unasked';
  const isTroubled = await run.isTroubled();
  const asked = claimed.filter(({ item, acked }) => {
    const attempt = attempts.get(item);
    if (attempt?.kind === 'open') return true;
    return attempt?.kind === 'set' && (isTroubled || acked === undefined);
  });
  if (asked.length === 0) return 'unasked';
  const stopped = run.stopped();
  const { settings, budget } = run;
  const mayRead = (): boolean =>
    budget.remainingMs() > settings.callReserveMs && !holdsEverything(run.stopped()) && run.stopped() === stopped;
  const { readings } = await readItems(run, itemsOf(asked), mayRead);
  return { asked: new Set(itemsOf(asked)), readings };
}

function itemsOf(listings: readonly Listing[]): string[] {
  return listings.map(({ item }) => item);
}
