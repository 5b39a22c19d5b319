import { expect, it } from 'vitest';
import { leftText } from '../../local/desk/tour.ts';

it('"No action was needed" beside 【復旧・要確認1件】: the tour says what its mails leave to the merchants', () => {
  const subjects = ['【復旧】楽天市場 接続復旧のお知らせ', '【復旧・要確認1件】楽天市場 接続復旧のお知らせ'];
  expect(leftText(subjects)).toMatch(/left to the merchants: 1 to check \(要確認\)\.$/);
  expect(leftText(subjects.slice(0, 1))).toBe('No action was needed to detect, hold, resume or audit.');
});
