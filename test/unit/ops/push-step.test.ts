import { describe, expect, it } from 'vitest';
import type { PushStep } from '../../../core/model/push.ts';
import { inLanguage } from '../../../ops/language/language.ts';
import { pushStepText } from '../../../ops/orders/timeline.ts';

describe('a step of a push’s history', () => {
  it('says that a change was seen only where it was, and of a later look what it found', () => {
    const step = { at: 0, what: 'read-back' } as const;
    expect(pushStepText({ ...step, detail: 'progress 300' })).toBe('seen at the mall: progress 300');
    expect(pushStepText({ ...step, detail: 'looked again: progress 300, it is not so' })).toBe(
      'looked at the mall again: progress 300, it is not so',
    );
    // A row written before 0.2.0 was finished.
    expect(pushStepText({ ...step, detail: 'looked again: absent' })).toBe('looked at the mall again: absent');
  });

  it.each([
    ['retrying', 'unknown', '再試行待ち: 送信結果が不明'],
    ['retrying', 'mall-processing, progress 100', '再試行待ち: モールで注文を処理中、ステータス 100'],
    ['retrying', 'it is not so any more', '再試行待ち: 反映済みの内容がモールで元に戻っている'],
    ['held', 'outage', '一時停止により待機: 障害'],
    ['read-back', 'progress 300, no call was needed', 'モールで確認済み: ステータス 300、送信は不要'],
    ['read-back', ', no call was needed', 'モールで確認済み: 送信は不要'],
    ['read-back', 'looked again: absent, it is not so', 'モールを再確認: モールに注文なし、未反映'],
    [
      'read-back',
      'looked again: progress 500, it cannot be so: wrong-progress',
      'モールを再確認: ステータス 500、反映できない: wrong-progress',
    ],
    ['called', 'the answer says nothing of this order', 'モールに送信: 応答にこの注文の結果なし'],
    ['called', 'removing 2 of them, refused', 'モールに送信: 2件の削除、拒否'],
    ['surplus-removed', '2 of them', '重複を削除: 2件'],
    ['failed', 'surplus rows stay: 1', '要対応: 重複行が残っている: 1件'],
    ['withdrawn', 'asked otherwise since: 0abc', '取下げ済: その後に別の依頼あり: 0abc'],
  ] as const)('%s, %s: is not left in English in Japanese', async (what: PushStep['what'], detail, text) => {
    expect(await inLanguage('ja', () => pushStepText({ at: 0, what, detail }))).toBe(text);
  });
});
