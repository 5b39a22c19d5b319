import type { MallName } from '../merchants/shop.ts';

/** What a mall refuses, and what brings the shop back: RMS knows keys, Yahoo a consent that is given again. */
export const keyRefused: Readonly<Record<MallName, { readonly what: string; readonly ask: string }>> = {
  rms: {
    what: 'ライセンスキーが受け付けられず',
    ask: '有効期限をご確認のうえ、新しいキーを当社へお知らせください。',
  },
  yahoo: {
    what: '利用の同意(認可)が受け付けられず',
    ask: '当社からご案内している再認可のページで、あらためて同意の操作をお願いいたします。',
  },
};
