import type { MallMail } from '../../core/ports/index.ts';

/** What mails to merchants say of Yahoo!ショッピング. */
export const yahooMail: MallMail = {
  name: 'Yahoo!ショッピング',
  screen: 'Yahoo!ショッピングの管理画面(ストアクリエイターPro)',
  capabilities: ['import', 'status', 'stock'],
  keyWays: {
    consent: {
      name: '利用の同意(再認可)',
      task: 'アプリケーションの利用について、あらためて同意の操作をお願いいたします。',
      steps: [
        '当社からご案内している再認可のページを開き、ストアを管理しているYahoo! JAPAN IDでログインして、同意の操作をします。',
        '操作が終わりましたら、その日時を当社へお知らせください。',
      ],
      cautions: ['同意は4週間ごとに必要です。期限の前であれば、いつ操作していただいても差し支えございません。'],
    },
    'public-key': {
      name: '公開鍵',
      task: '新しい公開鍵を発行し、当社へお知らせください。',
      steps: [
        'ストアクリエイターProにログインし、「設定」→「暗号鍵管理」を開きます。',
        '新しい公開鍵を発行します。',
        '発行されましたら、公開鍵とそのバージョン、発行日時を当社へお知らせください。',
      ],
      cautions: [],
    },
  },
  keyRefused: {
    what: '利用の同意(認可)が受け付けられず',
    ask: '当社からご案内している再認可のページで、あらためて同意の操作をお願いいたします。',
  },
  // What an application may do at Yahoo is not the merchant's to see to.
  functionOff: null,
  nextDay: null,
};
