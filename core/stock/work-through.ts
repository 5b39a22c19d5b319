import { type EpochMs, TsunagiError } from '../kernel/index.ts';
import { earliest, type Listing, type ListingChange, listingDueOf, nextListing } from '../model/index.ts';
import type { BatchOutcome, StockTraits } from '../ports/index.ts';
import { type ClaimTerms, type DueRows, defectCode, type Picked, workThroughDue } from '../session/index.ts';
import { oneByOne } from './check-listing.ts';
import { type SettleContext, settleBatched, settleListing } from './settle-listing.ts';
import type { StockSession } from './stock-session.ts';
import { type ListingTurn, takeTurn } from './take-turn.ts';

/** What one run did for a shop's listings. */
export type StockWork = ReturnType<typeof noStockWork>;

export const noStockWork = () => ({
  claimed: 0,
  /** Levels that the mall took. */
  set: 0,
  /** Levels that were handed over in a batch. */
  batched: 0,
  /** Nothing was to be done: the mall had taken it, or shows it. */
  settled: 0,
  refused: 0,
  retrying: 0,
  held: 0,
  raiseHeld: 0,
  /** Listings that the mall does not have. */
  orphans: 0,
  /** Calls with an end that is not known yet. */
  open: 0,
});

/** The listings of a turn. */
interface Choice extends Picked<Listing> {
  /** Levels are set by calls or handed over as a batch; or the mall is asked what became of batches. */
  readonly by: 'calls' | 'batch' | 'tickets';
  /** The shop's orders were imported just now. */
  readonly isImported: boolean;
}

/** What is known of a listing after its turn, or what the mall says of the batch that it may be part of. */
type Turn = { readonly context: SettleContext; readonly listing: Listing } & (
  | ListingTurn
  | { readonly outcome: BatchOutcome }
);

/**
 * Works through the due listings of a shop, batch after batch, while there is something to do and time and the mall allow it, and adds to `work`
 * what it did. Returns when the next of the listings that were tried is due; null when none of them is.
 */
export async function workThrough(run: StockSession, work: StockWork): Promise<EpochMs | null> {
  let nextAt: EpochMs | null = null;
  await workThroughDue<Listing, Turn, Choice>(run, {
    rows: listingRows(run),
    pick: (found, now) => pickListings(run, found, now),
    claim: (listing, terms, { by }) => (by === 'tickets' ? null : claimedListing(listing, terms, by === 'batch')),
    async take(listings, { by, isImported }): Promise<Turn[]> {
      const turns = by === 'tickets' ? await askTickets(run, listings) : await takeTurn(run, listings, isImported);
      const context = contextOf(run);
      return turns.map((turn) => ({ ...turn, context }));
    },
    rowOf: ({ listing }) => listing,
    settle: (standing, turn) => settledRow(standing, turn, run.runId),
    stray: (standing, turn) => strayRow(standing, turn, run.runId),
    lost: ({ shop, item }) => run.ports.log.warn('stock.outcome-lost', { shop, item }),
    count(turns, written) {
      count(work, turns, written);
      nextAt = earliest(nextAt, ...written.map(nextDueOf));
    },
  });
  return nextAt;
}

/**
 * Listings that are due or wait for the import: enough for a turn, or all that a batch takes where they may go as one, or are in one. Those that
 * wait for the import lie behind those that are due.
 */
function listingRows({ ports, settings, shop, traits }: StockSession): DueRows<Listing> {
  const { batches } = traits;
  return {
    idOf: ({ item }) => item,
    dueAt: listingDueOf,
    async find(now, spare) {
      const find = (most: number) => ports.listings.due(shop.key, now + settings.raiseWaitMaxMs, most + spare, now);
      const found = await find(batches?.from ?? perTurn(traits));
      const isMore =
        found.some(({ claim }) => claim?.batch) || found.filter(mayGoInBatch).length >= (batches?.from ?? 0);
      return batches !== undefined && isMore ? find(batches.most) : found;
    },
    ...oneByOne(ports.listings),
  };
}

/** How many listings one turn takes: those of a call; where few are set by a call and many as a batch, those that are read by one. */
const perTurn = ({ setBatch, readBatch, batches }: StockTraits): number =>
  batches === undefined ? setBatch : Math.max(setBatch, readBatch);

/** A batch takes neither what has to be read first nor what was tried before: that goes by itself. */
function mayGoInBatch({ claim, unknownAt, wait }: Listing): boolean {
  return claim === undefined && unknownAt === undefined && wait?.kind !== 'retrying' && wait?.kind !== 'refused';
}

