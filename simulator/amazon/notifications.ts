import { drawBetween } from '../prng.ts';
import { catchUp } from '../world.ts';
import { invalidInput, json, notFound, type Operation, refusal } from './operation.ts';
import { MARKETPLACE, type Order, type Status, type World } from './state.ts';

/** The statuses of an order, as messages name them: by the words of the older API. */
const WORDS: Readonly<Record<Status, string>> = {
  PENDING_AVAILABILITY: 'PendingAvailability',
  PENDING: 'Pending',
  UNSHIPPED: 'Unshipped',
  PARTIALLY_SHIPPED: 'PartiallyShipped',
  SHIPPED: 'Shipped',
  CANCELLED: 'Canceled',
  UNFULFILLABLE: 'Unfulfillable',
};

const TYPE = 'ORDER_CHANGE';

const subscriptionOf = ({ id, destinationId }: { id: string; destinationId: string }) => ({
  payload: { subscriptionId: id, payloadVersion: '1.0', destinationId },
});

/** `GET /notifications/v1/subscriptions/{notificationType}`, as the seller. */
export const getSubscription: Operation = {
  name: 'getSubscription',
  api: 'notifications',
  write: false,
  method: 'GET',
  perform: ({ shop, request }) =>
    shop.subscription !== null && isOrderChange(request.path)
      ? json(200, subscriptionOf(shop.subscription))
      : notFound(),
};

/** `POST /notifications/v1/subscriptions/{notificationType}`, as the seller. One application has one for each type and seller. */
export const createSubscription: Operation = {
  name: 'createSubscription',
  api: 'notifications',
  write: true,
  method: 'POST',
  perform: ({ world, shop, request }) => {
    if (!isOrderChange(request.path)) return invalidInput('The notificationType is not valid.');
    const { destinationId, payloadVersion } = objectIn(request.body);
    if (payloadVersion !== '1.0') return invalidInput('payloadVersion is not valid.');
    const destination = world.destinations.get(String(destinationId));
    if (destination?.clientId !== shop.application.clientId) {
      return invalidInput(`No destination with id '${destinationId}' for the application.`);
    }
    if (shop.subscription !== null) {
      const details = `Subscription already exist for notification type ${TYPE}`;
      return refusal(409, 'StateConflict', 'The resource specified conflicts with the current state.', details);
    }
    const made = { id: world.noticeChance.hex(32), destinationId: destination.id };
    return json(200, subscriptionOf(made), () => {
      shop.subscription = made;
    });
  },
};

const isOrderChange = (path: string): boolean => path.split('?')[0]?.endsWith(`/${TYPE}`) === true;

const destinationOf = ({ id, name, arn }: { id: string; name: string; arn: string }) => ({
  destinationId: id,
  name,
  resource: { sqs: { arn } },
});

/** `GET /notifications/v1/destinations`, as the application. */
export const getDestinations: Operation = {
  name: 'getDestinations',
  api: 'application',
  write: false,
  method: 'GET',
  perform: ({ world, application }) => {
    const own = [...world.destinations.values()].filter(({ clientId }) => clientId === application.clientId);
    return json(200, { payload: own.map(destinationOf) });
  },
};

/** `POST /notifications/v1/destinations`, as the application. */
export const createDestination: Operation = {
  name: 'createDestination',
  api: 'application',
  write: true,
  method: 'POST',
  perform: ({ world, application: { clientId }, request }) => {
    const { name, resourceSpecification } = objectIn(request.body);
    const { sqs } = Object(resourceSpecification) as { sqs?: { arn?: unknown } };
    const arn = sqs?.arn;
    if (typeof name !== 'string' || name === '') return invalidInput('name is missing.');
    if (typeof arn !== 'string' || !/^arn:aws:sqs:\S+:\S+:\S+/.test(arn)) return invalidInput('The arn is not valid.');
    const isFifo = arn.endsWith('.fifo');
    if (isFifo) return invalidInput('The queue must be a standard queue.');
    if ([...world.destinations.values()].some((one) => one.clientId === clientId && one.arn === arn)) {
      const details = `A destination with arn ${arn} already exists for the application`;
      return refusal(409, 'Conflict', 'The requested resource conflict with a resource in the server.', details);
    }
    const made = { id: world.noticeChance.hex(32), name, arn, clientId };
    return json(200, { payload: destinationOf(made) }, () => {
      world.destinations.set(made.id, made);
    });
  },
};

