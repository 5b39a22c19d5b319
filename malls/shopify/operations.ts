import { sentence } from '../../core/kernel/index.ts';
import type { MallSwitches } from '../../core/ports/index.ts';
import { apiVersion } from './site.ts';

const path =
  'Dev Dashboard → Apps → (アプリ) → Versions → Create version → Access → Scopes → Release, そのあとストアの管理画面 → 設定 → アプリ で更新を承認';

/** What is tried of the version that is asked for. */
export const versionCheck = `API ${apiVersion}`;

/** Shopify opens its API by scopes of an app, which the shop approves. */
export const shopifySwitches: MallSwitches = {
  path,
  whenOff: sentence`not granted to the app: look under ${path}`,
  functions: [
    { name: 'read_orders', title: '注文の参照', feature: 'import' },
    // Which location's shelf an order takes from, and what is left to send.
    { name: 'read_merchant_managed_fulfillment_orders', title: '発送依頼の参照', feature: 'import' },
    { name: versionCheck, title: 'APIバージョン', feature: null },
    { name: 'write_merchant_managed_fulfillment_orders', title: '発送の登録', feature: 'status' },
    { name: 'read_products', title: '商品の参照', feature: 'stock' },
    { name: 'read_locations', title: 'ロケーションの参照', feature: 'stock' },
    { name: 'read_inventory', title: '在庫の参照', feature: 'stock' },
    { name: 'write_inventory', title: '在庫の更新', feature: 'stock' },
  ],
  untried: { import: [], status: [], stock: [] },
};

/** A scope that writes includes the one that reads. */
export const isGranted = (scope: string, granted: ReadonlySet<string>): boolean =>
  granted.has(scope) || (scope.startsWith('read_') && granted.has(scope.replace('read_', 'write_')));
