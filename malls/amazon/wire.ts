import { type Static, type TSchema, Type } from 'typebox';

/*
 * The few fields of Amazon's replies that we use, and nothing else: a field that is not named here may come, go or change its form.
 * This file is for the build and the type checker only; at run time `wire.generated.js` stands for it.
 */

const maybe = <T extends TSchema>(schema: T) => Type.Optional(schema);
const notBlank = Type.String({ pattern: '\\S' });
/** ISO 8601, with a zone: the samples have `2024-12-25T02:30:00Z`. */
const moment = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(?:\\.\\d{1,9})?(?:Z|[+-]\\d{2}:?\\d{2})$',
});

/** The rows are checked one by one: one that cannot be read must not hide the others. */
const searchReply = Type.Object({
  orders: Type.Array(Type.Unknown()),
  pagination: maybe(Type.Object({ nextToken: maybe(Type.String()) })),
  createdBefore: maybe(Type.Unknown()),
  lastUpdatedBefore: maybe(Type.Unknown()),
});

const orderReply = Type.Object({ order: Type.Unknown() });

/** The model has it as optional: an answer without the part FULFILLMENT may leave it out. */
const fulfillment = maybe(
  Type.Object({
    fulfillmentStatus: Type.String({ pattern: '^[A-Z_]{1,40}$' }),
    fulfilledBy: maybe(Type.String()),
  }),
);

const orderModel = Type.Object({
  orderId: notBlank,
  createdTime: moment,
  lastUpdatedTime: moment,
  fulfillment,
  orderItems: Type.Array(
    Type.Object({
      orderItemId: notBlank,
      quantityOrdered: Type.Integer({ minimum: 0 }),
      product: Type.Object({ sellerSku: maybe(Type.String()), asin: maybe(Type.String()) }),
    }),
  ),
});

/** How an order stands. Its packages are read one by one. */
const orderStateModel = Type.Object({
  orderId: notBlank,
  fulfillment,
  orderItems: Type.Array(
    Type.Object({
      orderItemId: notBlank,
      quantityOrdered: Type.Integer({ minimum: 0 }),
      fulfillment: maybe(
        Type.Object({ quantityFulfilled: maybe(Type.Integer()), quantityUnfulfilled: maybe(Type.Integer()) }),
      ),
    }),
  ),
  packages: maybe(Type.Array(Type.Unknown())),
});

const packageModel = Type.Object({
  packageReferenceId: notBlank,
  carrier: maybe(Type.String()),
  shipTime: maybe(Type.Unknown()),
  trackingNumber: maybe(Type.String()),
  packageItems: maybe(Type.Array(Type.Object({ orderItemId: notBlank, quantity: Type.Integer() }))),
});

const listingsItem = Type.Object({
  sku: notBlank,
  fulfillmentAvailability: maybe(
    Type.Array(
      Type.Object({
        fulfillmentChannelCode: Type.String(),
        quantity: maybe(Type.Integer()),
      }),
    ),
  ),
  summaries: maybe(
    Type.Array(Type.Object({ status: maybe(Type.Array(Type.String())), lastUpdatedDate: maybe(Type.Unknown()) })),
  ),
});

const patchReply = Type.Object({
  sku: Type.String(),
  status: Type.String(),
  submissionId: maybe(Type.String()),
  issues: maybe(
    Type.Array(Type.Object({ code: Type.String(), message: Type.String(), severity: maybe(Type.String()) })),
  ),
});

const feedDocument = Type.Object({
  feedDocumentId: notBlank,
  url: Type.String({ pattern: '^https?://' }),
  compressionAlgorithm: maybe(Type.String()),
});

/** The number is part of a ticket. */
const createdFeed = Type.Object({ feedId: Type.String({ pattern: '^[\\w.-]{1,100}$' }) });

const feedReply = Type.Object({ processingStatus: Type.String(), resultFeedDocumentId: maybe(notBlank) });

const feedsReply = Type.Object({ feeds: Type.Array(Type.Unknown()) });

const feedReport = Type.Object({
  issues: Type.Array(
    Type.Object({
      messageId: maybe(Type.Integer()),
      code: maybe(Type.String()),
      severity: maybe(Type.String()),
      message: Type.String(),
    }),
  ),
});

/** Of what it says of the order, nothing is used but whether a listing has it: the order is read. */
const orderChange = Type.Object({
  NotificationType: Type.String({ pattern: '^ORDER_CHANGE$' }),
  Payload: Type.Object({
    OrderChangeNotification: Type.Object({
      SellerId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,60}$' }),
      AmazonOrderId: Type.String({ pattern: '^\\d{3}-\\d{7}-\\d{7}$' }),
      OrderChangeTrigger: maybe(Type.Object({ TimeOfOrderChange: maybe(Type.Unknown()) })),
      Summary: Type.Object({ MarketplaceId: Type.String(), FulfillmentType: maybe(Type.String()) }),
    }),
  }),
});

/** A seller's level at one channel has changed: by an order, by hand, or by a call of ours. */
const quantityChange = Type.Object({
  NotificationType: Type.String({ pattern: '^LISTINGS_ITEM_MFN_QUANTITY_CHANGE$' }),
  EventTime: maybe(Type.Unknown()),
  Payload: Type.Object({
    SellerId: Type.String({ pattern: '^[A-Za-z0-9_-]{1,60}$' }),
    FulfillmentChannelCode: Type.String(),
    Sku: notBlank,
    Quantity: Type.Integer(),
  }),
});

/** Of a subscription, and of one destination. */
const subscriptionReply = Type.Object({ payload: Type.Object({ destinationId: notBlank }) });

/** Each is read by itself. */
const destinationsReply = Type.Object({ payload: Type.Array(Type.Unknown()) });

const listingsReply = Type.Object({
  items: Type.Array(Type.Object({ sku: notBlank, fulfillmentAvailability: maybe(Type.Unknown()) })),
  pagination: maybe(Type.Object({ nextToken: maybe(Type.String()) })),
});

/** What is compiled into `wire.generated.js`, by name. */
export const schemas = {
  searchReply,
  orderReply,
  orderModel,
  orderStateModel,
  packageModel,
  listingsItem,
  patchReply,
  listingsReply,
  feedDocument,
  createdFeed,
  feedReply,
  feedsReply,
  feedReport,
  orderChange,
  quantityChange,
  subscriptionReply,
  destinationsReply,
};

export type SearchReply = Static<typeof searchReply>;
export type OrderReply = Static<typeof orderReply>;
export type OrderModel = Static<typeof orderModel>;
export type OrderStateModel = Static<typeof orderStateModel>;
export type PackageModel = Static<typeof packageModel>;
export type ListingsItem = Static<typeof listingsItem>;
export type PatchReply = Static<typeof patchReply>;
export type ListingsReply = Static<typeof listingsReply>;
export type FeedDocument = Static<typeof feedDocument>;
export type CreatedFeed = Static<typeof createdFeed>;
export type FeedReply = Static<typeof feedReply>;
export type FeedsReply = Static<typeof feedsReply>;
export type FeedReport = Static<typeof feedReport>;
export type OrderChange = Static<typeof orderChange>;
export type QuantityChange = Static<typeof quantityChange>;
export type SubscriptionReply = Static<typeof subscriptionReply>;
export type DestinationsReply = Static<typeof destinationsReply>;
