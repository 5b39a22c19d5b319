import { drawBetween, type Prng, prng, seedOf } from '../prng.ts';
import { catchUp } from '../world.ts';
import { invalidInput, json, notFound, type Operation, refusal } from './operation.ts';
import { type Destination, MARKETPLACE, type Order, type Shop, type Status, type World } from './state.ts';

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

/** The types that it sends, and which kind of destination each goes to. */
const TYPES = { ORDER_CHANGE: 'queue', LISTINGS_ITEM_MFN_QUANTITY_CHANGE: 'bus' } as const;
type Type = keyof typeof TYPES;

const subscriptionOf = ({ id, destinationId }: { id: string; destinationId: string }) => ({
  payload: { subscriptionId: id, payloadVersion: '1.0', destinationId },
});

const typeIn = (path: string): Type | null => {
  const named = path.split('?')[0]?.split('/').at(-1) ?? '';
  return Object.hasOwn(TYPES, named) ? (named as Type) : null;
};

const kindOf = ({ address }: Destination): (typeof TYPES)[Type] => ('queueArn' in address ? 'queue' : 'bus');

/** `GET /notifications/v1/subscriptions/{notificationType}`, as the seller. */
export const getSubscription: Operation = {
  name: 'getSubscription',
  api: 'notifications',
  write: false,
  method: 'GET',
  perform: ({ shop, request }) => {
    const standing = shop.subscriptions.get(typeIn(request.path) ?? '');
    return standing === undefined ? notFound() : json(200, subscriptionOf(standing));
  },
};

/** `POST /notifications/v1/subscriptions/{notificationType}`, as the seller. One application has one for each type and seller. */
export const createSubscription: Operation = {
  name: 'createSubscription',
  api: 'notifications',
  write: true,
  method: 'POST',
  perform: ({ world, shop, request }) => {
    const type = typeIn(request.path);
    if (type === null) return invalidInput('The notificationType is not valid.');
    const { destinationId, payloadVersion } = objectIn(request.body);
    if (payloadVersion !== '1.0') return invalidInput('payloadVersion is not valid.');
    const destination = world.destinations.get(String(destinationId));
    if (destination?.clientId !== shop.application.clientId) {
      return invalidInput(`No destination with id '${destinationId}' for the application.`);
    }
    if (kindOf(destination) !== TYPES[type]) return invalidInput(`${type} does not go to such a destination.`);
    if (shop.subscriptions.has(type)) {
      const details = `Subscription already exist for notification type ${type}`;
      return refusal(409, 'StateConflict', 'The resource specified conflicts with the current state.', details);
    }
    const made = { id: world.noticeChance.hex(32), destinationId: destination.id };
    return json(200, subscriptionOf(made), () => {
      shop.subscriptions.set(type, made);
    });
  },
};

const destinationOf = ({ id, name, address }: Destination) => ({
  destinationId: id,
  name,
  resource:
    'queueArn' in address
      ? { sqs: { arn: address.queueArn } }
      : { eventBridge: { name: address.eventSource, region: address.region, accountId: address.accountId } },
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

/** `POST /notifications/v1/destinations`, as the application: a queue, or the one bus that it may have in an account. */
export const createDestination: Operation = {
  name: 'createDestination',
  api: 'application',
  write: true,
  method: 'POST',
  perform: ({ world, application: { clientId }, request }) => {
    const { name, resourceSpecification } = objectIn(request.body);
    if (typeof name !== 'string' || name === '') return invalidInput('name is missing.');
    const address = addressIn(resourceSpecification, clientId);
    if (typeof address === 'string') return invalidInput(address);
    const same = [...world.destinations.values()].some(
      (one) => one.clientId === clientId && JSON.stringify(one.address) === JSON.stringify(address),
    );
    if (same) {
      const what = 'queueArn' in address ? `arn ${address.queueArn}` : `account ${address.accountId}`;
      const details = `A destination with ${what} already exists for the application`;
      return refusal(409, 'Conflict', 'The requested resource conflict with a resource in the server.', details);
    }
    const made = { id: world.noticeChance.hex(32), name, address, clientId };
    return json(200, { payload: destinationOf(made) }, () => {
      world.destinations.set(made.id, made);
    });
  },
};

/** The address that a destination is made of, or what is wrong with it. */
function addressIn(specification: unknown, clientId: string): Destination['address'] | string {
  const { sqs, eventBridge } = Object(specification) as {
    sqs?: { arn?: unknown };
    eventBridge?: { region?: unknown; accountId?: unknown };
  };
  if ((sqs === undefined) === (eventBridge === undefined)) {
    return 'A destination cannot be created with multiple resource types';
  }
  if (eventBridge !== undefined) {
    const { region, accountId } = eventBridge;
    if (typeof region !== 'string' || !/^[a-z]+-[a-z]+-\d$/.test(region)) return 'The region is not valid.';
    if (typeof accountId !== 'string' || !/^\d{12}$/.test(accountId)) return 'The accountId is not valid.';
    const eventSource = `aws.partner/sellingpartnerapi.amazon.com/${accountId}/${clientId}`;
    return { eventSource, region, accountId };
  }
  const arn = sqs?.arn;
  if (typeof arn !== 'string' || !/^arn:aws:sqs:\S+:\S+:\S+/.test(arn)) return 'The arn is not valid.';
  return arn.endsWith('.fifo') ? 'The queue must be a standard queue.' : { queueArn: arn };
}

function objectIn(body: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(body));
  } catch {
    return {};
  }
}

