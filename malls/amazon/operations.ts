import { sentence } from '../../core/kernel/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';

/** The operations of the Selling Partner API that we call. */
export type AmazonOperation =
  | 'searchOrders'
  | 'getOrder'
  | 'confirmShipment'
  | 'getListingsItem'
  | 'patchListingsItem'
  | 'searchListingsItems'
  | 'createFeedDocument'
  | 'feedDocument'
  | 'createFeed'
  | 'getFeed'
  | 'getFeeds'
  | 'getFeedDocument'
  | 'getDestinations'
  | 'createDestination'
  | 'getSubscription'
  | 'createSubscription';

const path = 'セラーセントラル → アプリとサービス → アプリの開発 (アプリのロール), アプリの管理 (出品者の承認)';

/** What a seller needs beside the keys: Amazon opens operations by the roles of an application, and a seller authorises them. */
export const amazonSwitches: MallSwitches = {
  path,
  whenOff: sentence`not open to this application: look under ${path}`,
  functions: [
    { name: 'getOrder', title: '注文の参照', feature: 'import' },
    { name: 'searchOrders', title: '注文の検索', feature: 'import' },
    { name: 'getListingsItem', title: '出品の参照', feature: 'stock' },
  ],
  untried: { import: [], status: ['confirmShipment'], stock: ['patchListingsItem'] },
};
