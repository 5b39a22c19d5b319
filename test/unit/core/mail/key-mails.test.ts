import { describe, expect, it } from 'vitest';
import { dayMs } from '../../../../core/kernel/time.ts';
import { type KeyFacts, keyEnded, keyEnding } from '../../../../core/mail/key-mails.ts';
import { renderHtml, renderText } from '../../../../core/mail/render.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { yahooMail } from '../../../../malls/yahoo/mail.ts';
import { yahooTraits } from '../../../../malls/yahoo/traits.ts';

const at = Date.parse('2026-12-01T09:00:00+09:00');
const end = Date.parse('2026-12-08T23:59:59+09:00');
const facts: KeyFacts = {
  ...{ merchant: '角田商店', shop: '角の店', mall: rmsMail, expiry: { part: 'licence', at: end }, at },
  features: ['import', 'status', 'stock'],
};
const identity = { fromName: '窓口', signature: [] };
const text = (letter: ReturnType<typeof keyEnding>): string => renderText(letter, identity);

describe('the mail ahead of the end of a licence key', () => {
  const letter = keyEnding(facts);

  it('the mail ahead of the end of a licence key says in its subject what to do it about, and by when', () => {
    expect(letter.subject).toBe('【要対応】楽天市場 ライセンスキーの期限のお知らせ(あと7日、12/8 23:59まで)');
  });

  it('the mail ahead of the end of a licence key begins with what to do, with both ways through the pages of RMS', () => {
    expect(letter.sections[0]?.heading).toBe('貴店でのご対応');
    expect(text(letter)).toContain('「店舗様向け情報・サービス」を開きます');
    expect(text(letter)).toContain('「WEB APIサービス」→「2-1 アプリ一覧」');
    expect(text(letter)).toContain('「各種申請・設定変更」→「システム開発企業からのAPIアクセス許可設定」');
    expect(text(letter)).toContain('「ライセンスキーの確認・変更」');
  });

  it('the mail ahead of the end of a licence key says that a new key ends the old one, and that nothing is missed', () => {
    expect(text(letter)).toContain('発行した時点で、これまでのキーが使えなくなります');
    expect(text(letter)).toContain('これまでのキーも有効期限まで使えます');
    expect(text(letter)).toContain('10〜30分');
    expect(text(letter)).toContain('切り替え後にすべて取り込みます');
  });

  it('the mail ahead of the end of a licence key asks the merchant not to send a key by mail', () => {
    expect(text(letter)).toContain('このメールへのご返信などには記載せず');
  });

  it.each([
    [14, '7日前・3日前・前日と、期限を過ぎたとき'],
    [7, '3日前・前日と、期限を過ぎたとき'],
    [2, '前日と、期限を過ぎたとき'],
    [1, '期限を過ぎたとき'],
    [0, '期限を過ぎたとき'],
  ])('the mail about a key with %i days left names the mails that can still come', (days, next) => {
    const sent = text(keyEnding({ ...facts, at: end - days * dayMs }));
    expect(sent).toContain(`更新を確認できない場合は、${next}にあらためて`);
    expect(sent).toContain(days === 0 ? '(本日まで)' : `(あと${days}日)`);
  });
});

describe('the mail about a key', () => {
  it('the mail about a key names what stops of what is switched on for the merchant, and of what is done at this mall', () => {
    expect(text(keyEnding({ ...facts, features: ['import'] }))).toContain('・受注の取込が停止します。');
    const yahoo = keyEnding({ ...facts, mall: yahooMail, expiry: { part: 'consent', at: end } });
    expect(text(yahoo)).toContain('・受注の取込・ステータスの送信・在庫の連動が停止します。');
    expect([rmsMail.capabilities, yahooMail.capabilities]).toEqual([rmsTraits.capabilities, yahooTraits.capabilities]);
  });

  it('the mail about a key states for a consent and for a 公開鍵 what is to be done at Yahoo!ショッピング', () => {
    const yahoo = { ...facts, mall: yahooMail } as const;
    expect(text(keyEnding({ ...yahoo, expiry: { part: 'consent', at: end } }))).toContain('同意の操作をします');
    const publicKey = text(keyEnding({ ...yahoo, expiry: { part: 'public-key', at: end } }));
    expect(publicKey).toContain('ストアクリエイターProにログインし、「設定」→「暗号鍵管理」');
    expect(publicKey).not.toContain('RMS');
  });

  it('the mail about a key does not call a 公開鍵 a secret, which a public key is not', () => {
    const letter = keyEnding({ ...facts, mall: yahooMail, expiry: { part: 'public-key', at: end } });
    expect(text(letter)).not.toMatch(/大切な情報|重要な情報|記載せず/);
    expect(letter.sections.map(({ heading }) => heading)).not.toContain('ご注意');
  });

  it('the mail about a key numbers the steps, which have to be taken one after the other, and says how many there are', () => {
    const letter = keyEnding(facts);
    expect(text(letter)).toMatch(
      /手順は、次の4つです。\n1\. RMSにログインし.+\n2\. お使いのキーの.+\n3\. 新しいライセンスキー.+\n4\. 発行されましたら/,
    );
    const html = renderHtml(letter, identity);
    expect(html.match(/<ol [^>]+>(<li>(?:(?!<li>).)+<\/li>){4}<\/ol>/)).not.toBeNull();
  });

  it('the mail after the end of a key says that it is urgent, what has stopped, and that the orders of that time are not lost', () => {
    const letter = keyEnded({ ...facts, at: end + dayMs });
    expect(letter.subject).toBe('【至急】楽天市場 ライセンスキーの期限が切れました(12/8 23:59)');
    expect(text(letter)).toContain('現在、受注の取込・ステータスの送信・在庫の連動が停止しています。');
    expect(text(letter)).toContain('更新後にすべて取り込みます');
    expect(text(keyEnded({ ...facts, features: ['import'] }))).not.toContain('在庫の連動が停止している間');
    expect(text(letter)).toMatch(/在庫の連動が停止している間は、.+安全在庫.+当社までご依頼ください。/);
    expect(text(letter)).not.toContain('お控えめ');
  });

  it('the mail about a key lets no name of a shop break a line or run on for ever', () => {
    const shop = `長い${'名'.repeat(200)}\n■ 貴店でのご対応`;
    expect(text(keyEnding({ ...facts, shop })).match(/■ 貴店でのご対応/g)).toHaveLength(1);
  });
});
