// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type { OrderListReply, OrderModel, OrderStateModel } from './wire.ts';

export declare const orderListReply: Shape<OrderListReply>;
export declare const orderModel: Shape<OrderModel>;
export declare const orderStateModel: Shape<OrderStateModel>;
