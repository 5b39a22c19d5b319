import { type EpochMs, firstFailure, TsunagiError } from '../kernel/index.ts';
import {
  earliest,
  type Listing,
  type ListingChange,
  listingDueOf,
  nextListing,
  type PauseCause,
  type Shop,
  type ShopKey,
} from '../model/index.ts';
import type { StockTraits } from '../ports/index.ts';
import {
  type ClaimTerms,
  type DueRows,
  defectCode,
  eachShop,
  hasStock,
  openWay,
  type Picked,
  rewriteDue,
  workAtShop,
  workThroughDue,
} from '../session/index.ts';
import { driftNight } from './call-dirty.ts';
import { checkDrift } from './check-drift.ts';
import { oneByOne } from './check-listing.ts';
import { type ListingTurn, settleListing } from './settle-listing.ts';
import { openStockSession, type StockRunContext, type StockSession, type SyncWay } from './stock-session.ts';
import { takeTurn } from './take-turn.ts';

export type SyncReport = ReturnType<typeof noWork> & {
  /** Their messages must be delivered again. */
  readonly internalErrors: Map<ShopKey, unknown>;
};

type Counts = ReturnType<typeof noWork>;

const noWork = () => ({
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
  shops: 0,
  /** Shops with another worker, which looks again before it leaves. */
  busy: 0,
  rested: 0,
  drifted: 0,
});

/** Works on shops' listings, several at once, each once. Reports our failures by shop, so that only its messages come again. */
export async function syncShops(context: StockRunContext, keys: readonly ShopKey[]): Promise<SyncReport> {
  const counts = noWork();
  const lost = firstFailure();
  const onLost = lost.note;
  // Pushes pass by the shop's place on the ramp; imports wait until all shops may import.
  const stock = openWay(context, { capability: 'stock', ramp: 'by-key', onLost });
  const importing = openWay(context, { capability: 'import', ramp: null, onLost });
  const internalErrors = await eachShop(context, keys, 'stock.broke', async (key, shop) => {
    counts.shops++;
    return syncShop(context, shop, key, { ...stock, importing }, counts);
  });
  await Promise.all([stock.evidence.flush(), importing.evidence.flush()]);
  lost.rethrow();
  return { ...counts, internalErrors };
}

/**
 * Works on a shop's due listings (`workAtShop`); at night compares all with the mall, and works on differences. Trouble of mall or key goes
 * into rows, never thrown. Returns defects.
 */
async function syncShop(
  context: StockRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: SyncWay,
  counts: Counts,
): Promise<ReadonlyMap<string, unknown>> {
  const rows = rowsOf(context, key);
  if (shop === null || !(await hasStock(context, shop.merchant))) {
    const rested = await rewriteDue(context, rows, (listing) => nextListing(listing, context.runId, atRest));
    counts.rested += rested.length;
    return new Map();
  }
  const hold = async (cause: PauseCause): Promise<void> => {
    const held = await rewriteDue(context, rows, (listing, { openUntil, now }) => {
      const change = heldListing(listing, cause, now);
      return change && nextListing(listing, context.runId, { ...withOpenEnd(listing, openUntil), ...change });
    });
    // Shops run in parallel: a sum read before the wait would lose others' additions.
    counts.held += held.length;
  };
  const worked = await workAtShop(context, shop, {
    worker: 'sync-stock',
    gate: way.gate,
    lane: { lane: 'stock-set', callsPerSecond: context.ports.malls.traits(shop.mall).stock.callsPerSecond.set },
    queue: context.ports.stockQueue,
    lostEvent: 'stock.message-lost',
    hold,
    open: (mall) => openStockSession(context, shop, mall, way),
    async work(run) {
      let left = await workThrough(run, counts);
      const { nextAt } = left;
      const night = driftNight(key, run.ports.clock.now());
      const differing = night === null ? 0 : await checkDrift(run, night);
      counts.drifted += differing;
      if (differing > 0 && run.settings.stockDrift === 'heal') left = await workThrough(run, counts);
      const cause = run.heldBy();
      if (cause !== null) await hold(cause);
      return { ...left, nextAts: [earliest(nextAt, left.nextAt)].filter((at) => at !== null) };
    },
  });
  if (worked === 'busy') counts.busy++;
  return typeof worked === 'string' ? new Map() : worked.session.defects;
}

