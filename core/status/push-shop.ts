import type { Shop, ShopKey } from '../model/index.ts';
import { lookAgainLater, noteKeyAfter, openMallShop, underLease, type Way } from '../session/index.ts';
import { dropOrders, holdOrders, isMoreDue, workThroughOrders } from './order-work.ts';
import { openStatusSession, type StatusRunContext, type StatusSession } from './status-session.ts';
import type { PushWork } from './work-through.ts';

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
  if (shop === null) {
    const dropped = await dropOrders(context, key);
    return { kind: 'gone', dropped };
  }
  const pause = await way.gate.holding(shop);
  if (pause !== null) return { kind: 'held', held: await holdOrders(context, key, pause.cause) };
  const lane = { lane: 'push', callsPerSecond: shop.callsPerSecond } as const;
  const held = await underLease(context, worker, shop, lane, async () => {
    const run = await openRun(context, shop, way);
    if (run === null) return { run, held: await holdOrders(context, key, 'credentials') };
    const work = await workThroughOrders(run);
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
  const { ports } = run;
  if (run.heldBy() !== null) return;
  const now = ports.clock.now();
  const isMore = await isMoreDue(run, work.refusedByBus);
  const left = { isMore, mallFailed: run.stopped() !== null, nextAts: [...work.nextAts] };
  await lookAgainLater(run, left, now, ports.statusQueue, 'push.message-lost');
}
