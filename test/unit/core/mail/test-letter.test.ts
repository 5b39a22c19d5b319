import { expect, it } from 'vitest';
import { renderText } from '../../../../core/mail/render.ts';
import { testLetter } from '../../../../core/mail/status-digest.ts';

it('the test mail says which stage it came from, and what to look at', () => {
  const letter = testLetter({ stage: 'prod', where: 'ap-northeast-1', at: Date.parse('2026-11-24T15:45:00+09:00') });
  expect(letter.subject).toBe('【テスト】メール送信の確認(prod)');
  expect(renderText(letter, { fromName: '角田システム', signature: [] })).toBe(
    [
      'ご担当者 様',
      '',
      'いつもお世話になっております。角田システムです。',
      'このメールは、店舗様へのお知らせが届くことを確認するためのテストです。',
      '',
      '■ お願い',
      'このメールが届いていれば、送信の設定に問題はありません。ご返信は不要です。',
      '迷惑メールとして届いた場合や、差出人に見覚えのない名前が表示されている場合は、送信元ドメインの DKIM、SPF、DMARC の設定をご確認ください。',
      '',
      '■ 送信元',
      '・ステージ: prod(ap-northeast-1)',
      '・送信日時: 2026年11月24日(火) 15:45',
      '',
      '■ お問い合わせ',
      'ご不明な点がございましたら、いつもの当社窓口までお問い合わせください。',
      '',
      '────────────────────',
      '角田システム',
      '────────────────────',
    ].join('\n'),
  );
});
