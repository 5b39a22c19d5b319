import type { SimRequest } from '../exchange.ts';
import { getItem } from './items/get-item.ts';
import { myItemList } from './items/my-item-list.ts';
import { stCategoryList } from './items/st-category-list.ts';
import type { Operation } from './operation.ts';
import { ORDER_FUNCTIONS } from './orders/functions.ts';
import { getStock } from './stock/get-stock.ts';
import { setStock } from './stock/set-stock.ts';
import { tokenEndpoint } from './way-in/token-endpoint.ts';

const PATHS = new Map<string, Operation>([
  ['/yconnect/v2/token', tokenEndpoint],
  ...[...ORDER_FUNCTIONS, setStock, getStock, stCategoryList, myItemList, getItem].map(
    (operation) => [`/ShoppingWebService/V1/${operation.name}`, operation] as const,
  ),
]);

/** Where a request leads; null: nowhere. The two hosts of the mall are one here. */
export function operationOf(request: SimRequest): Operation | null {
  return PATHS.get(request.path.split('?')[0] ?? '') ?? null;
}
