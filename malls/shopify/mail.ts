import type { MallMail } from '../../core/ports/index.ts';

/** What mails to merchants say of Shopify. */
export const shopifyMail: MallMail = {
  name: 'Shopify',
  screen: 'Shopifyの管理画面',
  capabilities: ['import', 'status', 'stock'],
  // Nothing of a key ends by itself.
  keyWays: {},
  keyRefused: {
    what: 'アプリの接続が受け付けられず',
    ask: 'Shopifyの管理画面の「設定」→「アプリ」で、アプリがインストールされているかをご確認ください。クライアントシークレットを変更された場合は、当社へお知らせください。',
  },
  functionOff: (name) => ({
    what:
      name === null
        ? 'アプリに必要な権限(スコープ)が付与されておらず'
        : `アプリに権限(スコープ)「${name}」が付与されておらず`,
    ask: 'Dev Dashboardの「Apps」→該当のアプリ→「Versions」で権限を追加したバージョンを公開し、Shopifyの管理画面の「設定」→「アプリ」で更新を承認してください。',
  }),
  nextDay: null,
};
