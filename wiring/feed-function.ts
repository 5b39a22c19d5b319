import { sqsClient } from '../aws/clients.ts';
import { dynamoFeed } from '../aws/dynamodb/feed.ts';
import { dynamoOrders } from '../aws/dynamodb/orders.ts';
import { dynamoRemovedShops } from '../aws/dynamodb/removed-shops.ts';
import { dynamoShops } from '../aws/dynamodb/shops.ts';
import { sqsFailedMessages } from '../aws/failed-messages.ts';
import { eventOf } from '../aws/lambda/bus-envelope.ts';
import type { LambdaHandler } from '../aws/lambda/invocation.ts';
import { type BatchReport, type QueueMessage, queueBatch } from '../aws/lambda/queue-batch.ts';
import { queueName } from '../aws/queues.ts';
import { type FeedArrival, feedEvents } from '../core/jobs/index.ts';
import { type EpochMs, InputError } from '../core/kernel/index.ts';
import {
  type AnnouncementKind,
  feedKinds,
  newsAbout,
  newsShapes,
  type PushNews,
  type ShopKey,
} from '../core/model/index.ts';
import { adapterOf } from '../malls/registry.ts';
import { openTables } from './connections.ts';
import { functionLog } from './function-log.ts';
import { machineRandom } from './random.ts';
import { always, readSettings } from './settings.ts';

export const feedVariables = [
  ...always,
  ...(['ORDERS_TABLE', 'REVISIONS_TABLE', 'SHOPS_TABLE', 'CONTROL_TABLE', 'FEED_QUEUE_URL'] as const),
] as const;

/** Creates the handler of feed-events, which a queue with events of the bus feeds. It opens no key and calls no mall. */
export function feedFunction(name: string): LambdaHandler<BatchReport> {
  const settings = readSettings(feedVariables, process.env);
  const log = functionLog(name, settings);
  const { clock, aws, table } = openTables(settings.TSUNAGI_CLOCK, undefined, log);
  const control = table(settings.CONTROL_TABLE);
  const ports = {
    ...{ clock, log, random: machineRandom, malls: { traits: (mall: string) => adapterOf(mall).traits } },
    feed: dynamoFeed(control),
    orders: dynamoOrders({ orders: table(settings.ORDERS_TABLE), revisions: table(settings.REVISIONS_TABLE) }),
    shops: dynamoShops(table(settings.SHOPS_TABLE)),
    removedShops: dynamoRemovedShops(control),
  };
  const work = async (messages: readonly QueueMessage[]): Promise<Map<string, unknown>> => {
    const [arrivals, unreadable] = [new Map<string, FeedArrival>(), new Map<string, unknown>()];
    for (const { id, body } of messages) {
      try {
        arrivals.set(id, arrivalOf(body));
      } catch (error) {
        unreadable.set(id, error);
      }
    }
    return new Map([...unreadable, ...(await feedEvents(ports, arrivals))]);
  };
  const failed = sqsFailedMessages(sqsClient(aws), settings.FEED_QUEUE_URL);
  return queueBatch(
    { [queueName(settings.FEED_QUEUE_URL)]: work },
    { log, speed: settings.TSUNAGI_CLOCK.speed, failed },
  );
}

/** Reads an event of the bus field by field, so that nothing else of it reaches the feed. Throws an `InputError` for anything else. */
function arrivalOf(body: string): FeedArrival {
  const { type, event } = eventOf(body, feedKinds);
  const problems: string[] = [];
  const sentAt = Date.parse(event.time);
  if (Number.isNaN(sentAt)) problems.push('time: expected a moment.');
  const arrival = isOfOrder(type)
    ? revisionArrival(type, event.detail, sentAt, problems)
    : changeArrival(type, event.detail, sentAt, problems);
  if (problems.length > 0) throw new InputError(`An event ${type} cannot be read`, problems);
  return arrival;
}

const isOfOrder = (kind: (typeof feedKinds)[number]): kind is AnnouncementKind =>
  newsAbout.orders.some((one) => one === kind);

function revisionArrival(kind: AnnouncementKind, detail: unknown, at: EpochMs, problems: string[]): FeedArrival {
  const { id, shop, merchant, orderNumber, revision } = newsShapes[kind].read(detail, '', problems);
  return { merchant, event: { id, kind, shop: shop as ShopKey, orderNumber, revision, at } };
}

function changeArrival(kind: PushNews['kind'], detail: unknown, sentAt: EpochMs, problems: string[]): FeedArrival {
  const read: Omit<PushNews, 'kind' | 'shop'> & { readonly shop: string } = newsShapes[kind].read(detail, '', problems);
  const { id, shop, merchant, orderNumber, pushId, pushKind, reason, who, at = sentAt } = read;
  const why = { ...(reason === undefined ? {} : { reason }), ...(who === undefined ? {} : { who }) };
  return { merchant, event: { id, kind, shop: shop as ShopKey, orderNumber, pushId, pushKind, at, ...why } };
}
