import { describe, expect, it } from 'vitest';
import type { PushStep } from '../../../core/model/push.ts';
import { inLanguage } from '../../../language/index.ts';
import { pushStepText } from '../../../views/change/index.ts';

describe('a step of a push’s history', () => {
  it('says that a change was seen only where it was, and of a later look what it found', () => {
    const step = { progress: '300' } as const;
    expect(pushStepText({ ...step, what: 'read-back' })).toBe('seen at the mall: progress 300');
    expect(pushStepText({ ...step, what: 'looked-again', detail: 'it is not so' })).toBe(
      'looked at the mall again: progress 300, it is not so',
    );
  });

  it('names rows of a parcel that is there twice by their number', () => {
    const called = { what: 'called', operation: 'ship', code: 'E1', surplusRows: 2, refused: true } as const;
    expect(pushStepText(called)).toBe('called the mall (ship): E1, removing 2 of them, refused');
    expect(pushStepText({ what: 'surplus-removed', surplusRows: 2 })).toBe('removed what was there twice: 2 of them');
    expect(pushStepText({ what: 'failed', surplusRows: 1 })).toBe('failed 要対応: surplus rows stay: 1');
  });

  it.each<[Omit<PushStep, 'at'>, string]>([
    [{ what: 'retrying', reason: 'unknown' }, '再試行待ち: 送信結果が不明'],
    [
      { what: 'retrying', reason: 'mall-processing', progress: '100' },
      '再試行待ち: モールで注文を処理中、ステータス 100',
    ],
    [{ what: 'retrying', detail: 'it is not so any more' }, '再試行待ち: 反映済みの内容がモールで元に戻っている'],
    [{ what: 'held', reason: 'outage' }, '一時停止により待機: 障害'],
    [
      { what: 'read-back', progress: '300', detail: 'no call was needed' },
      'モールで確認済み: ステータス 300、送信は不要',
    ],
    [{ what: 'read-back', detail: 'no call was needed' }, 'モールで確認済み: 送信は不要'],
    [{ what: 'looked-again', detail: 'absent, it is not so' }, 'モールを再確認: モールに注文なし、未反映'],
    [
      { what: 'looked-again', progress: '500', detail: 'it cannot be so: wrong-progress' },
      'モールを再確認: ステータス 500、反映できない: wrong-progress',
    ],
    [{ what: 'called', detail: 'the answer says nothing of this order' }, 'モールに送信: 応答にこの注文の結果なし'],
    [{ what: 'called', surplusRows: 2, refused: true }, 'モールに送信: 2件の削除、拒否'],
    [{ what: 'surplus-removed', surplusRows: 2 }, '重複を削除: 2件'],
    [{ what: 'failed', reason: 'order-unknown' }, '要対応: order-unknown'],
    [{ what: 'failed', surplusRows: 1 }, '要対応: 重複行が残っている: 1件'],
    [{ what: 'withdrawn', detail: 'asked otherwise since: 0abc' }, '取下げ済: その後に別の依頼あり: 0abc'],
  ])('%j is not left in English in Japanese', async (step, text) => {
    expect(await inLanguage('ja', () => pushStepText(step))).toBe(text);
  });
});
