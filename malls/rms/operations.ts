/** The functions of RMS that change orders. */
export type RmsChange =
  | 'confirmOrder'
  | 'updateOrderShipping'
  | 'updateOrderSubStatus'
  | 'updateOrderMemo'
  | 'cancelOrder';

/** The functions of RMS that we call. */
export type RmsOperation =
  | RmsChange
  | 'searchOrder'
  | 'getOrder'
  | 'keyExpiry'
  | 'getSubStatusList'
  | 'inventoryBulkGet'
  | 'inventoryBulkGetRange'
  | 'inventoryBulkUpsert';

/** True for what changes orders: its answer has words about each of them. */
export function isChange(operation: RmsOperation): operation is RmsChange {
  switch (operation) {
    case 'confirmOrder':
    case 'updateOrderShipping':
    case 'updateOrderSubStatus':
    case 'updateOrderMemo':
    case 'cancelOrder':
      return true;
    case 'searchOrder':
    case 'getOrder':
    case 'keyExpiry':
    case 'getSubStatusList':
    case 'inventoryBulkGet':
    case 'inventoryBulkGetRange':
    case 'inventoryBulkUpsert':
      return false;
  }
}
