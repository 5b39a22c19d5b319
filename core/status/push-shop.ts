import type { Shop, ShopKey } from '../model/index.ts';
import type { MallShop } from '../ports/index.ts';
import { type Way, workAtShop } from '../session/index.ts';
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
 * Works on the due pushes of one shop (`workAtShop`). Trouble with the mall or the key is written into the rows and never thrown; what is thrown
 * is our own.
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
  let held = 0;
  const worked = await workAtShop(context, shop, {
    worker: 'push-status',
    gate: way.gate,
    lane: { lane: 'push', callsPerSecond: shop.callsPerSecond },
    queue: context.ports.statusQueue,
    lostEvent: 'push.message-lost',
    async hold(cause) {
      held = await holdOrders(context, key, cause);
    },
    open: (mall) => openRun(context, shop, mall, way),
    work: workThroughOrders,
    isMoreDue: (run, work) => isMoreDue(run, work.refusedByBus),
  });
  if (worked === 'busy') return { kind: 'busy' };
  if (worked === 'held') return { kind: 'held', held };
  return { kind: 'worked', work: worked.done, defects: worked.session.defects };
}

/** Opens the shop's door. */
async function openRun(
  context: StatusRunContext,
  shop: Shop,
  mall: MallShop,
  { gate, evidence }: Way,
): Promise<StatusSession> {
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
