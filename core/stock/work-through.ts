import { type EpochMs, eachLimited, mapLimited, TsunagiError } from '../kernel/index.ts';
import { earliest, type Listing, type ListingChange, listingDueOf, nextListing } from '../model/index.ts';
import type { ListingStore, StockTraits } from '../ports/index.ts';
import { defectCode } from './items.ts';
import type { SyncSettings } from './settings.ts';
import { type SettleContext, settleBatched, settleListing } from './settle-listing.ts';
import type { StockSession } from './stock-session.ts';
import { type ListingTurn, takeTurn } from './take-turn.ts';

/** What one run did for a shop's listings. */
export interface StockWork {
  claimed: number;
  /** Levels that the mall took. */
  set: number;
  /** Levels that were handed over in a batch. */
  batched: number;
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
    batched: 0,
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
export async function workThrough(run: StockSession): Promise<StockWork> {
  const { ports, traits } = run;
  const work = noStockWork();
  let hasWaited = false;
  while (run.mayCall()) {
    const now = ports.clock.now();
    // What broke would break again.
    const sound = (await findDue(run, now)).filter(({ item }) => !run.defects.has(item));
    const due = sound.filter((listing) => isDue(listing, now));
    const batched = due.filter(({ claim }) => claim?.batch);
    if (batched.length > 0) {
      const settled = await settleBatches(run, batched);
      count(work, [], settled);
      if (settled.length === 0) break;
      continue;
    }
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
    const batch = taken.filter(mayGoInBatch).slice(0, traits.batches?.most);
    const isBatch = batch.length >= (traits.batches?.from ?? Number.POSITIVE_INFINITY);
    const claimed = await claimListings(run, isBatch ? batch : taken.slice(0, perTurn(traits)), isBatch);
    if (claimed.length === 0) break;
    work.claimed += claimed.length;
    const turns = await takeTurn(run, claimed, fresh);
    count(work, turns, await writeOutcomes(run, turns));
  }
  return work;
}

/** How many listings one turn takes: those of a call; where few are set by a call and many as a batch, those that are read by one. */
const perTurn = ({ setBatch, readBatch, batches }: StockTraits): number =>
  batches === undefined ? setBatch : Math.max(setBatch, readBatch);

/** The listings that are due or wait for the import: enough for a turn, or all that a batch takes where they may go as one, or are in one. */
function findDue({ ports, settings, shop, traits, defects }: StockSession, now: EpochMs): Promise<Listing[]> {
  const find = (most: number) => ports.listings.due(shop.key, now + settings.raiseWaitMaxMs, most + defects.size);
  const { batches } = traits;
  if (batches === undefined) return find(perTurn(traits));
  return find(batches.from).then((found) => {
    const isMore = found.some(({ claim }) => claim?.batch) || found.filter(mayGoInBatch).length >= batches.from;
    return isMore ? find(batches.most) : found;
  });
}

/** A batch takes neither what has to be read first nor what was tried before: that goes by itself. */
function mayGoInBatch({ claim, unknownAt, wait }: Listing): boolean {
  return claim === undefined && unknownAt === undefined && wait?.kind !== 'retrying' && wait?.kind !== 'refused';
}

/**
 * Asks the mall what became of batches, and writes it into the rows of those that have ended. The others, and all of them where it does not
 * answer, are asked about later. Returns the rows as they were written.
 */
async function settleBatches(run: StockSession, listings: readonly Listing[]): Promise<Listing[]> {
  const { ports, settings, runId } = run;
  const ticketOf = ({ claim }: Listing): string | null => claim?.batch?.ticket ?? null;
  const since = Math.min(...listings.map(({ claim }) => claim?.batch?.since ?? 0));
  const outcomes = await run.door.batches?.outcomes([...new Set(listings.map(ticketOf))], since).catch((error) => {
    if (!(error instanceof TsunagiError)) for (const { item } of listings.slice(0, 1)) run.noteDefect(item, error);
    else if (error.code === 'store.failing') throw error;
    return undefined;
  });
  const context = contextOf(run);
  const written = await mapLimited(listings, settings.writesAtOnce, async (listing) => {
    const outcome = outcomes?.get(ticketOf(listing)) ?? { kind: 'running' };
    const row = nextListing(listing, runId, settleBatched(listing, outcome, context));
    return (await ports.listings.put(row)) === 'stored' ? row : null;
  });
  return written.filter((row) => row !== null);
}

function isDue(listing: Listing, now: EpochMs): boolean {
  return (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= now;
}

/** No worker is at it, and it waits only for the import of its shop's orders. */
function isRaiseHeld({ wait, claim }: Listing): boolean {
  return wait?.kind === 'raise-held' && claim === undefined;
}

function count(work: StockWork, turns: readonly ListingTurn[], written: readonly Listing[]): void {
  for (const { attempt, decision } of turns) {
    if (attempt?.kind === 'set' || attempt?.kind === 'batched') work[attempt.kind]++;
    if (decision?.kind === 'settled' || decision?.kind === 'shown') work.settled++;
  }
  for (const { wait, orphanSince, unknownAt, claim, ...row } of written) {
    const dueAt = claim?.batch ? claim.until : row.dueAt;
    if (wait?.kind === 'refused' || wait?.kind === 'retrying' || wait?.kind === 'held') work[wait.kind]++;
    if (wait?.kind === 'raise-held') work.raiseHeld++;
    if (orphanSince !== undefined) work.orphans++;
    if (unknownAt !== undefined) work.open++;
    // A defect is for the failed message to come back to: a message to ourselves would only fail, too.
    const isDefect = wait?.kind === 'retrying' && wait.code === defectCode;
    if (dueAt !== undefined && !isDefect) work.nextAt = Math.min(work.nextAt ?? dueAt, dueAt);
  }
}

/**
 * Claims due listings for a run (a listing that a worker holds is not due), each by a conditional write, so that only one of two runs
 * gets the listing. The claim removes `dueAt`: a listing that is made due afterwards shows it, and a change that was written before the
 * claim is read after it. The claims of a run that dies expire.
 */
async function claimListings(
  {
    ports,
    settings,
    runId,
  }: {
    readonly ports: { readonly listings: Pick<ListingStore, 'put'>; readonly clock: { now(): EpochMs } };
    readonly settings: Pick<SyncSettings, 'claimMs' | 'writesAtOnce'>;
    readonly runId: string;
  },
  due: readonly Listing[],
  isBatch: boolean,
): Promise<Listing[]> {
  const claimed = await mapLimited(due, settings.writesAtOnce, async (listing) => {
    const now = ports.clock.now();
    // Before anything is sent: a run that dies after it leaves a batch that may be under way.
    const batch = isBatch ? { batch: { since: now, ticket: null } } : {};
    const claim = { run: runId, until: now + settings.claimMs, ...batch };
    const row = nextListing(listing, runId, { claim, dueAt: null, lookAgainAt: null, ...afterClaim(listing, now) });
    return (await ports.listings.put(row)) === 'stored' ? row : null;
  });
  return claimed.filter((listing) => listing !== null);
}

/**
 * What a claim that ran out leaves behind. It was a dead run's, or one's whose clock is wrong, and may have called the mall until
 * its end: that counts as a call with an open end.
 */
export function afterClaim(
  { claim, unknownAt }: Pick<Listing, 'claim' | 'unknownAt'>,
  now: EpochMs,
): Pick<ListingChange, 'unknownAt'> {
  return claim === undefined ? {} : { unknownAt: Math.max(Math.min(claim.until, now), unknownAt ?? 0) };
}

/** A row that others keep writing is left, after this many tries, to the worker that finds the claim expired. */
const attemptsMax = 5;

/**
 * Writes the states of listings after their turn over their claims, and returns the rows as they were written. A row that changed in
 * between is read again, and the result of the turn is written into that: if it was made due it stays due, and if another worker took
 * the claim over, our call may come after theirs, so the mall must be read again.
 */
async function writeOutcomes(run: StockSession, turns: readonly ListingTurn[]): Promise<Listing[]> {
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

/** The row with the result of a turn; null if the result no longer counts. */
function rowAfter(
  { ports, runId }: StockSession,
  { listing, attempt }: ListingTurn,
  change: ListingChange,
  standing: Listing,
): Listing | null {
  if (standing.claim?.run === runId) {
    const dueAt = earliest(standing.dueAt, change.dueAt);
    // Another worker has noted a call that it made under a claim that was over.
    const noted = standing.unknownAt === listing.unknownAt ? {} : { unknownAt: standing.unknownAt ?? null };
    return nextListing(standing, runId, { claim: null, ...change, dueAt, ...noted });
  }
  // Another worker holds it now, or none. Only one result of our turn still counts: the mall may have taken a level.
  const mayBeApplied = attempt?.kind === 'set' || attempt?.kind === 'open' || attempt?.kind === 'batched';
  if (!mayBeApplied) return null;
  const now = ports.clock.now();
  return nextListing(standing, runId, { unknownAt: now, dueAt: earliest(standing.dueAt, now) });
}

/** One moment and one random number for all of a batch: what failed together is tried again together, by one call. */
function contextOf({ ports: { clock, random }, settings, heldBy }: StockSession): SettleContext {
  return { now: clock.now(), chance: random.next(), heldBy: heldBy(), settings };
}