/** A message on its way: to a queue, or to the bus that a partner event source feeds. */
export type Notification = { body: string } & ({ queueArn: string } | { eventSource: string });

/** Sends a message about an order that has changed to the queue of its seller's subscription, where there is one. */
export function notify(world: World, order: Order, isNew = false): void {
  send(world, order.shop, 'ORDER_CHANGE', {
    about: order.orderId,
    isSilent: (chance) => isNew && chance.chance(world.settings.notifications.silentNewShare),
    body: (subscriptionId) => JSON.stringify(messageOf(world, order, subscriptionId)),
    forged: (chance, body) => forged(chance, order, body),
  });
}

/** Sends a message about a level that has changed, whoever changed it, to the bus of its seller's subscription, where there is one. */
export function notifyLevel(world: World, shop: Shop, sellerSku: string, quantity: number): void {
  send(world, shop, 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE', {
    about: sellerSku,
    isSilent: () => false,
    body: (subscriptionId) => {
      const Payload = { SellerId: shop.code, FulfillmentChannelCode: 'DEFAULT', Sku: sellerSku, Quantity: quantity };
      return JSON.stringify(enveloped(world, shop, 'LISTINGS_ITEM_MFN_QUANTITY_CHANGE', Payload, subscriptionId));
    },
    forged: forgedLevel,
  });
}

/** What befalls the nth message about one thing: messages about others change nothing for it. */
function chanceOf({ seed, noticesAbout }: World, { code }: Shop, type: Type, about: string): Prng {
  const name = [code, type, about].join(' ');
  const nth = (noticesAbout.get(name) ?? 0) + 1;
  noticesAbout.set(name, nth);
  return prng(seedOf(seed, 'notifications', name, String(nth)));
}

/** Sends what there is a subscription for, with what happens to messages on their way. */
function send(
  world: World,
  shop: Shop,
  type: Type,
  message: {
    readonly about: string;
    isSilent(chance: Prng): boolean;
    body(subscriptionId: string): string;
    forged(chance: Prng, body: string): string;
  },
): void {
  const subscription = shop.subscriptions.get(type);
  const destination = subscription === undefined ? undefined : world.destinations.get(subscription.destinationId);
  if (subscription === undefined || destination === undefined) return;
  const { lostShare, doubledShare, forgedShare } = world.settings.notifications;
  const chance = chanceOf(world, shop, type, message.about);
  const post = (body: string): void => {
    const { delayMinMs, delayMaxMs, lateShare, lateMs } = world.settings.notifications;
    const late = chance.chance(lateShare) ? lateMs : 0;
    world.notices.push({
      at: world.timeMs + drawBetween(chance, delayMinMs, delayMaxMs) + late,
      to: destination.address,
      body,
    });
  };
  const body = message.body(subscription.id);
  if (message.isSilent(chance)) return;
  if (!chance.chance(lostShare)) post(body);
  if (chance.chance(doubledShare)) post(body);
  if (chance.chance(forgedShare)) post(message.forged(chance, body));
}

/** A level that Amazon never told: far below, of another seller, of a SKU that is not there, half a message. */
function forgedLevel(chance: Prng, body: string): string {
  switch (chance.int(0, 3)) {
    case 0:
      return body.replace(/"Quantity":-?\d+/, '"Quantity":-7');
    case 1:
      return body.replace(/"SellerId":"[^"]*"/, '"SellerId":"A0NOBODY"');
    case 2:
      return body.replace(/"Sku":"[^"]*"/, '"Sku":"made-up"');
    default:
      return body.slice(0, Math.floor(body.length / 2));
  }
}

/** Something that Amazon never sent: an order that is not there, another seller's, no message at all, too large a one. */
function forged(chance: Prng, { orderId, shop }: Order, body: string): string {
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
  const isBuyers = order.cancelRequest !== null;
  const OrderChangeNotification = {
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
  };
  return enveloped(world, order.shop, 'ORDER_CHANGE', { OrderChangeNotification }, subscriptionId);
}

/** What messages of all types have; `schemas/notifications/ListingsItemMfnQuantityChange.json` has it, too. */
function enveloped(world: World, shop: Shop, type: Type, payload: object, subscriptionId: string) {
  const moment = new Date(world.timeMs).toISOString();
  return {
    NotificationVersion: '1.0',
    NotificationType: type,
    PayloadVersion: '1.0',
    EventTime: moment,
    Payload: payload,
    NotificationMetadata: {
      ApplicationId: shop.application.clientId,
      SubscriptionId: subscriptionId,
      PublishTime: moment,
      NotificationId: world.noticeChance.hex(32),
    },
  };
}

/** The messages that have left for their destinations since this was asked last, in the order in which they arrive. */
export function takeNotifications(world: World): Notification[] {
  catchUp(world);
  const due = world.notices.filter(({ at }) => at <= world.timeMs).sort((one, other) => one.at - other.at);
  world.notices = world.notices.filter(({ at }) => at > world.timeMs);
  return due.map(({ to, body }) =>
    'queueArn' in to ? { queueArn: to.queueArn, body } : { eventSource: to.eventSource, body },
  );
}
