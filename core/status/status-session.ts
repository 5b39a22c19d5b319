import type { Shop } from '../model/index.ts';
import type { MallShop, OrderStatusApi, PushPorts, StatusTraits, TimeBudget } from '../ports/index.ts';
import {
  type Gate,
  gapBetweenCallsMs,
  openSession,
  type ProcessCache,
  type ShopSession,
  type WorkerEvidence,
} from '../session/index.ts';
import type { StatusSettings } from './settings.ts';

/** What the work on status changes shares over all shops. */
export interface StatusRunContext {
  readonly ports: PushPorts;
  readonly settings: StatusSettings;
  readonly cache: Pick<ProcessCache, 'pacer' | 'standing'>;
  readonly budget: TimeBudget;
  /** Names the run in rows, so that it knows its own writes again. */
  readonly runId: string;
}

/** The work on the orders of one shop. Defects are noted by the key of a request (`keyOf`). */
export interface StatusSession extends StatusRunContext, Omit<ShopSession, 'call' | 'refuseKey'> {
  /** The shop's API, which makes its calls in the session. */
  readonly door: OrderStatusApi;
  /** The mall's listing, which tells whether an order that no reading shows is there, and how far back it goes. */
  readonly listOrders: MallShop['listOrders'];
  readonly lookBackMs: number;
  readonly traits: StatusTraits;
  /** Whether the mall is to give stock back for a cancelled order, or our ledger does. */
  readonly restoresStock: 'no' | 'as-the-item-says';
  callsLeft(): number;
}

export function openStatusSession(
  context: StatusRunContext,
  options: {
    readonly shop: Shop;
    readonly mall: Pick<MallShop, 'listOrders' | 'traits'>;
    readonly door: OrderStatusApi;
    readonly traits: StatusTraits;
    readonly restoresStock: StatusSession['restoresStock'];
    readonly gate: Gate;
    readonly evidence: WorkerEvidence;
  },
): StatusSession {
  const { ports, settings, budget } = context;
  const { shop, mall, door, traits } = options;
  const { confirm, setSubStatus, setMemo, pay, complete, cancel } = door;
  const gapMs = gapBetweenCallsMs('push', shop.callsPerSecond);
  const session = openSession(context, shop, options, (push, error) =>
    ports.log.error('push.defect', { shop: shop.key, push, error }),
  );
  const lane = { lane: 'push', callsPerSecond: shop.callsPerSecond } as const;
  const call = <T>(make: () => Promise<T>): Promise<T> => session.call(lane, make);
  return {
    ...context,
    ...session,
    traits,
    listOrders: (listing) => call(() => mall.listOrders(listing)),
    lookBackMs: mall.traits.lookBackMs,
    restoresStock: options.restoresStock,
    callsLeft: () => Math.max(0, Math.floor((budget.remainingMs() - settings.callReserveMs) / gapMs)),
    door: {
      batch: door.batch,
      functions: door.functions,
      readStates: (orderNumbers) => session.call({ ...lane, reads: true }, () => door.readStates(orderNumbers)),
      ...(confirm && { confirm: (orderNumbers) => call(() => confirm(orderNumbers)) }),
      ship: (orderNumber, changes, read) => call(() => door.ship(orderNumber, changes, read)),
      ...(setSubStatus && { setSubStatus: (orderNumbers, id) => call(() => setSubStatus(orderNumbers, id)) }),
      ...(pay && { pay: (orderNumber, paidOn) => call(() => pay(orderNumber, paidOn)) }),
      ...(complete && { complete: (orderNumber) => call(() => complete(orderNumber)) }),
      ...(setMemo && { setMemo: (orderNumber, text) => call(() => setMemo(orderNumber, text)) }),
      ...(cancel && { cancel: (orderNumber, how) => call(() => cancel(orderNumber, how)) }),
    },
  };
}
