import { type EpochMs, firstFailure } from '../kernel/index.ts';
import {
  earliest,
  type Listing,
  type ListingChange,
  nextListing,
  type PauseCause,
  type Shop,
  type ShopKey,
} from '../model/index.ts';
import { eachShop, hasStock, openWay, rewriteRows, workAtShop } from '../session/index.ts';
import { driftNight } from './call-dirty.ts';
import { checkDrift } from './check-drift.ts';
import { openStockSession, type StockRunContext, type StockSession, type SyncWay } from './stock-session.ts';
import { noStockWork, type StockWork, withOpenEnd, workThrough } from './work-through.ts';

/** What a run over the shops of some messages did. */
export interface SyncReport extends StockWork {
  shops: number;
  /** Shops at which another worker is, which looks once more before it leaves. */
  busy: number;
  /** Due listings of shops that are not ours any more. */
  rested: number;
  /** Listings that the nightly comparison found to differ. */
  drifted: number;
  /** Shops whose messages have to be delivered again because of a failure of our own, with the failure. */
  readonly internalErrors: Map<ShopKey, unknown>;
}

/**
 * Works on the listings of shops, several at once, each once. Failures of one shop never reach another. Those of our own making
 * are in the report by shop, so that only its messages come back; what cannot be kept of the evidence is thrown at the end.
 */
export async function syncShops(context: StockRunContext, keys: readonly ShopKey[]): Promise<SyncReport> {
  const counts = { ...noStockWork(), shops: 0, busy: 0, rested: 0, drifted: 0 };
  const lost = firstFailure();
  const onLost = lost.note;
  // A push passes by its shop's place on the ramp; the import before it waits until all shops may be imported.
  const stock = openWay(context, { capability: 'stock', shops: [], ramp: 'by-key', onLost });
  const importing = openWay(context, { capability: 'import', shops: [], ramp: null, onLost });
  const internalErrors = await eachShop(context, keys, 'stock.broke', async (key, shop) => {
    counts.shops++;
    return syncShop(context, shop, key, { ...stock, importing }, counts);
  });
  await Promise.all([stock.evidence.flush(), importing.evidence.flush()]);
  lost.rethrow();
  return { ...counts, internalErrors };
}

/**
 * Works on the due listings of one shop (`workAtShop`); at night it compares all of them with the mall. Trouble with the mall or the key is
 * written into the rows and never thrown; what is thrown is our own. Returns the defects that were met.
 */
async function syncShop(
  context: StockRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: SyncWay,
  counts: Omit<SyncReport, 'internalErrors'>,
): Promise<ReadonlyMap<string, unknown>> {
  if (shop === null || !(await hasStock(context, shop.merchant))) {
    counts.rested += await rewriteDue(context, key, () => atRest);
    return new Map();
  }
  const hold = async (cause: PauseCause): Promise<void> => {
    counts.held += await rewriteDue(context, key, (listing, now) => heldListing(listing, cause, now));
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
      const nextAt = await workByNightToo(run, counts);
      const cause = run.heldBy();
      if (cause !== null) await hold(cause);
      return { nextAts: nextAt === null ? [] : [nextAt] };
    },
    isMoreDue,
  });
  if (worked === 'busy') counts.busy++;
  return typeof worked === 'string' ? new Map() : worked.session.defects;
}

/** Works through what is due, and at night through what the comparison with the mall finds. Returns when the next of it is due. */
async function workByNightToo(
  run: StockSession,
  counts: Pick<SyncReport, 'drifted'> & StockWork,
): Promise<EpochMs | null> {
  const nextAt = await workThrough(run, counts);
  const night = driftNight(run.shop.key, run.ports.clock.now(), run.settings);
  const differing = night === null ? 0 : (await checkDrift(run, night)).differing;
  counts.drifted += differing;
  return differing > 0 && run.settings.stockDrift === 'heal'
    ? earliest(nextAt, await workThrough(run, counts))
    : nextAt;
}

/** Whether some of what is due after a run can be worked on. */
async function isMoreDue({ ports, shop, defects }: StockSession): Promise<boolean> {
  const due = await ports.listings.due(shop.key, ports.clock.now(), defects.size + 1);
  return due.some(({ item }) => !defects.has(item));
}

/** Due rows that one run writes without working on them; the next message continues. */
const atOnce = 1_000;

/** Changes the due listings of a shop that no worker has claimed, where `changeOf` is not null. Makes no call. Returns how many were written. */
async function rewriteDue(
  { ports, settings, runId }: StockRunContext,
  shop: ShopKey,
  changeOf: (listing: Listing, now: EpochMs) => ListingChange | null,
): Promise<number> {
  const now = ports.clock.now();
  const found = await ports.listings.due(shop, now, atOnce);
  const written = await rewriteRows({ rows: ports.listings, settings, now }, found, (listing, openUntil) => {
    const change = changeOf(listing, now);
    return change && nextListing(listing, runId, { ...withOpenEnd(listing, openUntil), ...change });
  });
  return written.length;
}

/**
 * Notes in a due listing, once, that a pause holds it and that it is due: the row then shows why nothing happens. What only waits for a later
 * look waits for nothing else. A batch goes on until the mall was asked about it.
 */
function heldListing({ wait, claim, dueAt }: Listing, cause: PauseCause, now: EpochMs): ListingChange | null {
  const isHoldable = claim !== undefined || (dueAt !== undefined && dueAt <= now);
  if (wait?.kind === 'held' || claim?.batch || !isHoldable) return null;
  // What a dead run had claimed is due again.
  return { wait: { kind: 'held', cause, since: now }, claim: null, ...(dueAt === undefined ? { dueAt: now } : {}) };
}

/**
 * What puts a listing to rest whose shop is gone, or whose merchant does not use the stock feature. The row stays: switching stock on makes it due
 * again.
 */
const atRest: ListingChange = {
  ...{ dueAt: null, lookAgainAt: null, unknownAt: null, claim: null, wait: null, acked: null },
};
