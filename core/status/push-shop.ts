import { eachLimited } from '../kernel/index.ts';
import {
  isDone,
  nextRow,
  type PauseCause,
  type Push,
  type PushChange,
  type Shop,
  type ShopKey,
} from '../model/index.ts';
import { lookAgainLater, noteKeyAfter, openMallShop, underLease, type Way } from '../session/index.ts';
import { afterClaim } from './claims.ts';
import { keyOf } from './execute-pushes.ts';
import { dropOrders, holdOrders, isMoreDue, workThroughOrders } from './order-work.ts';
import { openStatusSession, type StatusRunContext, type StatusSession } from './status-session.ts';
import { tellPushes } from './tell.ts';
import { heldChange, type PushWork, workThrough } from './work-through.ts';

/** The result of the work on one shop's pushes. */
export type PushShopResult =
  /** Another worker is at it, and looks once more before it leaves. */
  | { readonly kind: 'busy' }
  /** The shop no longer exists: its pushes are taken back. */
  | { readonly kind: 'gone'; readonly dropped: number }
  /** A pause holds the shop, or its key does not open. */
  | { readonly kind: 'held'; readonly held: number }
  /** `defects`: the pushes that met a defect of our own, and which; the others were worked on. */
  | { readonly kind: 'worked'; readonly work: PushWork; readonly defects: ReadonlyMap<string, unknown> };

/**
 * Works on the due pushes of one shop, until none is left, the time is over, or the mall fails. The lease only saves work
 * and keeps the shop's call rate, also from one holder to the next. A worker that finds it taken leaves: the holder looks once more
 * after it has released the lease. Trouble with the mall or the key is written into the rows and never thrown; what is thrown is our own.
 */
export async function pushShop(
  context: StatusRunContext,
  shop: Shop | null,
  key: ShopKey,
  way: Way,
): Promise<PushShopResult> {
  const { targets } = context.ports;
  if (shop === null) {
    const dropped = targets ? await dropOrders(context, targets, key) : await dropPushes(context, key);
    return { kind: 'gone', dropped };
  }
  const pause = await way.gate.holding(shop);
  if (pause !== null) return { kind: 'held', held: await holdPushes(context, key, pause.cause) };
  const lane = { lane: 'push', callsPerSecond: shop.callsPerSecond } as const;
  const held = await underLease(context, worker, shop, lane, async () => {
    const run = await openRun(context, shop, way);
    if (run === null) return { run, held: await holdPushes(context, key, 'credentials') };
    const work = targets ? await workThroughOrders(run, targets) : await workThrough(run);
    await noteKeyAfter(context.ports, context.settings, run, way.gate, worker);
    return { run, work };
  });
  if (held === null) return { kind: 'busy' };
  const { done } = held;
  if (done.run === null) return { kind: 'held', held: done.held };
  await callAgain(done.run, done.work);
  return { kind: 'worked', work: done.work, defects: done.run.defects };
}

/** Names the work in leases and in pauses of keys. */
const worker = 'push-status';

/** Opens the shop's door; null when its key does not open. */
async function openRun(context: StatusRunContext, shop: Shop, { gate, evidence }: Way): Promise<StatusSession | null> {
  const mall = await openMallShop(context, shop, gate, worker);
  if (mall === null) return null;
  const {
    status: door,
    traits: { status: traits },
  } = mall;
  if (door === null || traits === undefined)
    throw new Error(`${shop.mall} has no door for statuses, and pushes of ${shop.key} are there.`);
  const merchant = await context.ports.merchants.get(shop.merchant);
  // Only the side that keeps the stock, the mall or our ledger, restores it: otherwise a cancelled piece would be sold twice.
  const restoresStock = merchant?.features.includes('stock') ? 'no' : 'as-the-item-says';
  return openStatusSession(context, { shop, mall, door, traits, restoresStock, gate, evidence });
}

async function callAgain(run: StatusSession, work: PushWork): Promise<void> {
  const { ports, shop } = run;
  if (run.heldBy() !== null) return;
  const now = ports.clock.now();
  const isMore = ports.targets
    ? await isMoreDue(run, ports.targets, work.refusedByBus)
    : (await ports.pushes.due(shop.key, now, work.refusedByBus + run.defects.size + 1)).filter(
        (push) => !run.defects.has(keyOf(push)),
      ).length > work.refusedByBus;
  const left = { isMore, mallFailed: run.stopped() !== null, nextAts: [...work.nextAts] };
  await lookAgainLater(run, left, now, ports.statusQueue, 'push.message-lost');
}

/** Rows that one run looks at to find those that do not say yet that they are held. */
const heldAtOnce = 1_000;

/**
 * Writes into each due push of a shop, once, that a pause holds it: the row then shows why nothing happens. Makes no call.
 * Returns how many rows were written.
 */
async function holdPushes(context: StatusRunContext, shop: Push['shop'], cause: PauseCause): Promise<number> {
  const { ports, settings, runId } = context;
  if (ports.targets) return holdOrders(context, ports.targets, shop, cause);
  const now = ports.clock.now();
  // A claim that is due has expired: a push whose worker died at the start of a pause must not show 変更中 for the whole pause.
  const isNew = (push: Push): boolean => !isDone(push) && push.state.kind !== 'held';
  let due = await ports.pushes.due(shop, now, settings.claimMax);
  // Those that are held are the most overdue: behind them there may be others.
  if (due.length === settings.claimMax) due = await ports.pushes.due(shop, now, heldAtOnce);
  // What has ended has nothing to wait for.
  await tellPushes(ports, settings, due.filter(isDone), runId);
  const fresh = due.filter(isNew);
  await eachLimited(fresh, settings.writesAtOnce, async (push) => {
    await ports.pushes.put(
      nextRow(push, runId, { ...heldChange(push, cause, now), ...afterClaim(push, now, settings) }),
    );
  });
  return fresh.length;
}

/**
 * Takes back the due pushes of a removed shop: its orders can no longer be reached, and the person who removed it has taken
 * back what was requested for it. Returns how many pushes were taken back.
 */
async function dropPushes(context: StatusRunContext, shop: ShopKey): Promise<number> {
  const { ports, settings, runId } = context;
  let dropped = 0;
  for (;;) {
    const due = await ports.pushes.due(shop, ports.clock.now(), settings.claimMax);
    const before = dropped;
    const unpublished = due.filter((push) => push.untold !== undefined);
    const refused = await tellPushes(ports, settings, unpublished, runId);
    const taken: Push[] = [];
    await eachLimited(
      due.filter((push) => push.untold === undefined),
      settings.writesAtOnce,
      async (push) => {
        const row = nextRow(push, runId, droppedChange(push, ports.clock.now()));
        if ((await ports.pushes.put(row)) === 'stored') taken.push(row);
      },
    );
    dropped += taken.length;
    // News that the bus does not accept is due again, and the next run that finds it publishes it.
    await tellPushes(ports, settings, taken, runId);
    const isProgress = dropped > before || unpublished.length > refused.length;
    if (due.length < settings.claimMax || !isProgress) return dropped;
  }
}

function droppedChange(push: Push, at: number): PushChange {
  if (isDone(push)) return { lookAgainAt: null, unknownAt: null };
  return {
    state: { kind: 'withdrawn', at, by: 'shop-removed', reason: 'shop-removed' },
    untold: 'withdrawn',
    lookAgainAt: null,
    unknownAt: null,
    steps: [{ at, what: 'withdrawn', by: 'shop-removed' }],
  };
}
