import type { Shop } from '../model/index.ts';
import type { ChangeAnswer, MallShop, OrderStatusApi, PushPorts, TimeBudget } from '../ports/index.ts';
import { gapBetweenCallsMs, openSession, type ProcessCache, type Way } from '../session/index.ts';
import type { StatusSettings } from './settings.ts';

export interface StatusRunContext {
  readonly ports: PushPorts;
  readonly settings: StatusSettings;
  readonly cache: Pick<ProcessCache, 'pacer' | 'standing'>;
  readonly budget: TimeBudget;
  /** Marks the run's own writes in rows. */
  readonly runId: string;
}

export type StatusSession = Awaited<ReturnType<typeof openStatusSession>>;

/** Opens the work on a shop's orders. Defects are noted by request (`keyOf`). */
export async function openStatusSession(context: StatusRunContext, shop: Shop, mall: MallShop, way: Way) {
  const { ports, settings, budget } = context;
  const { status: api, traits } = mall;
  if (api === null || traits.status === undefined)
    throw new Error(`${shop.mall} has no door for statuses, and pushes of ${shop.key} are there.`);
  const merchant = await ports.merchants.get(shop.merchant);
  const { call: callIn, ...session } = openSession(context, shop, way, (push, error) =>
    ports.log.error('push.defect', { shop: shop.key, push, error }),
  );
  const lane = { lane: 'push', callsPerSecond: shop.callsPerSecond } as const;
  const call = <T>(make: () => Promise<T>): Promise<T> => callIn(lane, make);
  const gapMs = gapBetweenCallsMs(lane.lane, lane.callsPerSecond);
  const listOrders: MallShop['listOrders'] = (listing) => call(() => mall.listOrders(listing));
  return {
    ...context,
    ...session,
    door: {
      ...{ batch: api.batch, functions: api.functions },
      readStates: (orderNumbers: readonly string[]) =>
        callIn({ ...lane, reads: true }, () => api.readStates(orderNumbers)),
      /** The traits promise the functions of every kind called for. */
      change: (make: (api: Required<OrderStatusApi>) => Promise<ChangeAnswer>) =>
        call(() => make(api as Required<OrderStatusApi>)),
    },
    /** Tells whether an unread order exists, and how far back the listing goes. */
    ...{ listOrders, lookBackMs: traits.lookBackMs },
    traits: traits.status,
    /** The keeper of the stock, mall or ledger, restores it alone: otherwise a cancelled piece would be sold twice. */
    restoresStock: merchant?.features.includes('stock') ? ('no' as const) : ('as-the-item-says' as const),
    callsLeft: () => Math.max(0, Math.floor((budget.remainingMs() - settings.callReserveMs) / gapMs)),
  };
}
