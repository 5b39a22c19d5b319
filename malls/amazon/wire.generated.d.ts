// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type {
  CreatedFeed,
  FeedDocument,
  FeedReply,
  FeedReport,
  FeedsReply,
  ListedOrder,
  ListingsItem,
  ListingsReply,
  OrderModel,
  OrderReply,
  OrderStateModel,
  PackageModel,
  PatchReply,
  SearchReply,
} from './wire.ts';

export declare const createdFeed: Shape<CreatedFeed>;
export declare const feedDocument: Shape<FeedDocument>;
export declare const feedReply: Shape<FeedReply>;
export declare const feedReport: Shape<FeedReport>;
export declare const feedsReply: Shape<FeedsReply>;
export declare const listedOrder: Shape<ListedOrder>;
export declare const listingsItem: Shape<ListingsItem>;
export declare const listingsReply: Shape<ListingsReply>;
export declare const orderModel: Shape<OrderModel>;
export declare const orderReply: Shape<OrderReply>;
export declare const orderStateModel: Shape<OrderStateModel>;
export declare const packageModel: Shape<PackageModel>;
export declare const patchReply: Shape<PatchReply>;
export declare const searchReply: Shape<SearchReply>;
