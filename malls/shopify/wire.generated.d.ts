// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type {
  Changed,
  Connection,
  FulfillmentOrder,
  FulfillmentOrderLine,
  Granted,
  InventoryItem,
  NamedOrder,
  OrderModel,
  OrderStateModel,
} from './wire.ts';

export declare const changed: Shape<Changed>;
export declare const connection: Shape<Connection>;
export declare const fulfillmentOrder: Shape<FulfillmentOrder>;
export declare const fulfillmentOrderLine: Shape<FulfillmentOrderLine>;
export declare const granted: Shape<Granted>;
export declare const inventoryItem: Shape<InventoryItem>;
export declare const namedOrder: Shape<NamedOrder>;
export declare const orderModel: Shape<OrderModel>;
export declare const orderStateModel: Shape<OrderStateModel>;
