import type { MallSwitches } from '../../core/ports/index.ts';

const applicationPath =
  'Yahoo!デベロッパーネットワーク → アプリケーションの管理 (注文APIの利用申請, グローバルIPアドレスの登録)';

/** What a shop needs beside its keys: nothing is switched in the shop's own pages, Yahoo opens the functions to an application. */
export const yahooSwitches: MallSwitches = {
  path: applicationPath,
  whenOff: `not open to this application: look under ${applicationPath}`,
  functions: [
    { name: 'orderList', title: '注文検索', feature: 'import' },
    { name: 'orderInfo', title: '注文詳細', feature: 'import' },
    { name: 'getStock', title: '在庫参照', feature: 'stock' },
  ],
  untried: { import: [], status: [], stock: ['setStock'] },
};
