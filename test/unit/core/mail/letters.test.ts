import { describe, expect, it } from 'vitest';
import { hourMs, minuteMs } from '../../../../core/kernel/time.ts';
import { fullSpan, type Letter, type MailIdentity, moment, shortSpan } from '../../../../core/mail/letter.ts';
import { type OutageAllClear, type ShopOutcome, theirs } from '../../../../core/mail/lines.ts';
import { maintenanceAfter, maintenanceAhead } from '../../../../core/mail/maintenance.ts';
import { outageAllClear } from '../../../../core/mail/outage-all-clear.ts';
import { outageCorrection } from '../../../../core/mail/outage-correction.ts';
import { outageInterim, outageOpened } from '../../../../core/mail/outage-opened.ts';
import { renderHtml, renderText } from '../../../../core/mail/render.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';

const since = Date.UTC(2020, 1, 10, 6, 45);
const until = Date.UTC(2020, 1, 10, 13, 35);
const identity: MailIdentity = {
  fromName: '角田システム サポート',
  telephone: '03-0000-0000',
  signature: ['平日 10:00〜18:00'],
};
const text = (letter: Letter): string => renderText(letter, identity);

const opened = outageOpened({
  merchant: '角の店',
  mall: rmsMail,
  since,
  capabilities: ['import', 'status', 'stock'],
  features: ['import', 'status', 'stock'],
  shops: [{ name: '角の店 楽天市場店', importedUntil: since - 2 * minuteMs }],
  heldPushes: 12,
});

const clean: ShopOutcome = {
  name: '角の店 楽天市場店',
  imported: 31,
  missing: 0,
  doubled: 0,
  caughtUp: true,
  importedUntil: until,
};
const allClear = (shops: readonly ShopOutcome[], capabilities: OutageAllClear['capabilities'] = ['import']): Letter =>
  outageAllClear({ merchant: '角の店', mall: rmsMail, since, until, capabilities, shops });

describe('moments in mails', () => {
  it('have the weekday of the calendar: 10 February 2020 was a Monday', () => {
    expect(moment(since)).toBe('2月10日(月) 15:45');
  });

  it('name the other day only where a span ends on one', () => {
    expect(shortSpan(since, until)).toBe('2/10 15:45〜22:35');
    expect(shortSpan(since, until + 3 * hourMs)).toBe('2/10 15:45〜2/11 1:35');
    expect(fullSpan(since, until)).toBe('2020年2月10日(月) 15:45 〜 22:35(6時間50分)');
  });

  it('an outage from 15:45 to 15:52 was said to last 8 minutes: the length is from one shown minute to the other', () => {
    expect(fullSpan(since + 10_000, since + 7 * 60_000 + 50_000)).toBe('2020年2月10日(月) 15:45 〜 15:52(7分)');
    expect(fullSpan(since + 50_000, since + 7 * 60_000 + 10_000)).toBe('2020年2月10日(月) 15:45 〜 15:52(7分)');
  });
});

describe('the mail of an outage that has begun', () => {
  it('says in its subject that there is nothing to do, where, and since when', () => {
    expect(opened.subject).toBe('【対応不要】楽天市場 接続障害のお知らせ(2/10 15:45〜)');
  });

  it('says first what the merchant has to do, and that importing by hand doubles nothing', () => {
    expect(opened.sections[0]?.heading).toBe('貴店でのご対応');
    expect(text(opened)).toContain('ご注文が重複することはございません');
  });

  it('says up to when orders are imported and how many changes wait', () => {
    expect(text(opened)).toContain('「角の店 楽天市場店」は 2月10日(月) 15:43 までのご注文を取込済みです。');
    expect(text(opened)).toContain('12件をお預かりしています');
    expect(text(opened)).toContain('楽天市場のご注文は、取り込まれるまで、ほかのモールの在庫数に反映されません。');
  });

  it('speaks only of what is out: of stock alone, nothing of orders', () => {
    const stock = outageOpened({
      merchant: 'A',
      mall: rmsMail,
      since,
      capabilities: ['stock'],
      features: ['import', 'stock'],
      shops: [],
      heldPushes: 0,
    });
    expect(text(stock)).toContain('在庫の連動');
    expect(text(stock)).not.toContain('取込');
  });

  it('says that the mall cannot be reached only where no orders come in', () => {
    expect(text(opened)).toContain('楽天市場に接続できない状態が続いています。');
    const part = outageOpened({
      ...{ merchant: 'A', mall: rmsMail, since, shops: [], heldPushes: 3 },
      capabilities: ['status'],
      features: ['import', 'status'],
    });
    expect(text(part)).toContain('楽天市場との連携の一部(ステータスの送信)ができない状態が続いています。');
    expect(text(part)).not.toContain('接続できない');
    expect(part.subject).toBe('【対応不要】楽天市場 一部機能の障害のお知らせ(2/10 15:45〜)');
  });
});