interface Choice extends Picked<Listing> {
  readonly by: 'calls' | 'batch' | 'tickets';
}

interface Turn extends ListingTurn {
  readonly change: ListingChange;
  readonly at: EpochMs;
}

const rowsOf = ({ ports }: Pick<StockRunContext, 'ports'>, shop: ShopKey): DueRows<Listing> => ({
  idOf: ({ item }) => item,
  dueAt: listingDueOf,
  due: (now, most) => ports.listings.due(shop, now, most),
  ...oneByOne(ports.listings),
});

/** Works through a shop's due listings while time and mall allow. `nextAt`: when the next tried one is due, or null. */
async function workThrough(run: StockSession, counts: Counts) {
  const { ports, settings, shop, traits, runId } = run;
  const { batches } = traits;
  let nextAt: EpochMs | null = null;
  const { isMoreDue } = await workThroughDue<Listing, Turn, Choice>(run, {
    rows: rowsOf(run, shop.key),
    // Listings waiting for the import lie behind the due ones.
    async find(now, spare) {
      const find = (most: number) => ports.listings.due(shop.key, now + settings.raiseWaitMaxMs, most + spare, now);
      const found = await find(batches?.from ?? perTurn(traits));
      const isMore =
        found.some(({ claim }) => claim?.batch) || found.filter(mayGoInBatch).length >= (batches?.from ?? 0);
      return batches !== undefined && isMore ? find(batches.most) : found;
    },
    isBroken: ({ item }) => run.defects.has(item),
    pick: (found, now) => pickListings(run, found, now),
    claim: (listing, terms, { by }) => (by === 'tickets' ? null : claimedListing(listing, terms, by === 'batch')),
    async take(listings, { by }) {
      const turns = by === 'tickets' ? await askTickets(run, listings) : await takeTurn(run, listings);
      // One moment and chance for all, so that joint failures are retried by one call.
      const context = { now: ports.clock.now(), chance: ports.random.next(), heldBy: run.heldBy(), settings };
      return turns.map((turn): Turn => ({ ...turn, change: settleListing(turn, context), at: context.now }));
    },
    rowOf: ({ listing }) => listing,
    settle: (standing, turn) => settledRow(standing, turn, runId),
    // With the row elsewhere, only one fact of our turn counts: the mall may have taken a level.
    stray(standing, { attempt, at }) {
      const hasCalled = attempt !== null && attempt.kind !== 'not-tried' && attempt.kind !== 'refused';
      return hasCalled ? nextListing(standing, runId, { unknownAt: at, dueAt: earliest(standing.dueAt, at) }) : null;
    },
    lost: ({ item }) => ports.log.warn('stock.outcome-lost', { shop: shop.key, item }),
    count(turns, written) {
      countTurns(counts, turns);
      countRows(counts, written);
      nextAt = earliest(nextAt, ...written.map(nextDueOf));
    },
  });
  return { nextAt, isMoreDue };
}

/** Listings of a turn: one call's; where batches are large, those read by one. */
const perTurn = ({ setBatch, readBatch, batches }: StockTraits): number =>
  batches === undefined ? setBatch : Math.max(setBatch, readBatch);

/** Batches take nothing that must be read first or was tried before. */
function mayGoInBatch({ claim, unknownAt, wait }: Listing): boolean {
  return claim === undefined && unknownAt === undefined && wait?.kind !== 'retrying' && wait?.kind !== 'refused';
}

/** Imports before claiming, so that the ledger, read afterwards, has the mall's latest sales. */
async function pickListings(run: StockSession, found: readonly Listing[], now: EpochMs): Promise<Choice> {
  const isDue = (listing: Listing): boolean => (listingDueOf(listing) ?? Number.POSITIVE_INFINITY) <= now;
  const batched = found.filter((listing) => listing.claim?.batch && isDue(listing));
  if (batched.length > 0) return { rows: batched, by: 'tickets' };
  const waiting = found.filter((listing) => isDue(listing) || listing.wait?.kind === 'raise-held');
  const isImported = waiting.length > 0 && (await run.freshness.isFresh());
  const taken = isImported ? waiting : waiting.filter(isDue);
  const { batches } = run.traits;
  const batch = taken.filter(mayGoInBatch).slice(0, batches?.most);
  const by = batches !== undefined && batch.length >= batches.from ? 'batch' : 'calls';
  const rows = by === 'batch' ? batch : taken.slice(0, perTurn(run.traits));
  return { rows, by };
}

