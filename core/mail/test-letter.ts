import type { EpochMs } from '../units.ts';
import { fullMoment } from './days.ts';
import { type Letter, point, sentence } from './letter.ts';

/** The mail by which somebody tries whether mails arrive. It goes to whoever looks after a deployment, never to a merchant. */
export function testLetter(facts: {
  /** Which deployment it comes from: `prod`. */
  readonly stage: string;
  /** Where that is: `ap-northeast-1`. */
  readonly where: string;
  readonly at: EpochMs;
}): Letter {
  return {
    subject: `【テスト】メール送信の確認(${facts.stage})`,
    to: 'ご担当者',
    opening: ['このメールは、店舗様へのお知らせが届くことを確認するためのテストです。'],
    sections: [
      {
        heading: 'お願い',
        lines: [
          sentence('このメールが届いていれば、送信の設定に問題はありません。ご返信は不要です。'),
          sentence(
            '迷惑メールとして届いた場合や、差出人に見覚えのない名前が表示されている場合は、送信元ドメインの DKIM、SPF、DMARC の設定をご確認ください。',
          ),
        ],
      },
      {
        heading: '送信元',
        lines: [point(`ステージ: ${facts.stage}(${facts.where})`), point(`送信日時: ${fullMoment(facts.at)}`)],
      },
    ],
  };
}
