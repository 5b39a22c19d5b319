// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type {
  ChangeReply,
  GetOrderReply,
  InventoriesReply,
  InventoryErrors,
  InventoryName,
  InventoryRow,
  KeyExpiryReply,
  OrderModel,
  OrderStateModel,
  SearchOrderReply,
} from './wire.ts';

export declare const changeReply: Shape<ChangeReply>;
export declare const getOrderReply: Shape<GetOrderReply>;
export declare const inventoriesReply: Shape<InventoriesReply>;
export declare const inventoryErrors: Shape<InventoryErrors>;
export declare const inventoryName: Shape<InventoryName>;
export declare const inventoryRow: Shape<InventoryRow>;
export declare const keyExpiryReply: Shape<KeyExpiryReply>;
export declare const orderModel: Shape<OrderModel>;
export declare const orderStateModel: Shape<OrderStateModel>;
export declare const searchOrderReply: Shape<SearchOrderReply>;
