import type { Operation } from '../operation.ts';
import { getOrder } from './get-order.ts';
import { orderFunction } from './order-function.ts';
import { searchOrder } from './search-order.ts';

/** Every function of the order API, with the part of its message codes that names it. */
export const ORDER_FUNCTIONS: readonly Operation[] = [
  orderFunction('searchOrder', 'SEARCH_ORDER', searchOrder, { write: false }),
  orderFunction('getOrder', 'GET_ORDER', getOrder, { write: false }),
];
