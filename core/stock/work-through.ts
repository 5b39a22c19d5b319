import type { EpochMs } from '../units.ts';
import { claimListings } from './claim-listings.ts';
import type { Listing } from './listing.ts';
import { listingDueOf } from './listing-due.ts';
import { defectCode } from './set-items.ts';
import type { ListingTurn } from './settle-listing.ts';
import type { StockRun } from './stock-run.ts';
import { takeTurn } from './take-turn.ts';
import { writeOutcomes } from './write-outcomes.ts';

/** What one run did for a shop's listings. */
export interface StockWork {
  claimed: number;
  /** Levels that the mall took. */
  set: number;
  /** Nothing was to be done: the mall had taken it, or shows it. */
  settled: number;
  refused: number;
  retrying: number;
  held: number;
  raiseHeld: number;
  /** Listings that the mall does not have. */
  orphans: number;
  /** Calls with an end that is not known yet. */
  open: number;
  /** When the next of the listings that were tried is due; null when none of them is. */
  nextAt: EpochMs | null;
}

export function noStockWork(): StockWork {
  const nothing = {
    claimed: 0,
    set: 0,
    settled: 0,
    refused: 0,
    retrying: 0,
    held: 0,
    raiseHeld: 0,
    orphans: 0,
    open: 0,
  };
  return { ...nothing, nextAt: null };
}

/** Works through the due listings of a shop, batch after batch, while there is something to do and time and the mall allow it. */
export async function workThrough(run: StockRun): Promise<StockWork> {
  const { ports, shop, traits } = run;
  const work = noStockWork();
  let hasWaited = false;
  while (run.mayCall()) {
    const now = ports.clock.now();
    const { raiseWaitMaxMs } = run.settings;
    const found = await ports.listings.due(shop.key, now + raiseWaitMaxMs, traits.setBatch + run.defects.size);
    // What broke would break again.
    const sound = found.filter(({ item }) => !run.defects.has(item));
    const due = sound.filter((listing) => isDue(listing, now));
    if (due.length === 0 && !hasWaited && work.claimed === 0) {
      hasWaited = true;
      await ports.clock.sleep(run.settings.indexLagMs);
      continue;
    }
    const raises = sound.filter((listing) => isRaiseHeld(listing) && !isDue(listing, now));
    if (due.length + raises.length === 0) break;
    // Before the claims, so that what the mall has sold until now is in what is read after them.
    const fresh = await run.freshness.isFresh();
    const refused = run.freshness.refusedKey();
    if (refused !== null) run.refuseKey(refused);
    if (!run.mayCall()) break;
    // What waited for the import waits no longer.
    const taken = fresh ? [...due, ...raises] : due;
    const claimed = await claimListings(run, taken.slice(0, traits.setBatch));
    if (claimed.length === 0) break;
    work.claimed += claimed.length;
    const turns = await takeTurn(run, claimed, fresh);
    count(work, turns, await writeOutcomes(run, turns));
  }
  return work;
}

function isDue(listing: Listing, now: EpochMs): boolean {
  return (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= now;
}

/** Nobody is at it, and it waits for the import of its shop's orders alone. */
function isRaiseHeld({ wait, claim }: Listing): boolean {
  return wait?.kind === 'raise-held' && claim === undefined;
}

function count(work: StockWork, turns: readonly ListingTurn[], written: readonly Listing[]): void {
  for (const { attempt, decision } of turns) {
    if (attempt?.kind === 'set') work.set++;
    if (decision?.kind === 'settled' || decision?.kind === 'shown') work.settled++;
  }
  for (const { wait, orphanSince, unknownAt, dueAt } of written) {
    if (wait?.kind === 'refused' || wait?.kind === 'retrying' || wait?.kind === 'held') work[wait.kind]++;
    if (wait?.kind === 'raise-held') work.raiseHeld++;
    if (orphanSince !== undefined) work.orphans++;
    if (unknownAt !== undefined) work.open++;
    // A defect is for the failed message to come back to: a message to ourselves would only fail, too.
    const isDefect = wait?.kind === 'retrying' && wait.code === defectCode;
    if (dueAt !== undefined && !isDefect) work.nextAt = Math.min(work.nextAt ?? dueAt, dueAt);
  }
}
