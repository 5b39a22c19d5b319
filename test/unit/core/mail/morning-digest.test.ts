import { describe, expect, it } from 'vitest';
import { minuteMs } from '../../../../core/kernel/time.ts';
import { morningDigest, type ShopMorning } from '../../../../core/mail/morning-digest.ts';
import { renderHtml, renderText } from '../../../../core/mail/render.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';
import { eight, endOf, identity, jst, number, some } from './mornings.ts';

describe('the morning digest', () => {
  const shop = { shopName: '角の店', mall: rmsMail, at: eight - 15 * minuteMs, knowsShipDays: true, groups: {} };
  const of = (shops: readonly Partial<ShopMorning>[], unread: readonly string[] = []) =>
    morningDigest({ merchant: '角商店', day: eight, shops: shops.map((one) => ({ ...shop, ...one })), unread });
  const text = (...given: Parameters<typeof of>): string => {
    const letter = of(...given);
    return letter === null ? '' : `${letter.subject}\n${renderText(letter, identity)}`;
  };

  it('is none where nothing is due and everything was looked at', () => {
    expect(of([{}, {}])).toBeNull();
    expect(of([{ groups: {}, knowsShipDays: false }])).toBeNull();
    expect(of([])).toBeNull();
  });

  it('counts in its subject what it lists, and nothing that is not there', () => {
    const groups = { overdue: some(1, '2026-11-23'), today: some(2, '2026-11-24', 2) };
    const letter = of([{ groups }, { shopName: '別館', groups: { today: some(1, '2026-11-24', 9) } }]);
    expect(letter?.subject).toBe('【本日のご確認】出荷期限超過 1件・本日が出荷期限 3件(11月24日(火))');
    expect(letter?.asks).toBe('something');
    expect(letter?.sections.map(({ heading }) => heading)).toEqual([
      '貴店でのご対応',
      '出荷期限超過: 角の店(楽天市場) 1件',
      '本日が出荷期限: 角の店(楽天市場) 2件',
      '本日が出荷期限: 別館(楽天市場) 1件',
      'このメールについて',
    ]);
    expect(text([{ groups }])).not.toMatch(/与信|確認できなかった|要対応/);
  });

  it('names the time of a 出荷期限 that the mall names within the day: it asked to ship until the evening what was due at three', () => {
    const orders = [
      { orderNumber: number(1), by: jst('2026-11-24T15:05:00') },
      { orderNumber: number(2), by: endOf('2026-11-24') },
    ];
    const said = text([{ groups: { today: { count: 2, orders } } }]);
    expect(said).toContain(`・${number(1)} … 11月24日(火) 15:05 まで\n・${number(2)}\n`);
    expect(said).toContain('本日の期限までに出荷し');
  });

  it('says until when, and of what the mall cancels also the time', () => {
    const groups = {
      overdue: some(1, '2026-11-22'),
      card: {
        count: 2,
        orders: [
          { orderNumber: number(2), by: endOf('2026-11-23') },
          { orderNumber: number(3), by: endOf('2026-11-30') },
        ],
      },
      unconfirmed: { count: 1, orders: [{ orderNumber: number(4), by: jst('2026-11-25T10:05:00') }] },
      failed: { count: 1, orders: [{ orderNumber: number(5) }] },
    };
    const said = text([{ groups }]);
    expect(said).toContain(`・${number(1)} … 11月22日(日) まで\n`);
    expect(said).toContain(`・${number(2)} … 11月23日(月) まで(超過)\n`);
    expect(said).toContain(`・${number(3)} … 11月30日(月) まで\n`);
    expect(said).toContain(`・${number(4)} … 11月25日(水) 10:05 まで\n`);
    expect(said).toContain(`・${number(5)}\n`);
    expect(said).toContain('与信期限は、注文確認日から計算した目安です。');
  });

  it('lists fifty orders, and of the others the number', () => {
    const groups = { overdue: some(60, '2026-11-22'), today: some(7, '2026-11-24', 100) };
    const said = text([{ groups }]);
    expect(said.match(/・123456-/g)).toHaveLength(50);
    expect(said).toContain('・ほか 10件');
    expect(said).toMatch(/■ 本日が出荷期限: 角の店\(楽天市場\) 7件\n・7件\n/);
    expect(said).toContain('出荷期限超過 60件・本日が出荷期限 7件');
  });

  it('says what could not be verified, also where nothing else is to be said: never nothing', () => {
    const behind = text([{ behindSince: jst('2026-11-24T03:12:00') }]);
    expect(behind).toContain('【要確認】ご注文を確認できなかった店舗があります(11月24日(火))');
    expect(behind).toContain('・角の店: 受注の取込が 11月24日(火) 3:12 受付分までとなっており');
    const unread = text([{ groups: { today: some(1, '2026-11-24') } }], ['別館']);
    expect(unread).toContain('本日が出荷期限 1件');
    expect(unread).toContain('・確認できなかった店舗 1店');
    expect(unread).toContain('・別館: ご注文の状況を確認できませんでした。');
    expect(text([], ['別館'])).not.toContain('現在、');
  });

  it('says of which shops only orders with 配達希望日 count', () => {
    const groups = { today: some(1, '2026-11-24') };
    expect(text([{ groups }])).not.toContain('ご登録がない店舗');
    expect(text([{ groups }, { shopName: '別館', knowsShipDays: false }])).toContain('ご登録がない店舗(別館)');
  });

  it('lets no name break its lines or its HTML', () => {
    const letter = of([{ shopName: '<b>角</b>\r\nBcc: x', groups: { today: some(1, '2026-11-24') } }]);
    expect(renderHtml(letter ?? never(), identity)).toContain('&lt;b&gt;角&lt;/b&gt; Bcc: x');
  });

  it('ignores a group of a later release', () => {
    const groups = { today: some(1, '2026-11-24'), tomorrow: some(9, '2026-11-25') } as ShopMorning['groups'];
    expect(text([{ groups }])).not.toContain('undefined');
  });
});

function never(): never {
  throw new Error('There is a letter.');
}
