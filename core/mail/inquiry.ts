import { type MailIdentity, type Section, sentence } from './letter.ts';

/** How a merchant asks back, at the end of every mail. An answer is asked for only where it is known to be read: at the `replyTo`. */
export function inquirySection({ replyTo, telephone }: Pick<MailIdentity, 'replyTo' | 'telephone'>): Section {
  return { heading: 'お問い合わせ', lines: [sentence(`ご不明な点がございましたら、${waysOf(replyTo, telephone)}`)] };
}

function waysOf(replyTo: string | undefined, telephone: string | undefined): string {
  if (telephone === undefined) {
    return replyTo === undefined
      ? 'いつもの当社窓口までお問い合わせください。'
      : '本メールへのご返信でお問い合わせください。';
  }
  const byTelephone = '下記の電話番号までお問い合わせください。';
  return replyTo === undefined ? byTelephone : `${byTelephone}本メールへのご返信でも承ります。`;
}
