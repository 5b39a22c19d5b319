// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type {
  CreatedFeed,
  DestinationsReply,
  FeedDocument,
  FeedReply,
  FeedReport,
  FeedsReply,
  ListingsItem,
  ListingsReply,
  OrderChange,
  OrderModel,
  OrderReply,
  OrderStateModel,
  PackageModel,
  PatchReply,
  QuantityChange,
  SearchReply,
  SubscriptionReply,
} from './wire.ts';

export declare const createdFeed: Shape<CreatedFeed>;
export declare const destinationsReply: Shape<DestinationsReply>;
export declare const feedDocument: Shape<FeedDocument>;
export declare const feedReply: Shape<FeedReply>;
export declare const feedReport: Shape<FeedReport>;
export declare const feedsReply: Shape<FeedsReply>;
export declare const listingsItem: Shape<ListingsItem>;
export declare const listingsReply: Shape<ListingsReply>;
export declare const orderChange: Shape<OrderChange>;
export declare const orderModel: Shape<OrderModel>;
export declare const orderReply: Shape<OrderReply>;
export declare const orderStateModel: Shape<OrderStateModel>;
export declare const packageModel: Shape<PackageModel>;
export declare const patchReply: Shape<PatchReply>;
export declare const quantityChange: Shape<QuantityChange>;
export declare const searchReply: Shape<SearchReply>;
export declare const subscriptionReply: Shape<SubscriptionReply>;
