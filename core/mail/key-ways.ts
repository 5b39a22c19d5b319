import type { ExpiringPart } from '../merchants/key-expiry.ts';
import { type Line, point } from './letter.ts';

/** What a merchant is told of a part of their keys that ends. Where the way through the mall's pages comes from: `docs/keys.md`. */
export interface KeyWay {
  /** What the mall calls it. */
  readonly name: string;
  /** What has to be done, in a sentence that names it. */
  readonly task: string;
  /** Step by step, through the mall's own pages. */
  readonly steps: readonly Line[];
  /** What to know before it is done. */
  readonly cautions: readonly Line[];
}

const secret = point(
  'キーは大切な情報です。このメールへの返信などには記載せず、当社からご案内している方法でお渡しください。',
);

/** The way to a new one, by the part that ends. */
export const keyWays: Readonly<Record<ExpiringPart, KeyWay>> = {
  licence: {
    name: 'ライセンスキー',
    task: '新しいライセンスキーを発行し、当社へお知らせください。',
    steps: [
      point('RMSにログインし、「店舗様向け情報・サービス」→「WEB APIサービス」→「2-1 アプリ一覧」を開きます。'),
      point(
        'アプリ登録者名が「店舗様」の行の「詳細」を開き、「ライセンスキーの確認・変更」から新しいライセンスキーを発行します。',
      ),
      point('発行されましたら、すぐに新しいライセンスキーを当社へお知らせください。'),
    ],
    cautions: [
      point('新しいキーを発行すると、これまでのキーはその時点で使えなくなります。発行後はお早めにお知らせください。'),
      point(
        '発行から10〜30分ほどは、新しいキーが楽天市場に受け付けられないことがあります。使えるようになりしだい自動で切り替えますので、発行し直さずにお待ちください。',
      ),
      point('切り替わるまでの間のご注文は、切り替え後にすべて取り込みます。'),
      secret,
    ],
  },
  consent: {
    name: '利用の同意(再認可)',
    task: 'アプリケーションの利用について、あらためて同意の操作をしてください。',
    steps: [
      point(
        '当社からご案内している再認可のページを開き、ストアを管理しているYahoo! JAPAN IDでログインして、同意の操作をします。',
      ),
      point('操作が終わりましたら、その日時を当社へお知らせください。'),
    ],
    cautions: [point('同意は4週間ごとに必要です。期限の前であれば、いつ操作していただいても差し支えございません。')],
  },
  'public-key': {
    name: '公開鍵',
    task: '新しい公開鍵を発行し、当社へお知らせください。',
    steps: [
      point('ストアクリエイターProにログインし、「設定」→「暗号鍵管理」を開きます。'),
      point('新しい公開鍵を発行します。'),
      point('発行されましたら、公開鍵とそのバージョン、発行日時を当社へお知らせください。'),
    ],
    cautions: [secret],
  },
};
