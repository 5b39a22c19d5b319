import type { MallSwitches } from '../../core/ports/index.ts';
import type { RmsOperation } from './operations.ts';

/** The way to the switches of 利用機能編集 through RMS's pages. */
export const switchesPath = '店舗様向け情報・サービス → WEB APIサービス → 利用機能編集';

/** What RMS's list of its functions shows each as (`docs/malls/rms.md#the-switches`): the one source of these names. */
export const switchName: Readonly<Record<RmsOperation, string>> = {
  searchOrder: 'rpay.order.searchOrder',
  getOrder: 'rpay.order.getOrder',
  confirmOrder: 'rpay.order.confirmOrder',
  updateOrderShipping: 'rpay.order.updateOrderShipping',
  updateOrderSubStatus: 'rpay.order.updateOrderSubStatus',
  updateOrderMemo: 'rpay.order.updateOrderMemo',
  cancelOrder: 'rpay.order.cancelOrder',
  keyExpiry: 'license.expiryDate.get',
  getSubStatusList: 'rpay.order.getSubStatusList',
  inventoryBulkGet: 'inventories.bulk.get',
  inventoryBulkGetRange: 'inventories.bulk.get.range',
  inventoryBulkUpsert: 'inventories.bulk.upsert',
};

/**
 * The functions that a shop has to set to 利用する. Of each API the reading ones are tried; the others would change something.
 */
export const rmsSwitches: MallSwitches = {
  path: switchesPath,
  whenOff: `not ticked: set it to 利用する under ${switchesPath}`,
  functions: [
    { name: switchName.searchOrder, title: '受注検索', feature: 'import' },
    { name: switchName.getOrder, title: '注文情報取得', feature: 'import' },
    { name: switchName.keyExpiry, title: 'ライセンスキー有効期限取得', feature: null },
    { name: switchName.getSubStatusList, title: 'サブステータス情報取得', feature: 'status' },
    { name: switchName.inventoryBulkGet, title: '在庫情報一括取得', feature: 'stock' },
  ],
  untried: {
    import: [],
    status: [
      switchName.confirmOrder,
      switchName.updateOrderShipping,
      switchName.updateOrderSubStatus,
      switchName.updateOrderMemo,
      switchName.cancelOrder,
    ],
    stock: [switchName.inventoryBulkUpsert],
  },
};
