import { sentence } from '../../core/kernel/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';

/** The functions that change orders. */
export type YahooChange = 'orderChange' | 'orderStatusChange' | 'orderShipStatusChange' | 'orderPayStatusChange';

/** True for what changes orders: a refusal is a verdict on the order of the call. */
export function isChange(operation: YahooOperation): operation is YahooChange {
  return ['orderChange', 'orderStatusChange', 'orderShipStatusChange', 'orderPayStatusChange'].includes(operation);
}

/** The functions of ストアクリエイターPro's API that we call. */
export type YahooOperation =
  | YahooChange
  | 'orderList'
  | 'orderInfo'
  | 'getStock'
  | 'setStock'
  | 'stCategoryList'
  | 'myItemList'
  | 'getItem';

/**
 * Which API a function belongs to: they differ in how they are called, and in what a caller must show. `item` takes its fields in the
 * query of a GET, `stock` in the form of a POST, `order` an XML document.
 */
export function apiOf(operation: YahooOperation): 'order' | 'stock' | 'item' {
  switch (operation) {
    case 'orderList':
    case 'orderInfo':
    case 'orderChange':
    case 'orderStatusChange':
    case 'orderShipStatusChange':
    case 'orderPayStatusChange':
      return 'order';
    case 'getStock':
    case 'setStock':
      return 'stock';
    case 'stCategoryList':
    case 'myItemList':
    case 'getItem':
      return 'item';
  }
}

/** What a merchant finds each under in Yahoo's documents. */
export const apiName: Readonly<Record<YahooOperation, string>> = {
  orderList: '注文API (orderList)',
  orderInfo: '注文API (orderInfo)',
  orderChange: '注文API (orderChange)',
  orderStatusChange: '注文API (orderStatusChange)',
  orderShipStatusChange: '注文API (orderShipStatusChange)',
  orderPayStatusChange: '注文API (orderPayStatusChange)',
  getStock: '在庫API (getStock)',
  setStock: '在庫API (setStock)',
  stCategoryList: 'ストアカテゴリ一覧API (stCategoryList)',
  myItemList: '商品リストAPI (myItemList)',
  getItem: '商品参照API (getItem)',
};

/** Where each function lives below the base URL. */
export function pathOf(operation: YahooOperation): string {
  return `/ShoppingWebService/V1/${operation}`;
}

const applicationPath =
  'Yahoo!デベロッパーネットワーク → アプリケーションの管理 (注文APIの利用申請, グローバルIPアドレスの登録)';

/** What a shop needs beside its keys: nothing is switched in the shop's own pages, Yahoo opens the functions to an application. */
export const yahooSwitches: MallSwitches = {
  path: applicationPath,
  whenOff: sentence`not open to this application: look under ${applicationPath}`,
  functions: [
    { name: 'orderList', title: '注文検索', feature: 'import' },
    { name: 'orderInfo', title: '注文詳細', feature: 'import' },
    { name: 'getStock', title: '在庫参照', feature: 'stock' },
  ],
  untried: {
    import: [],
    status: ['orderChange', 'orderStatusChange', 'orderShipStatusChange', 'orderPayStatusChange'],
    stock: ['setStock'],
  },
};
