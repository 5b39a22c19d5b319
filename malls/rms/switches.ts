import type { MallSwitches } from '../../core/ports/mall.ts';

/** The way to the switches of 利用機能編集 through RMS's pages. */
export const switchesPath = '店舗様向け情報・サービス → WEB APIサービス → 利用機能編集';

/**
 * The functions that a shop has to set to 利用する, by the names that RMS's list of them shows
 * (`docs/malls/rms.md#the-switches`). Of each API the reading ones are tried; the others would change something.
 */
export const rmsSwitches: MallSwitches = {
  path: switchesPath,
  whenOff: `not ticked: set it to 利用する under ${switchesPath}`,
  functions: [
    { name: 'rpay.order.searchOrder', title: '受注検索', feature: 'import' },
    { name: 'rpay.order.getOrder', title: '注文情報取得', feature: 'import' },
    { name: 'license.expiryDate.get', title: 'ライセンスキー有効期限取得', feature: null },
    { name: 'rpay.order.getSubStatusList', title: 'サブステータス情報取得', feature: 'status' },
    { name: 'inventories.bulk.get', title: '在庫情報一括取得', feature: 'stock' },
  ],
  untried: {
    import: [],
    status: [
      'rpay.order.confirmOrder',
      'rpay.order.updateOrderShipping',
      'rpay.order.updateOrderSubStatus',
      'rpay.order.updateOrderMemo',
      'rpay.order.cancelOrder',
    ],
    stock: ['inventories.bulk.upsert'],
  },
};
