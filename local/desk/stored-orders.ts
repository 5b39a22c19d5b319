import type { Cloud } from '../cloud.ts';
import type { Happenings } from './happenings.ts';

/** What is known of the stored orders of one shop. */
export interface StoredOrders {
  readonly numbers: Set<string>;
  /** 注文日時 of the newest, as far as it is known. */
  lastOrderAtMs: number | null;
}

/** Announcements of one shop since they were last told. */
interface Heard {
  OrderImported: number;
  OrderChanged: number;
  OrderCancelled: number;
}

/** How long announcements are gathered before they are reported as one, in milliseconds of the machine's clock. */
const gatherMs = 1_000;

/**
 * Follows the stored orders: what the table holds at the start, then what the bus announces. Shops are found by their key,
 * `rms#<code>`.
 */
export function followOrders(
  cloud: Cloud,
  happenings: Happenings,
  nameOf: (shop: string) => string,
): { of(shop: string): StoredOrders; load(): Promise<void> } {
  const shops = new Map<string, StoredOrders>();
  const of = (shop: string): StoredOrders => {
    const known = shops.get(shop) ?? { numbers: new Set(), lastOrderAtMs: null };
    shops.set(shop, known);
    return known;
  };
  const heard = new Map<string, Heard>();
  const tell = () => {
    for (const [shop, { OrderImported, OrderChanged, OrderCancelled }] of heard) {
      const parts = [
        OrderImported > 0 ? `${OrderImported} ${OrderImported === 1 ? 'order' : 'orders'} imported` : null,
        OrderChanged > 0 ? `${OrderChanged} changed` : null,
        OrderCancelled > 0 ? `${OrderCancelled} cancelled` : null,
      ];
      happenings.add('order', `${nameOf(shop)}: ${parts.filter((part) => part !== null).join(', ')}`);
    }
    heard.clear();
  };
  cloud.onEvent(({ 'detail-type': kind, detail }) => {
    const { shop, orderNumber } = detail as { shop?: string; orderNumber?: string };
    if (shop === undefined || orderNumber === undefined) return;
    if (kind !== 'OrderImported' && kind !== 'OrderChanged' && kind !== 'OrderCancelled') return;
    if (heard.size === 0) setTimeout(tell, gatherMs).unref();
    const counts = heard.get(shop) ?? { OrderImported: 0, OrderChanged: 0, OrderCancelled: 0 };
    counts[kind] += 1;
    heard.set(shop, counts);
    of(shop).numbers.add(orderNumber);
  });
  return {
    of,
    async load() {
      for await (const { shop, orderNumber, kind, orderedAt } of cloud.readTable('Orders', [
        'shop',
        'orderNumber',
        'kind',
        'orderedAt',
      ])) {
        if (kind?.S !== 'stored') continue;
        const known = of(String(shop?.S));
        known.numbers.add(String(orderNumber?.S));
        known.lastOrderAtMs = Math.max(known.lastOrderAtMs ?? 0, Number(orderedAt?.N));
      }
    },
  };
}
