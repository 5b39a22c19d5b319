import { type EpochMs, eachLimited, firstFailure } from '../kernel/index.ts';
import { type Listing, nextListing, type PauseCause, type Shop, type ShopKey } from '../model/index.ts';
import {
  eachShop,
  hasStock,
  lookAgainLater,
  noteKeyAfter,
  openMallShop,
  openWay,
  underLease,
  type Way,
} from '../session/index.ts';
import { driftNight } from './call-dirty.ts';
import { checkDrift } from './check-drift.ts';
import { heldWait } from './settle-listing.ts';
import { openStockSession, type StockRunContext, type StockSession, shopFreshness } from './stock-session.ts';
import { afterClaim, noStockWork, type StockWork, workThrough } from './work-through.ts';

/** What a run over the shops of some messages did. */
export interface SyncReport extends Omit<StockWork, 'nextAt'> {
  shops: number;
  busy: number;
  /** Due listings of shops that are not ours any more. */
  rested: number;
  /** Listings that the nightly comparison found to differ. */
  drifted: number;
  /** Shops whose messages have to be delivered again because of a failure of our own, with the failure. */
  readonly internalErrors: Map<ShopKey, unknown>;
}

/** The result of the work on one shop's listings. */
type SyncShopResult =
  /** Another worker is at it, and looks once more before it leaves. */
  | { readonly kind: 'busy' }
  /** The shop no longer exists, or its merchant does not use the stock feature: nothing of it is due. */
  | { readonly kind: 'not-ours'; readonly rested: number }
  /** A pause holds the shop, or its key does not open. */
  | { readonly kind: 'held'; readonly held: number }
  /** `defects`: the items that met a defect of our own, and which; the others were worked on. */
  | {
      readonly kind: 'worked';
      readonly work: StockWork;
      /** Listings that were found to differ from the mall by the nightly comparison. */
      readonly drifted: number;
      readonly defects: ReadonlyMap<string, unknown>;
    };

/** The way to stock, and to the import before it. */
interface SyncWay extends Way {
  readonly importing: Way;
}

/**
 * Works on the listings of shops, several at once, each once. Failures of one shop never reach another. Those of our own making
 * are in the report by shop, so that only its messages come back; what cannot be kept of the evidence is thrown at the end.
 */
export async function syncShops(context: StockRunContext, keys: readonly ShopKey[]): Promise<SyncReport> {
  const { nextAt: _, ...none } = noStockWork();
  const counts = { ...none, shops: 0, busy: 0, rested: 0, drifted: 0 };
  const lost = firstFailure();
  const onLost = lost.note;
  // A push passes by its shop's place on the ramp; the import before it waits until all shops may be imported.
  const stock = openWay(context, { capability: 'stock', shops: [], ramp: 'by-key', onLost });
  const importing = openWay(context, { capability: 'import', shops: [], ramp: null, onLost });
  const internalErrors = await eachShop(context, keys, 'stock.broke', async (key, shop) => {
    counts.shops++;
    const result = await syncShop(context, shop, key, { ...stock, importing });
    addUp(counts, result);
    return result.kind === 'worked' ? result.defects : new Map();
  });
  await Promise.all([stock.evidence.flush(), importing.evidence.flush()]);
  lost.rethrow();
  return { ...counts, internalErrors };
}

function addUp(report: Omit<SyncReport, 'internalErrors'>, result: SyncShopResult): void {
  switch (result.kind) {
    case 'busy':
      report.busy++;
      return;
    case 'not-ours':
      report.rested += result.rested;
      return;
    case 'held':
      report.held += result.held;
      return;
    case 'worked': {
      const { nextAt: _, ...counts } = result.work;
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) report[name] += counts[name];
      report.drifted += result.drifted;
    }
  }
}

/**
 * Works on the due listings of one shop, until none is left, the time is over, or the mall fails; at night it compares all of
 * them with the mall. The lease only saves work, and carries the rate of setting from one holder to the next. A worker that finds it
 * taken leaves: the holder looks once more after it has released the lease. Trouble with the mall or the key is written into the rows
 * and never thrown; what is thrown is our own.
 */
