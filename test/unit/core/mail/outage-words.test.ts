import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { type OutageOpened, outageInterim, outageOpened } from '../../../../core/mail/outage-opened.ts';
import { renderText } from '../../../../core/mail/render.ts';
import type { Capability } from '../../../../core/model/health.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';

const since = Date.UTC(2020, 1, 10, 6, 45);
const everything = ['import', 'status', 'stock'] as const;
const text = (letter: Parameters<typeof renderText>[0]) =>
  renderText(letter, { fromName: '角田システム', signature: [] });

const shop = (name: string, heldApart: readonly Capability[] = []) => ({
  ...{ name, heldApart },
  importedUntil: since - minuteMs,
});
const opened = (facts: Partial<OutageOpened> = {}): string =>
  text(
    outageOpened({
      ...{ merchant: '角の店', mall: rmsMail, since, capabilities: everything, features: everything },
      ...{ shops: [shop('A店'), shop('B店')], heldPushes: 3, ...facts },
    }),
  );
const interim = (capabilities: readonly Capability[], note = '復旧作業中です。') =>
  outageInterim({ merchant: '角の店', mall: rmsMail, since, capabilities, note });

describe('a mail of an outage', () => {
  it('says nothing of stock or of overselling to a merchant who only has orders imported', () => {
    const toImporter = opened({ capabilities: ['import'], features: ['import'] });
    expect(toImporter).not.toMatch(/在庫|売り越し/);
    expect(opened()).toMatch(/・他モールの在庫: .+\n/);
  });

  it('offers a reserve to a merchant whose levels we set, instead of asking them to set levels', () => {
    expect(opened()).toMatch(/売り越しの可能性: .+安全在庫.+当社までご依頼ください。/);
    expect(opened()).not.toContain('お控えめ');
  });

  it('mentions stock to a merchant whose stock we manage, also where only the import is out', () => {
    expect(opened({ capabilities: ['import'] })).toContain('売り越しの可能性');
    expect(opened({ capabilities: ['status'] })).not.toContain('売り越しの可能性');
  });

  it.each([[['status']], [['stock']], [['status', 'stock']]] as const)(
    'promises no comparison of orders, and speaks of no lost connection, where only %s is out',
    (capabilities) => {
      for (const mail of [opened({ capabilities }), text(interim(capabilities))]) {
        expect(mail).not.toMatch(/照合|接続/);
        expect(mail).toContain('楽天市場との連携の一部(');
      }
      expect(interim(capabilities).subject).toBe('【途中経過】楽天市場 一部機能の障害(2/10 15:45〜)');
    },
  );

  it('promises the comparison where orders could not be imported', () => {
    for (const mail of [opened(), text(interim(everything))]) expect(mail).toContain('照合が終わりましたら');
    expect(interim(everything).subject).toBe('【途中経過】楽天市場 接続障害(2/10 15:45〜)');
  });
});

describe('a word in between', () => {
  it('does not deny what its note may ask for', () => {
    const letter = interim(['import'], 'お急ぎのご注文は、楽天市場の画面でご確認ください。');
    expect(letter.subject).not.toContain('対応不要');
    expect(letter.sections[0]).toMatchObject({
      heading: '貴店でのご対応',
      lines: [{ text: '下の「途中経過」に特にお願いの記載がない限り、ご対応は不要です。' }],
    });
    // 下の: it is the section that follows.
    expect(letter.sections[1]?.heading).toBe('途中経過');
  });
});

describe('a shop that something else holds, too', () => {
  it('is taken out of the promise to go on, by its name', () => {
    const mail = opened({ shops: [shop('A店'), shop('B店', everything)] });
    expect(mail).toContain(
      'この件でのご対応は、特にございません。復旧後、自動で再開いたします(次に記載のものを除きます)。\nB店は、別の理由で停止中です。',
    );
    expect(mail).toContain('「B店」は 2月10日(月) 15:44 までのご注文を取込済みです(別の理由で停止中)。');
    expect(mail).toContain('「A店」は 2月10日(月) 15:44 までのご注文を取込済みです。');
  });

  it('is named with what is held where that is not everything that is out', () => {
    const mail = opened({ shops: [shop('A店'), shop('B店', ['stock'])] });
    expect(mail).toContain('B店(在庫の連動)は、別の理由で停止中です。');
    expect(mail).not.toContain('取込済みです(別の理由で停止中)');
  });

  it('gets no promise at all where it is the only one', () => {
    const mail = opened({ shops: [shop('B店', everything)] });
    expect(mail).not.toContain('自動で再開');
    expect(mail).toContain('接続できない間のご注文も、再開後にすべて取り込みます。');
    expect(mail).toContain('再開後に順に送信いたします。');
    expect(mail).toContain('再開後に最新の在庫数を送信いたします。');
  });

  it('is not spoken of where there is none', () => {
    expect(opened()).not.toContain('別の理由で停止中');
    expect(opened()).toContain('特にございません。復旧後、自動で再開いたします。');
  });
});
