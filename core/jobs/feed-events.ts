import { appendEvents, type Revisions } from '../feed/index.ts';
import { historyOf } from '../import/index.ts';
import { eachLimited } from '../kernel/index.ts';
import { announcementOf, type FeedEvent, mallOf } from '../model/index.ts';
import type { FeedStore, Malls, OrderStore, Ports } from '../ports/index.ts';

export type FeedPorts = Pick<Ports, 'clock' | 'random' | 'log'> & {
  readonly feed: FeedStore;
  readonly orders: Pick<OrderStore, 'rows' | 'revisions'>;
  readonly shops: Pick<Ports['shops'], 'get'>;
  readonly removedShops: Pick<Ports['removedShops'], 'get'>;
  readonly malls: Pick<Malls, 'traits'>;
};

/** An event and the merchant that it names, if any. */
export interface FeedArrival {
  readonly merchant: string | undefined;
  readonly event: FeedEvent;
}

const merchantsAtOnce = 8;

/** Appends arrivals, by message, to the feeds of their merchants; returns the messages that failed. */
export async function feedEvents(
  ports: FeedPorts,
  arrivals: ReadonlyMap<string, FeedArrival>,
): Promise<Map<string, unknown>> {
  const failures = new Map<string, unknown>();
  const byMerchant = new Map<string, Map<string, FeedEvent>>();
  for (const [id, { merchant: named, event }] of arrivals) {
    try {
      const merchant = named ?? (await merchantOf(ports, event));
      if (merchant === null) ports.log.warn('feed.no-merchant', { shop: event.shop, event: event.id });
      else byMerchant.set(merchant, (byMerchant.get(merchant) ?? new Map()).set(id, event));
    } catch (error) {
      failures.set(id, error);
    }
  }
  const context = { ...ports, revisions: revisionsIn(ports), runId: ports.random.id() };
  await eachLimited([...byMerchant], merchantsAtOnce, async ([merchant, events]) => {
    try {
      await appendEvents(context, merchant, [...events.values()]);
    } catch (error) {
      for (const id of events.keys()) failures.set(id, error);
    }
  });
  return failures;
}

async function merchantOf({ shops, removedShops }: FeedPorts, { shop }: FeedEvent): Promise<string | null> {
  return (await shops.get(shop))?.merchant ?? (await removedShops.get(shop))?.merchant ?? null;
}

const revisionsIn =
  ({ orders, malls }: FeedPorts): Revisions =>
  async (order) => {
    const row = (await orders.rows(order.shop, [order.orderNumber])).get(order.orderNumber);
    if (row?.kind !== 'stored') return [];
    const history = historyOf(row, await orders.revisions(order), malls.traits(mallOf(order.shop)));
    return history.map(({ revision, readAt, announcement }) => {
      const kind = announcement.kind ?? 'OrderCancelled';
      return { ...announcementOf(order.shop, order.orderNumber, { revision, kind }), kind, at: readAt };
    });
  };
