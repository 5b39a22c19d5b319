import type { MallMail } from '../../core/ports/index.ts';

/** What mails to merchants say of 楽天市場. */
export const rmsMail: MallMail = {
  name: '楽天市場',
  screen: '楽天市場の管理画面(RMS)',
  capabilities: ['import', 'status', 'stock'],
  keyWays: {
    licence: {
      name: 'ライセンスキー',
      task: '新しいライセンスキーを発行し、当社へお知らせください。',
      steps: [
        'RMSにログインし、「店舗様向け情報・サービス」→「WEB APIサービス」→「2-1 アプリ一覧」を開きます。',
        'アプリ登録者名が「店舗様」の行の「詳細」を開き、「ライセンスキーの確認・変更」から新しいライセンスキーを発行します。',
        '発行されましたら、すぐに新しいライセンスキーを当社へお知らせください。',
      ],
      cautions: [
        '新しいキーを発行すると、これまでのキーはその時点で使えなくなります。発行後はお早めにお知らせください。',
        '発行から10〜30分ほどは、新しいキーが楽天市場に受け付けられないことがあります。使えるようになり次第、自動で切り替えますので、再発行せずにお待ちください。',
        '切り替わるまでの間のご注文は、切り替え後にすべて取り込みます。',
        'ライセンスキーは重要な情報です。このメールへのご返信などには記載せず、当社からご案内している方法でお渡しください。',
      ],
    },
  },
  keyRefused: {
    what: 'ライセンスキーが受け付けられず',
    ask: '有効期限をご確認のうえ、新しいキーを当社へお知らせください。',
  },
  // RMS has a switch for each function, which is the merchant's.
  functionOff: (name) => ({
    what: `RMSの利用機能${name === null ? '' : `「${name}」`}が「利用しない」に設定されているため`,
    ask: 'RMSのWEB APIサービスの「利用機能編集」で「利用する」に変更してください。ライセンスキーの再発行は不要です。',
  }),
  nextDay: '最強翌日配送・あす楽',
};