function objectIn(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

/** A message on its way to a queue. */
export interface Notification {
  queueArn: string;
  body: string;
}

/** Sends a message about an order that has changed to the queue of its seller's subscription, where there is one. */
export function notify(world: World, order: Order, isNew = false): void {
  const { subscription } = order.shop;
  const destination = subscription === null ? undefined : world.destinations.get(subscription.destinationId);
  if (subscription === null || destination === undefined) return;
  const { silentNewShare, lostShare, doubledShare, forgedShare } = world.settings.notifications;
  const chance = world.noticeChance;
  const send = (body: string): void => {
    const { delayMinMs, delayMaxMs, lateShare, lateMs } = world.settings.notifications;
    const late = chance.chance(lateShare) ? lateMs : 0;
    world.notices.push({
      at: world.timeMs + drawBetween(chance, delayMinMs, delayMaxMs) + late,
      queueArn: destination.arn,
      body,
    });
  };
  const body = JSON.stringify(messageOf(world, order, subscription.id));
  if (isNew && chance.chance(silentNewShare)) return;
  if (!chance.chance(lostShare)) send(body);
  if (chance.chance(doubledShare)) send(body);
  if (chance.chance(forgedShare)) send(forged(world, order, body));
}

/** Something that Amazon never sent: an order that is not there, another seller's, no message at all, too large a one. */
function forged({ noticeChance: chance }: World, { orderId, shop }: Order, body: string): string {
  switch (chance.int(0, 3)) {
    case 0:
      return body.replaceAll(orderId, '999-0000000-0000000');
    case 1:
      return body.replaceAll(`"${shop.code}"`, '"A0NOBODY"');
    case 2:
      return body.slice(0, Math.floor(body.length / 2));
    default:
      return JSON.stringify({ ...JSON.parse(body), padding: 'x'.repeat(200_000) });
  }
}

/** An order as a message has it: the schema is `schemas/notifications/OrderChangeNotification.json` of Amazon's models. */
function messageOf(world: World, order: Order, subscriptionId: string) {
  const moment = new Date(world.timeMs).toISOString();
  const isBuyers = order.cancelRequest !== null;
  return {
    NotificationVersion: '1.0',
    NotificationType: TYPE,
    PayloadVersion: '1.0',
    EventTime: moment,
    Payload: {
      OrderChangeNotification: {
        NotificationLevel: 'OrderLevel',
        SellerId: order.shop.code,
        AmazonOrderId: order.orderId,
        OrderChangeType: isBuyers ? 'BuyerRequestedChange' : 'OrderStatusChange',
        OrderChangeTrigger: {
          TimeOfOrderChange: new Date(order.updatedAt).toISOString(),
          ChangeReason: isBuyers ? 'Buyer Requested Cancel' : 'Status Change',
        },
        Summary: {
          MarketplaceId: MARKETPLACE,
          OrderStatus: WORDS[order.status],
          PurchaseDate: new Date(order.placedAt).toISOString(),
          DestinationPostalCode: null,
          FulfillmentType: order.kind === 'fba' ? 'AFN' : 'MFN',
          OrderType: order.kind === 'preorder' ? 'Preorder' : 'StandardOrder',
          OrderItems: order.lines.map(({ lineId, sku, units }) => ({
            OrderItemId: `${order.orderId}-${lineId}`,
            SellerSKU: sku.sellerSku,
            SupplySourceId: null,
            Quantity: units,
          })),
        },
      },
    },
    NotificationMetadata: {
      ApplicationId: order.shop.application.clientId,
      SubscriptionId: subscriptionId,
      PublishTime: moment,
      NotificationId: world.noticeChance.hex(32),
    },
  };
}

/** The messages that have left for their queues since this was asked last, in the order in which they arrive. */
export function takeNotifications(world: World): Notification[] {
  catchUp(world);
  const due = world.notices.filter(({ at }) => at <= world.timeMs).sort((one, other) => one.at - other.at);
  world.notices = world.notices.filter(({ at }) => at > world.timeMs);
  return due.map(({ queueArn, body }) => ({ queueArn, body }));
}
