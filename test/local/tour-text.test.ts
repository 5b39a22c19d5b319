import { expect, it } from 'vitest';
import { leftText, soldTwiceText } from '../../local/desk/tour.ts';

it('"No action was needed" beside 【復旧・要確認1件】: the tour says what its mails leave to the merchants', () => {
  const subjects = ['【復旧】楽天市場 接続復旧のお知らせ', '【復旧・要確認1件】楽天市場 接続復旧のお知らせ'];
  expect(leftText(subjects)).toMatch(/left to the merchants: 1 to check \(要確認\)\.$/);
  expect(leftText(subjects.slice(0, 1))).toBe('No action was needed to detect, hold, resume or audit.');
});

it('"It names what was sold twice" below the all-clear of another merchant: the tour quotes the mail that does', () => {
  const mails = [
    { subject: '【復旧・取込漏れ0件】楽天市場', text: '漏れはありません。' },
    { subject: '【復旧・要確認1件】楽天市場', text: '次の1点\n・Tシャツ(SKU: T-1): 2個不足。' },
  ];
  expect(soldTwiceText(mails, 'T-1')).toBe(
    'One names what was sold twice, 【復旧・要確認1件】楽天市場: ・Tシャツ(SKU: T-1): 2個不足。',
  );
  expect(soldTwiceText(mails.slice(0, 1), 'T-1')).toBe(false);
});
