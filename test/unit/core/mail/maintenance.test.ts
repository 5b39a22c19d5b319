import { describe, expect, it } from 'vitest';
import { type MaintenanceAhead, maintenanceAhead, maintenanceImport } from '../../../../core/mail/maintenance.ts';
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

describe('what is open of a shop whose orders are not all here after a maintenance', () => {
  it('is the merchant’s where it takes a new key at RMS, and at Yahoo the consent, given again', () => {
    const rms = maintenanceImport('A店', 'rms', 'key');
    expect(rms).toMatchObject({ who: 'merchant', text: expect.stringContaining('ライセンスキーが受け付けられず') });
    const yahoo = maintenanceImport('A店', 'yahoo', 'key');
    expect(yahoo.text).toContain('再認可のページで、あらためて同意の操作をお願いいたします。');
    expect(yahoo.text).not.toContain('キー');
  });

  it('is the merchant’s where RMS wants a function switched on, which is named, and no new key', () => {
    const named = maintenanceImport('A店', 'rms', { functionOff: 'rpay.order.getOrder' });
    expect(named).toMatchObject({
      who: 'merchant',
      text: expect.stringContaining(
        'RMSの利用機能「rpay.order.getOrder」が「利用しない」に設定されているため、メンテナンス中の',
      ),
    });
    expect(named.text).toContain('「利用機能編集」で「利用する」に変更してください。');
    expect(named.text).not.toContain('新しいキー');
    const unnamed = maintenanceImport('A店', 'rms', { functionOff: null });
    expect(unnamed.text).toContain('RMSの利用機能が「利用しない」に設定されているため');
    // What an application may do at Yahoo is no merchant's to see to.
    const yahoo = maintenanceImport('A店', 'yahoo', { functionOff: null });
    expect(yahoo).toMatchObject({ who: 'us', text: expect.stringContaining('停止が解除されしだい取り込みます。') });
  });

  it('is under way where it goes on by itself, and ours where a person holds it, which is promised nothing', () => {
    const held = maintenanceImport('A店', 'rms', 'person');
    expect(held).toMatchObject({ who: 'us', text: expect.stringContaining('停止が解除されしだい取り込みます。') });
    expect(held.text).not.toContain('自動で');
    const goesOn = maintenanceImport('A店', 'rms', null);
    expect(goesOn).toMatchObject({
      who: 'us',
      text: expect.stringContaining('順次、自動で取り込んでいます(未完了)。'),
    });
    expect(goesOn.text.match(/取り込/g)).toHaveLength(1);
  });
});
