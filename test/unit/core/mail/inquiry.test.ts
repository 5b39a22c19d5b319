import { describe, expect, it } from 'vitest';
import type { Letter, MailIdentity } from '../../../../core/mail/letter.ts';
import { renderHtml, renderText } from '../../../../core/mail/render.ts';

const letter: Letter = {
  subject: '件名',
  asks: 'nothing',
  to: '角の店',
  opening: ['お知らせいたします。'],
  sections: [{ heading: '貴店でのご対応', lines: [{ kind: 'sentence', text: '特にございません。' }] }],
};
const replyTo = 'support@example.jp';
const telephone = '03-0000-0000';
const ask = 'ご不明な点がございましたら、';

describe('how to ask back', () => {
  it.each<[string, Pick<MailIdentity, 'replyTo' | 'telephone'>, string]>([
    [
      'a telephone, and answers too',
      { replyTo, telephone },
      '下記の電話番号までお問い合わせください。本メールへのご返信でも承ります。',
    ],
    ['answers where there is no telephone', { replyTo }, '本メールへのご返信でお問い合わせください。'],
    ['a telephone alone where answers go nowhere known', { telephone }, '下記の電話番号までお問い合わせください。'],
    ['the usual way where neither is set', {}, 'いつもの当社窓口までお問い合わせください。'],
  ])('a mail says how to ask back: it names %s', (_, ways, said) => {
    const identity = { fromName: '角田システム', signature: [], ...ways };
    const [before, footer] = renderText(letter, identity).split('────────────────────');
    expect(before?.endsWith(`\n■ お問い合わせ\n${ask}${said}\n\n`)).toBe(true);
    // 下記 has to be there below.
    expect(footer?.includes(telephone)).toBe('telephone' in ways);
    const html = renderHtml(letter, identity);
    expect(html).toContain(`${ask}${said}`);
    expect(html.indexOf('貴店でのご対応')).toBeLessThan(html.indexOf('お問い合わせ'));
  });
});
