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

/** What a merchant finds each under in RMS. */
export const apiName: Readonly<Record<RmsOperation, string>> = {
  searchOrder: '楽天ペイ受注API (searchOrder)',
  getOrder: '楽天ペイ受注API (getOrder)',
  confirmOrder: '楽天ペイ受注API (confirmOrder)',
  updateOrderShipping: '楽天ペイ受注API (updateOrderShipping)',
  updateOrderSubStatus: '楽天ペイ受注API (updateOrderSubStatus)',
  updateOrderMemo: '楽天ペイ受注API (updateOrderMemo)',
  cancelOrder: '楽天ペイ受注API (cancelOrder)',
  keyExpiry: 'ライセンス管理API (license.expiryDate.get)',
  getSubStatusList: '楽天ペイ受注API (getSubStatusList)',
  inventoryBulkGet: '在庫API 2.0 (bulk.get)',
  inventoryBulkGetRange: '在庫API 2.0 (bulk.get.range)',
  inventoryBulkUpsert: '在庫API 2.0 (bulk.upsert)',
};

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
