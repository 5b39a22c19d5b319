// Made from wire.ts by `npm run generate`. Edit wire.ts instead.
import type { Shape } from '../shape.ts';
import type { Changed, Connection, Granted, InventoryItem, ListedOrder, OrderModel } from './wire.ts';

export declare const changed: Shape<Changed>;
export declare const connection: Shape<Connection>;
export declare const granted: Shape<Granted>;
export declare const inventoryItem: Shape<InventoryItem>;
export declare const listedOrder: Shape<ListedOrder>;
export declare const orderModel: Shape<OrderModel>;
