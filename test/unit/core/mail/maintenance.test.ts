import { describe, expect, it } from 'vitest';
import { type MaintenanceAhead, maintenanceAhead, maintenanceTask } from '../../../../core/mail/maintenance.ts';
import { renderText } from '../../../../core/mail/render-text.ts';
import { hourMs } from '../../../../core/units.ts';

const from = Date.UTC(2020, 1, 10, 17);
const ahead = (facts: Pick<MaintenanceAhead, 'capabilities' | 'features'> & Partial<MaintenanceAhead>): string =>
  renderText(
    maintenanceAhead({
      merchant: '角の店',
      mall: 'rms',
      from,
      to: from + 3 * hourMs,
      shops: [{ name: 'A店' }],
      ...facts,
    }),
    { fromName: '角田システム', signature: [] },
  );

describe('the mail ahead of a maintenance', () => {
  it('says of changes of a status that they are held and sent afterwards, and nothing of stock', () => {
    const mail = ahead({ capabilities: ['status'], features: ['import', 'status', 'stock'] });
    expect(mail).toContain('・ステータスの送信: メンテナンス中の変更は当社でお預かりし、終了後に順に送信いたします。');
    expect(mail).not.toMatch(/在庫|売り越し|ご注文は/);
  });

  it('says nothing of stock to who only has orders imported', () => {
    const mail = ahead({ capabilities: ['import'], features: ['import'] });
    expect(mail).toContain('メンテナンス中のご注文は、終了後にすべて取り込みます。');
    expect(mail).not.toMatch(/在庫|売り越し/);
  });

  it('offers a reserve to who has us set the levels', () => {
    for (const capability of ['import', 'stock'] as const) {
      const mail = ahead({ capabilities: [capability], features: ['import', 'stock'] });
      expect(mail).toMatch(/売り越しの可能性: .+安全在庫.+当社までご依頼ください。/);
      expect(mail).not.toContain('お控えめ');
    }
    expect(ahead({ capabilities: ['stock'], features: ['stock'] })).toContain('終了後に最新の在庫数を送信いたします。');
  });

  it('promises a shop that something else holds nothing', () => {
    const mail = ahead({
      ...{ capabilities: ['import'], features: ['import'] },
      shops: [{ name: 'A店', heldApart: ['import'] }],
    });
    expect(mail).toContain('A店は、別の理由で停止中です。終了後も、その停止が解除されるまで再開いたしません。');
    expect(mail).not.toContain('自動で再開');
  });
});

describe('what a merchant can do after a maintenance', () => {
  it('is a new key at RMS, and at Yahoo the consent, given again', () => {
    expect(maintenanceTask('A店', 'rms', 'key')).toContain('ライセンスキーが受け付けられず');
    const yahoo = maintenanceTask('A店', 'yahoo', 'key');
    expect(yahoo).toContain('再認可のページで、あらためて同意の操作をお願いいたします。');
    expect(yahoo).not.toContain('キー');
  });

  it('promises nothing of a shop that a person holds', () => {
    expect(maintenanceTask('A店', 'rms', 'person')).toContain('停止が解除されしだい取り込みます。');
    expect(maintenanceTask('A店', 'rms', 'person')).not.toContain('自動で');
    expect(maintenanceTask('A店', 'rms', null)).toContain('このまま自動で取り込みます。');
  });
});