describe('the all-clear', () => {
  it('promises 取込漏れ0件 only when every shop was checked and none is open', () => {
    expect(allClear([clean]).subject).toBe('【復旧・取込漏れ0件】楽天市場 接続障害(2/10 15:45〜22:35)');
    expect(text(allClear([clean]))).toContain('障害期間のご注文 31件・取込漏れ 0件・重複 0件');
  });

  it('never counts as 0 what could not be checked', () => {
    const unchecked = { ...clean, name: '角の店 別館', imported: null, missing: null, doubled: null };
    const letter = allClear([clean, unchecked]);
    expect(letter.subject).toContain('要確認1件');
    expect(text(letter)).toContain('角の店 別館: 確認できませんでした');
    expect(text(letter).match(/取込漏れ 0件/g)).toHaveLength(1);
  });

  it('says what the check found and brought in', () => {
    const letter = allClear([{ ...clean, missing: 2 }]);
    expect(letter.subject).toContain('照合で2件を追加取込');
    expect(text(letter)).toContain('照合による追加取込 2件');
  });

  it('names what is not finished yet', () => {
    const letter = allClear([{ ...clean, caughtUp: false }]);
    expect(letter.subject).toContain('【復旧・未完了1件】');
    expect(text(letter)).toContain(
      '2月10日(月) 22:35 までのご注文を取込済みです。その後の取込が続いています(未完了)。',
    );
  });

  it('says of a shop that was not audited whether its orders are still on their way', () => {
    const unaudited = { ...clean, imported: null, missing: null, doubled: null };
    expect(text(allClear([unaudited]))).not.toContain('未完了');
    const late = text(allClear([{ ...unaudited, caughtUp: false }]));
    expect(late).toContain(
      '2月10日(月) 22:35 までのご注文を取込済みです。その後の取込と照合が終わっておりません(未完了)。',
    );
    expect(late).toContain('角の店 楽天市場店: 確認できませんでした');
  });

  it('says nothing of orders where orders were never concerned', () => {
    const letter = allClear([], ['stock']);
    expect(letter.subject).toBe('【復旧】楽天市場 一部機能の障害(2/10 15:45〜22:35)');
    expect(text(letter)).not.toContain('取込漏れ');
  });
});

describe('every mail', () => {
  const span = { merchant: '角の店', mall: rmsMail, from: since, to: until, capabilities: ['import'] } as const;
  const letters: Letter[] = [
    opened,
    allClear([clean]),
    outageCorrection({
      merchant: '角の店',
      mall: rmsMail,
      since,
      until,
      shops: [
        {
          name: '角の店',
          found: { orderNumbers: ['123456-20200210-0000000001'], count: 3 },
          unread: { orderNumbers: [], count: 0 },
        },
      ],
      unaudited: [],
    }),
    outageInterim({
      ...{ merchant: '角の店', mall: rmsMail, since, capabilities: ['import'] },
      note: '楽天市場より、復旧作業中との発表がありました。',
    }),
    maintenanceAhead({ ...span, features: ['import'], shops: [] }),
    maintenanceAfter({ ...span, open: [theirs(1, '角の店: 照合を確認できませんでした。')] }),
  ];

  it.each(letters.map((letter) => [letter.subject, letter] as const))(
    '%s opens with the merchant’s tasks',
    (_, letter) => {
      expect(['貴店でのご対応']).toContain(letter.sections[0]?.heading);
      expect(text(letter)).toContain(`いつもお世話になっております。${identity.fromName}です。`);
      expect(letter.subject).not.toMatch(/[\r\n]/);
    },
  );

  it.each(letters.map((letter) => [letter.subject, letter] as const))('%s says the same as HTML', (_, letter) => {
    const html = renderHtml(letter, identity).replaceAll(/<\/?span[^>]*>/g, '');
    for (const { heading, lines } of letter.sections) {
      expect(html).toContain(heading);
      for (const line of lines) expect(html).toContain(line.text);
    }
  });

  it('does not show what a merchant has to do in the green of the all-clear', () => {
    const boxOf = (letter: Letter): string =>
      /border-left:4px solid (#\w+)/.exec(renderHtml(letter, identity))?.[1] ?? '';
    const unchecked = { ...clean, imported: null, missing: null, doubled: null };
    const colours = {
      nothing: [opened, allClear([clean]), allClear([{ ...clean, caughtUp: false }])].map(boxOf),
      something: [allClear([unchecked]), maintenanceAfter({ ...span, open: [theirs(1, '未完了')] })].map(boxOf),
    };
    expect(new Set(colours.nothing).size).toBe(1);
    expect(new Set(colours.something).size).toBe(1);
    expect(colours.something[0]).not.toBe(colours.nothing[0]);
  });

  it('keeps numbers whole that are copied: an order number was broken at a hyphen where the window ends', () => {
    const lines = [
      '対象のご注文: 370001-20261129-0204581336(楽天市場・1個)、midori-an-10000114、503-1234567-7654321',
      'https://shop.example/a-b-c、info@mail-1.example、商品A-1「<b>」、2026-11-29',
      `${'x'.repeat(20)}-${'y'.repeat(20)}`,
    ];
    const shown = {
      ...opened,
      sections: [{ heading: '', lines: lines.map((one) => ({ kind: 'point', text: one }) as const) }],
    };
    const whole = [...renderHtml(shown, identity).matchAll(/<span style="white-space:nowrap">([^<]*)<\/span>/g)];
    expect(whole.map(([, number]) => number)).toEqual([
      ...['370001-20261129-0204581336', 'midori-an-10000114', '503-1234567-7654321'],
      ...['A-1', '2026-11-29'],
    ]);
    expect(renderText(shown, identity)).toContain(lines[0]);
  });

  it('cannot be given markup by a name', () => {
    const html = renderHtml({ ...opened, to: '<img src=x onerror=alert(1)>&"' }, identity);
    expect(html).not.toContain('<img');
    expect(html).toContain('&lt;img src=x onerror=alert(1)&gt;&amp;&quot;');
  });
});