/** Imports before the claims, so that what the mall has sold until now is in what is read after them. */
async function pickListings(run: StockSession, found: readonly Listing[], now: EpochMs): Promise<Choice> {
  const isDue = (listing: Listing): boolean => (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= now;
  const batched = found.filter((listing) => listing.claim?.batch && isDue(listing));
  if (batched.length > 0) return { rows: batched, by: 'tickets', isImported: false };
  const isWaiting = (listing: Listing): boolean => isDue(listing) || listing.wait?.kind === 'raise-held';
  const waiting = found.filter(isWaiting);
  if (waiting.length === 0) return { rows: [], by: 'calls', isImported: false };
  const isImported = await run.freshness.isFresh();
  const refused = run.freshness.refusedKey();
  if (refused !== null) run.refuseKey(refused);
  // What waited for the import waits no longer.
  const taken = isImported ? waiting : waiting.filter(isDue);
  const { batches } = run.traits;
  const batch = taken.filter(mayGoInBatch).slice(0, batches?.most);
  if (batches !== undefined && batch.length >= batches.from) return { rows: batch, by: 'batch', isImported };
  return { rows: taken.slice(0, perTurn(run.traits)), by: 'calls', isImported };
}

function claimedListing(listing: Listing, { claim, openUntil, now }: ClaimTerms, inBatch: boolean): Listing {
  return nextListing(listing, claim.run, {
    // Before anything is sent: a run that dies after it leaves a batch that may be under way.
    claim: inBatch ? { ...claim, batch: { since: now, ticket: null } } : claim,
    ...withOpenEnd(listing, openUntil),
  });
}

/** What a claim that is over leaves behind counts as a call with an open end. */
export function withOpenEnd({ unknownAt = 0 }: Listing, openUntil: EpochMs | null): Pick<ListingChange, 'unknownAt'> {
  return openUntil === null ? {} : { unknownAt: Math.max(openUntil, unknownAt) };
}

/** Asks the mall what became of batches. Those that have not ended, and all of them where it does not answer, are asked about later. */
async function askTickets(run: StockSession, listings: readonly Listing[]) {
  const ticketOf = ({ claim }: Listing): string | null => claim?.batch?.ticket ?? null;
  const since = Math.min(...listings.map(({ claim }) => claim?.batch?.since ?? 0));
  const outcomes = await run.door.batches?.outcomes([...new Set(listings.map(ticketOf))], since).catch((error) => {
    if (!(error instanceof TsunagiError)) for (const { item } of listings.slice(0, 1)) run.noteDefect(item, error);
    else if (error.code === 'store.failing') throw error;
    return undefined;
  });
  return listings.map((listing) => {
    const outcome: BatchOutcome = outcomes?.get(ticketOf(listing)) ?? { kind: 'running' };
    return { listing, outcome };
  });
}

/** One moment and one random number for all of a turn: what failed together is tried again together, by one call. */
function contextOf({ ports: { clock, random }, settings, heldBy }: StockSession): SettleContext {
  return { now: clock.now(), chance: random.next(), heldBy: heldBy(), settings };
}

/** A row with the result of its turn. */
function settledRow(standing: Listing, turn: Turn, runId: string): Listing {
  const { listing, context } = turn;
  if ('outcome' in turn) return nextListing(standing, runId, settleBatched(standing, turn.outcome, context));
  const change = settleListing(turn, context);
  // Of a row that changed since its claim, this turn may not have seen the reason: it stays due.
  const isChanged = standing.version > listing.version;
  const dueAt = isChanged ? earliest(standing.dueAt, change.dueAt) : (change.dueAt ?? null);
  // Another worker has noted a call that it made under a claim that was over.
  const noted = standing.unknownAt === listing.unknownAt ? {} : { unknownAt: standing.unknownAt ?? null };
  return nextListing(standing, runId, { claim: null, lookAgainAt: null, ...change, dueAt, ...noted });
}

/** A row that another worker holds now, or none. Only one result of our turn still counts: the mall may have taken a level. */
function strayRow(standing: Listing, turn: Turn, runId: string): Listing | null {
  const called = 'outcome' in turn ? undefined : turn.attempt?.kind;
  if (called !== 'set' && called !== 'open' && called !== 'batched') return null;
  const { now } = turn.context;
  return nextListing(standing, runId, { unknownAt: now, dueAt: earliest(standing.dueAt, now) });
}

function count(work: StockWork, turns: readonly Turn[], written: readonly Listing[]): void {
  for (const turn of turns) {
    if ('outcome' in turn) continue;
    const { attempt, decision } = turn;
    work.claimed++;
    if (attempt?.kind === 'set' || attempt?.kind === 'batched') work[attempt.kind]++;
    if (decision?.kind === 'settled' || decision?.kind === 'shown') work.settled++;
  }
  for (const { wait, orphanSince, unknownAt } of written) {
    if (wait?.kind === 'refused' || wait?.kind === 'retrying' || wait?.kind === 'held') work[wait.kind]++;
    if (wait?.kind === 'raise-held') work.raiseHeld++;
    if (orphanSince !== undefined) work.orphans++;
    if (unknownAt !== undefined) work.open++;
  }
}

/** When a message is to come for a row. A defect is for the failed message to come back to: a message to ourselves would only fail, too. */
function nextDueOf({ wait, claim, dueAt }: Listing): EpochMs | undefined {
  if (wait?.kind === 'retrying' && wait.code === defectCode) return undefined;
  return claim?.batch ? claim.until : dueAt;
}
