// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type { GetOrderReply, KeyExpiryReply, OrderModel, SearchOrderReply } from './wire.ts';

export declare const getOrderReply: Shape<GetOrderReply>;
export declare const keyExpiryReply: Shape<KeyExpiryReply>;
export declare const orderModel: Shape<OrderModel>;
export declare const searchOrderReply: Shape<SearchOrderReply>;
