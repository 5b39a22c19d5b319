import { type AnsweredOrder, type JournalMall, type Lines, objectIn } from './mall.ts';

/** Where `CANCELLED` stands among the fulfillmentStatuses of the documents, in whose order books number them (`docs/malls/amazon.md`). */
const cancelled = 5;

interface Order {
  readonly orderId?: unknown;
  readonly fulfillment?: { readonly fulfillmentStatus?: unknown; readonly fulfilledBy?: unknown } | null;
  readonly orderItems?: unknown;
}

interface Item {
  readonly orderItemId?: unknown;
  readonly quantityOrdered?: unknown;
}

/** Amazon (`docs/malls/amazon.md`): orders by searchOrders and getOrder, levels by patchListingsItem. */
export const amazon: JournalMall = {
  title: 'Amazon',
  isOptional: true,
  // Its quota allows a listing every five minutes, of what is two minutes old (`docs/malls/amazon.md`).
  storedWithinMinutes: 8,
  cancelled,
  // searchOrders once in three minutes, up to two minutes before the present, from rounds a minute apart.
  listedWithinMs: 7 * 60_000,
  levelMax: 999_999,
  capabilityOf(path) {
    if (/^\/(?:listings|feeds)\//.test(path)) return 'stock';
    if (path.startsWith('/orders/v0/')) return 'status';
    return path.startsWith('/orders/') ? 'import' : 'none';
  },
  takesLevels: ({ status, body }) => status === 200 && objectIn(body).status === 'ACCEPTED',
  ordersIn(path, body) {
    const [, one] = /^\/orders\/2026-01-01\/orders(\/[^/?]+)?(?:\?|$)/.exec(path) ?? [null];
    if (one === null) return [];
    const answer = objectIn(body);
    const orders = one === undefined ? answer.orders : [answer.order];
    return (Array.isArray(orders) ? (orders as (Order | null)[]) : []).flatMap((order): AnsweredOrder[] => {
      const lines = linesOf(order);
      return lines === null || typeof order?.orderId !== 'string' ? [] : [{ orderNumber: order.orderId, lines }];
    });
  },
  levelsIn(path, body) {
    const [, sku] = /^\/listings\/2021-08-01\/items\/[^/?]+\/([^/?]+)(?:\?|$)/.exec(path) ?? [];
    if (sku === undefined || /[?&]mode=VALIDATION_PREVIEW(&|$)/.test(path)) return [];
    const { patches } = objectIn(body);
    const [patch] = Array.isArray(patches) ? (patches as ({ readonly value?: unknown } | null)[]) : [];
    const [value] = Array.isArray(patch?.value) ? (patch.value as ({ readonly quantity?: unknown } | null)[]) : [];
    const { quantity } = value ?? {};
    return typeof quantity === 'number' ? [{ item: decodeURIComponent(sku), level: quantity }] : [];
  },
};

/** What Amazon sends from its own shelf, and what was cancelled, holds nothing. Null for what is no whole order. */
function linesOf(order: Order | null): Lines | null {
  const { fulfillmentStatus, fulfilledBy } = order?.fulfillment ?? {};
  if (!Array.isArray(order?.orderItems) || typeof fulfillmentStatus !== 'string') return null;
  const isGone = fulfillmentStatus === 'CANCELLED' || fulfilledBy === 'AMAZON';
  const lines = new Map<string, number>();
  for (const item of order.orderItems as (Item | null)[]) {
    if (typeof item?.orderItemId !== 'string' || typeof item.quantityOrdered !== 'number') return null;
    lines.set(item.orderItemId, (lines.get(item.orderItemId) ?? 0) + (isGone ? 0 : item.quantityOrdered));
  }
  return lines;
}