async function syncShop(
  context: StockRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: SyncWay,
): Promise<SyncShopResult> {
  if (shop === null || !(await hasStock(context, shop.merchant))) {
    return { kind: 'not-ours', rested: await restListings(context, key) };
  }
  const pause = await way.gate.holding(shop);
  if (pause !== null) return { kind: 'held', held: await holdListings(context, key, pause.cause) };
  const { set } = context.ports.malls.traits(shop.mall).stock.callsPerSecond;
  const lane = { lane: 'stock-set', callsPerSecond: set } as const;
  const held = await underLease(context, worker, shop, lane, async () => {
    const mall = await openMallShop(context, shop, way.gate, worker);
    if (mall === null) return { run: null, held: await holdListings(context, key, 'credentials') };
    const freshness = shopFreshness(context, shop, mall, way.importing);
    const run = openStockSession(context, { shop, mall, freshness, gate: way.gate, evidence: way.evidence });
    return { run, ...(await workUnderLease(run, way.gate)) };
  });
  if (held === null) return { kind: 'busy' };
  const { done } = held;
  if (done.run === null) return { kind: 'held', held: done.held };
  await callAgain(done.run, done.work);
  return { kind: 'worked', work: done.work, drifted: done.drifted, defects: done.run.defects };
}

/** Names the work in leases and in pauses of keys. */
const worker = 'sync-stock';

async function workUnderLease(
  run: StockSession,
  gate: Way['gate'],
): Promise<{ readonly work: StockWork; readonly drifted: number }> {
  const { ports, settings, shop } = run;
  const work = await workThrough(run);
  let drifted = 0;
  const night = driftNight(shop.key, ports.clock.now(), settings);
  if (night !== null) {
    drifted = (await checkDrift(run, night)).differing;
    if (drifted > 0 && settings.stockDrift === 'heal') addWork(work, await workThrough(run));
  }
  await noteKeyAfter(ports, settings, run, gate, worker);
  const cause = run.heldBy();
  if (cause !== null) work.held += await holdListings(run, shop.key, cause);
  return { work, drifted };
}

async function callAgain(run: StockSession, work: StockWork): Promise<void> {
  const { ports, shop } = run;
  if (run.heldBy() !== null) return;
  const now = ports.clock.now();
  const due = await ports.listings.due(shop.key, now, run.defects.size + 1);
  const isMore = due.some(({ item }) => !run.defects.has(item));
  const left = { isMore, mallFailed: run.stopped() !== null, nextAts: work.nextAt === null ? [] : [work.nextAt] };
  await lookAgainLater(run, left, now, ports.stockQueue, 'stock.message-lost');
}

/** Adds what a second round did to what the first one did. */
function addWork(work: StockWork, more: StockWork): void {
  const { nextAt, ...counts } = more;
  for (const name of Object.keys(counts) as (keyof typeof counts)[]) work[name] += counts[name];
  if (nextAt !== null) work.nextAt = Math.min(work.nextAt ?? nextAt, nextAt);
}

/** Rows that one run looks at to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/**
 * Writes into each due listing of a shop, once, that a pause holds it and that it is due: the row then shows why nothing happens.
 * Makes no call. Returns how many rows were written.
 */
async function holdListings(context: StockRunContext, shop: Listing['shop'], cause: PauseCause): Promise<number> {
  const { ports, settings, runId } = context;
  const now = ports.clock.now();
  const due = await ports.listings.due(shop, now, heldAtOnce);
  const fresh = due.filter((listing) => listing.wait?.kind !== 'held' && isHoldable(listing, now));
  let held = 0;
  await eachLimited(fresh, settings.writesAtOnce, async (listing) => {
    const row = nextListing(listing, runId, {
      wait: heldWait(cause, now),
      claim: null,
      ...afterClaim(listing, now),
      // What a dead run had claimed is due again.
      ...(listing.dueAt === undefined ? { dueAt: now } : {}),
    });
    if ((await ports.listings.put(row)) === 'stored') held++;
  });
  return held;
}

/** What only waits for a later look waits for nothing else. A claim that is due is over; one of a batch holds until the mall was asked. */
function isHoldable(listing: Listing, now: EpochMs): boolean {
  if (listing.claim?.batch) return false;
  return listing.claim !== undefined || (listing.dueAt !== undefined && listing.dueAt <= now);
}

/** Due rows that one run postpones; the next message continues. */
const atOnce = 1_000;

/**
 * Puts to rest the due listings of a shop that is gone, or whose merchant does not use the stock feature. The rows stay: switching
 * stock on makes them due again. Returns how many were put to rest.
 */
async function restListings(context: StockRunContext, shop: ShopKey): Promise<number> {
  const { ports, settings, runId } = context;
  const due = await ports.listings.due(shop, ports.clock.now(), atOnce);
  let rested = 0;
  await eachLimited(due, settings.writesAtOnce, async (listing) => {
    const nothing = { dueAt: null, lookAgainAt: null, unknownAt: null, claim: null, wait: null, acked: null };
    if ((await ports.listings.put(nextListing(listing, runId, nothing))) === 'stored') rested++;
  });
  return rested;
}
