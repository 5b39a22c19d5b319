import type { MallMail } from '../../core/ports/index.ts';

/** What mails to merchants say of Amazon. */
export const amazonMail: MallMail = {
  name: 'Amazon',
  screen: 'Amazonの管理画面(セラーセントラル)',
  capabilities: ['import', 'status', 'stock'],
  keyWays: {
    'client-secret': {
      name: 'LWAクライアントシークレット',
      task: 'LWAクライアントシークレットの更新(ローテーション)をお願いいたします。',
      steps: [
        'セラーセントラルに主アカウントでログインし、「アプリとサービス」→「アプリの開発」を開きます。',
        '該当のアプリの「LWA認証情報」の「表示」を選び、「シークレットをローテーション」を選びます。',
        '新しいクライアントシークレットと更新した日時を当社へお知らせください。',
      ],
      cautions: [
        '更新後、以前のシークレットは7日で使えなくなります。更新されましたら、お早めにお知らせください。',
        'リフレッシュトークンの変更や、あらためての承認は必要ございません。',
      ],
    },
  },
  keyRefused: {
    what: 'アプリの承認が受け付けられず',
    ask: 'セラーセントラルの「アプリとサービス」→「アプリの管理」で、アプリの承認をご確認いただき、必要に応じてあらためて承認をお願いいたします。',
  },
  functionOff: (name) => ({
    what:
      name === null
        ? 'アプリに必要な権限(ロール)が付与されておらず'
        : `アプリに「${name}」を利用する権限(ロール)が付与されておらず`,
    ask: 'セラーセントラルの「アプリとサービス」→「アプリの管理」で、アプリをあらためて承認してください。',
  }),
  nextDay: null,
};
