import type { Operation } from '../operation.ts';
import { orderInfo } from './order-info.ts';
import { orderList } from './order-list.ts';
import { orderPayStatusChange } from './pay-status.ts';
import { orderShipStatusChange } from './ship-status.ts';
import { orderSplit } from './split.ts';
import { orderStatusChange } from './status.ts';

/** The functions of the order API that this mall has. */
export const ORDER_FUNCTIONS: readonly Operation[] = [
  orderList,
  orderInfo,
  orderStatusChange,
  orderShipStatusChange,
  orderPayStatusChange,
  orderSplit,
];