function claimedListing(listing: Listing, { claim, openUntil, now }: ClaimTerms, inBatch: boolean): Listing {
  return nextListing(listing, claim.run, {
    // Noted before sending: a dead run may leave a batch under way.
    claim: inBatch ? { ...claim, batch: { since: now, ticket: null } } : claim,
    ...withOpenEnd(listing, openUntil),
  });
}

/** An expired claim counts as a call without outcome. */
function withOpenEnd({ unknownAt = 0 }: Listing, openUntil: EpochMs | null): Pick<ListingChange, 'unknownAt'> {
  return openUntil === null ? {} : { unknownAt: Math.max(openUntil, unknownAt) };
}

const unread = { reading: null, readError: null, attempt: null, readBack: undefined };

/** Asks the mall about batches; unfinished or unanswered ones are asked about later. */
async function askTickets(run: StockSession, listings: readonly Listing[]): Promise<ListingTurn[]> {
  const ticketOf = ({ claim }: Listing): string | null => claim?.batch?.ticket ?? null;
  const since = Math.min(...listings.map(({ claim }) => claim?.batch?.since ?? 0));
  const outcomes = await run.door.batches?.outcomes([...new Set(listings.map(ticketOf))], since).catch((error) => {
    if (!(error instanceof TsunagiError)) for (const { item } of listings.slice(0, 1)) run.noteDefect(item, error);
    else if (error.code === 'store.failing') throw error;
    return undefined;
  });
  return listings.map((listing) => {
    const outcome = outcomes?.get(ticketOf(listing)) ?? { kind: 'running' };
    return { listing, decision: { kind: 'asked', outcome }, ...unread };
  });
}

function settledRow(standing: Listing, { listing, change }: Turn, runId: string): Listing {
  // A row changed since its claim stays due, since this turn may not know why.
  const isChanged = standing.version > listing.version;
  const dueAt = isChanged ? earliest(standing.dueAt, change.dueAt) : (change.dueAt ?? null);
  // Another worker noted a call made under an expired claim.
  const noted = standing.unknownAt === listing.unknownAt ? {} : { unknownAt: standing.unknownAt ?? null };
  return nextListing(standing, runId, { claim: null, lookAgainAt: null, ...change, dueAt, ...noted });
}

function countTurns(counts: Counts, turns: readonly Turn[]): void {
  for (const { decision, attempt } of turns) {
    if (decision?.kind !== 'asked') counts.claimed++;
    if (decision?.kind === 'settled' || decision?.kind === 'shown') counts.settled++;
    if (attempt?.kind === 'set' || attempt?.kind === 'batched') counts[attempt.kind]++;
  }
}

function countRows(counts: Counts, written: readonly Listing[]): void {
  for (const { wait, orphanSince, unknownAt } of written) {
    if (wait?.kind === 'refused' || wait?.kind === 'retrying' || wait?.kind === 'held') counts[wait.kind]++;
    if (wait?.kind === 'raise-held') counts.raiseHeld++;
    if (orphanSince !== undefined) counts.orphans++;
    if (unknownAt !== undefined) counts.open++;
  }
}

/** Moment for a message. A defect waits until its failed message returns: a message to ourselves would fail, too. */
function nextDueOf({ wait, claim, dueAt }: Listing): EpochMs | undefined {
  if (wait?.kind === 'retrying' && wait.code === defectCode) return undefined;
  return claim?.batch ? claim.until : dueAt;
}

/** Notes a hold once. Later looks wait for nothing else; batches run until the mall was asked. */
function heldListing({ wait, claim, dueAt }: Listing, cause: PauseCause, now: EpochMs): ListingChange | null {
  const isHoldable = claim !== undefined || (dueAt !== undefined && dueAt <= now);
  if (wait?.kind === 'held' || claim?.batch || !isHoldable) return null;
  // Claims of a dead run are due again.
  return { wait: { kind: 'held', cause, since: now }, claim: null, ...(dueAt === undefined ? { dueAt: now } : {}) };
}

/** Rests a listing whose shop is gone or whose merchant has no stock feature; enabling stock makes it due. */
const atRest: ListingChange = {
  ...{ dueAt: null, lookAgainAt: null, unknownAt: null, claim: null, wait: null, acked: null },
};
