import type { Cloud } from '../cloud.ts';
import type { Happenings } from './happenings.ts';

/** What is known of the stored orders of one shop. */
export interface StoredOrders {
  /** The last known revision of each, by its number. */
  readonly revisions: Map<string, number>;
  /** 注文日時 of the newest, as far as it is known. */
  lastOrderAtMs: number | null;
}

/** Orders of one shop that were heard of since the last report, by what is new about them. */
interface Heard {
  readonly imported: Set<string>;
  readonly changed: Set<string>;
  readonly cancelled: Set<string>;
  /** Nothing: the bus repeats an announcement, and gets some long after their rows were written. */
  readonly repeated: Set<string>;
}

/** How long announcements are gathered before they are reported as one, in milliseconds of the machine's clock. */
const gatherMs = 1_000;

/**
 * Follows the stored orders: what the table holds at the start, then what the bus announces. Shops are found by their key,
 * `rms#<code>`.
 */
export function followOrders(
  cloud: Pick<Cloud, 'onEvent' | 'readTable'>,
  happenings: Pick<Happenings, 'add'>,
  nameOf: (shop: string) => string,
): { of(shop: string): StoredOrders; load(): Promise<void> } {
  const shops = new Map<string, StoredOrders>();
  const of = (shop: string): StoredOrders => {
    const known = shops.get(shop) ?? { revisions: new Map(), lastOrderAtMs: null };
    shops.set(shop, known);
    return known;
  };
  const heard = new Map<string, Heard>();
  const tell = () => {
    for (const [shop, { imported, changed, cancelled, repeated }] of heard) {
      const parts = [
        imported.size > 0 ? `${ordersText(imported.size)} imported` : null,
        changed.size > 0 ? `${changed.size} changed` : null,
        cancelled.size > 0 ? `${cancelled.size} cancelled` : null,
        repeated.size > 0 ? `${ordersText(repeated.size, 'known ')} announced again` : null,
      ];
      happenings.add('order', `${nameOf(shop)}: ${parts.filter((part) => part !== null).join(', ')}`);
    }
    heard.clear();
  };
  cloud.onEvent(({ 'detail-type': kind, detail }) => {
    const { shop, orderNumber, revision } = detail as { shop?: string; orderNumber?: string; revision?: number };
    if (shop === undefined || orderNumber === undefined || revision === undefined) return;
    if (kind !== 'OrderImported' && kind !== 'OrderChanged' && kind !== 'OrderCancelled') return;
    if (heard.size === 0) setTimeout(tell, gatherMs).unref();
    const news = heard.get(shop) ?? {
      imported: new Set(),
      changed: new Set(),
      cancelled: new Set(),
      repeated: new Set(),
    };
    heard.set(shop, news);
    const { revisions } = of(shop);
    const known = revisions.get(orderNumber);
    if (known === undefined) news.imported.add(orderNumber);
    else if (revision <= known) news.repeated.add(orderNumber);
    else (kind === 'OrderCancelled' ? news.cancelled : news.changed).add(orderNumber);
    revisions.set(orderNumber, Math.max(known ?? 0, revision));
  });
  return {
    of,
    async load() {
      for await (const { shop, orderNumber, kind, orderedAt, revision } of cloud.readTable('Orders', [
        'shop',
        'orderNumber',
        'kind',
        'orderedAt',
        'revision',
      ])) {
        if (kind?.S !== 'stored') continue;
        const known = of(String(shop?.S));
        known.revisions.set(String(orderNumber?.S), Number(revision?.N));
        known.lastOrderAtMs = Math.max(known.lastOrderAtMs ?? 0, Number(orderedAt?.N));
      }
    },
  };
}

const ordersText = (count: number, which = ''): string => `${count} ${which}${count === 1 ? 'order' : 'orders'}`;
