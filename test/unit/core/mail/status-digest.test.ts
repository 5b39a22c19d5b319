import { describe, expect, it } from 'vitest';
import { dayMs, hourMs } from '../../../../core/kernel/time.ts';
import type { Letter } from '../../../../core/mail/letter.ts';
import { renderHtml, renderText } from '../../../../core/mail/render.ts';
import { type FailedChange, type ShopDigest, statusDigest } from '../../../../core/mail/status-digest.ts';
import { failureReasons, pushKinds } from '../../../../core/model/push.ts';
import { failures, nextOfFailure } from '../../../../core/model/push-failures.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';
import { yahooMail } from '../../../../malls/yahoo/mail.ts';

const at = Date.UTC(2026, 10, 24, 0);
const identity = { fromName: '角田システム', signature: [] };
const text = (letter: Letter): string => renderText(letter, identity);
const change = (number: number, more: Partial<FailedChange> = {}): FailedChange => ({
  orderNumber: `123456-20261124-${String(number).padStart(10, '0')}`,
  kind: 'ship',
  reason: 'order-cancelled',
  ...more,
});
const digestOf = (shops: readonly Partial<ShopDigest>[], more = 0): Letter =>
  statusDigest({
    merchant: '角の店',
    at,
    shops: shops.map((shop) => ({ name: '角の店 楽天市場店', mall: rmsMail, failed: [], deadlines: [], ...shop })),
    more,
  });

describe('the mail of changes that could not be made', () => {
  it('says in its subject how many need the merchant', () => {
    const letter = digestOf([{ failed: [change(1), change(2)] }, { name: '別館', failed: [change(3)] }]);
    expect(letter.subject).toBe('【要対応 3件】ステータス送信ができなかったご注文があります');
  });

  it('names the functions that are off, each with the orders that wait for it', () => {
    const off = (number: number, kind: FailedChange['kind'], name: string) =>
      change(number, { reason: 'function-off', kind, function: `rpay.order.${name}` });
    const said = text(
      digestOf([
        {
          failed: [
            off(1, 'confirm', 'confirmOrder'),
            off(2, 'memo', 'updateOrderMemo'),
            off(3, 'confirm', 'confirmOrder'),
          ],
        },
      ]),
    );
    const [, confirm = '', memo = ''] = said.split('ご対応: RMSの利用機能');
    expect(confirm).toMatch(
      /^「rpay\.order\.confirmOrder」が「利用しない」に.*「利用する」に変更してください。.*もう一度ご依頼ください。\n(・\S+-000000000[13] … .+\n){2}/,
    );
    expect(memo).toMatch(
      /^「rpay\.order\.updateOrderMemo」が「利用しない」に.*「利用する」に変更してください。.*もう一度ご依頼ください。\n・\S+-0000000002 … .+\n/,
    );
  });

  it('gives a memo or a confirmation no advice about carriers and tracking numbers', () => {
    const failed = (kind: FailedChange['kind']) => change(1, { reason: 'content-refused', kind });
    const ofShip = text(digestOf([{ failed: [failed('ship')] }]));
    expect(ofShip).toContain('配送会社、お荷物伝票番号');
    for (const kind of pushKinds.filter((one) => one !== 'ship')) {
      expect(text(digestOf([{ failed: [failed(kind)] }])), kind).not.toMatch(/配送会社|伝票番号/);
    }
    const both = text(digestOf([{ failed: [failed('memo'), failed('ship'), failed('memo')] }]));
    expect(both.match(/ご対応: .+/g)).toEqual([
      'ご対応: ひとことメモの内容をご確認のうえ、直してもう一度ご依頼ください。',
      'ご対応: 配送会社、お荷物伝票番号、日付などの内容をご確認のうえ、直してもう一度ご依頼ください。',
    ]);
  });

  it('names nothing of 楽天市場 at another mall', () => {
    const failed = [change(1, { reason: 'function-off', function: 'setStock' })];
    const today = { orderNumber: '1', kind: 'next-day', at: at + hourMs } as const;
    const said = text(digestOf([{ mall: yahooMail, failed, deadlines: [today] }]));
    expect(said).not.toMatch(/楽天市場の|RMS|利用機能|あす楽/);
    expect(said).toContain('ご対応: 当社で確認しております。');
    expect(said).toContain('翌日配送のお約束のご注文ですが');
  });

  it('says of each order what was asked for, why it was not done, and what to do now', () => {
    for (const reason of failureReasons) {
      for (const kind of pushKinds) {
        const said = text(digestOf([{ failed: [change(1, { reason, kind })] }]));
        expect(said).toContain(failures[reason].why);
        expect(said).toContain(
          reason === 'function-off' ? 'もう一度ご依頼ください' : nextOfFailure(failures[reason], kind),
        );
        expect(said).toMatch(/・123456-20261124-0000000001 … \S{4,}/);
        expect(said).not.toMatch(/undefined|order-|\bship\b/);
      }
    }
  });

  it('says the same reason once, and names shop by shop', () => {
    const letter = digestOf([{ failed: [change(1), change(2)] }, { name: '別館', failed: [change(3)] }]);
    expect(letter.sections.map(({ heading }) => heading)).toEqual([
      '貴店でのご対応',
      '角の店 楽天市場店: 2件',
      '別館: 1件',
    ]);
  });

  it('lists fifty and counts the others, those beyond the list too', () => {
    const letter = digestOf([{ failed: Array.from({ length: 60 }, (_, number) => change(number)) }], 7);
    expect(letter.subject).toContain('67件');
    expect(text(letter).match(/^・123456-/gm)).toHaveLength(50);
    expect(letter.sections.at(-1)?.heading).toBe('ほか 17件');
  });

  it('cannot be given another header, another line or markup by a name or a number', () => {
    const wild = 'A店\r\nBcc: x@example.jp\u2028\u202e<b>';
    const letter = statusDigest({
      merchant: wild,
      at,
      shops: [
        {
          name: wild,
          mall: rmsMail,
          failed: [change(1, { orderNumber: `1\n■ 貴店でのご対応${'9'.repeat(200)}` })],
          deadlines: [],
        },
      ],
      more: 0,
    });
    expect(letter.subject).toMatch(/^【要対応 1件】[^\p{Cc}\p{Cf}]+$/u);
    for (const line of text(letter).split('\n')) expect(line).not.toMatch(/^Bcc|[\r\u2028\u202e]/);
    expect(text(letter).match(/^■ 貴店でのご対応/gm)).toHaveLength(1);
    expect(renderHtml(letter, identity)).not.toContain('<b>');
  });

  it('never blames the merchant for a change that we, or the mall, must see to', () => {
    expect(failures['refused-otherwise'].who).not.toBe('merchant');
  });
});

describe('the mail of deadlines', () => {
  const cancel = {
    orderNumber: '123456-20261112-0000000001',
    kind: 'auto-cancel',
    at: at + 2 * dayMs + hourMs,
  } as const;
  const today = { orderNumber: '123456-20261124-0000000002', kind: 'next-day', at: at + hourMs } as const;

  it('says until when, and how long that is', () => {
    const letter = digestOf([{ deadlines: [cancel, today] }]);
    expect(letter.subject).toBe('【要対応 2件】期限の近いご注文があります');
    expect(text(letter)).toContain('123456-20261112-0000000001 … 11月26日(木) 10:00 まで(あと2日)');
    expect(text(letter)).toContain('123456-20261124-0000000002 … 11月24日(火) 10:00 まで(あと1時間)');
  });

  it('asks for no second report from a merchant who has made it in between', () => {
    const letter = text(digestOf([{ deadlines: [today] }]));
    expect(letter).toContain('発送完了報告をお願いいたします。報告がお済みの場合は、行き違いをご容赦ください。');
  });

  it('puts them before what failed, since they cannot wait', () => {
    const letter = digestOf([{ failed: [change(1)], deadlines: [cancel] }]);
    expect(letter.subject).toBe('【要対応 2件】ステータス送信ができなかったご注文・期限の近いご注文があります');
    expect(letter.sections[1]?.heading).toContain('期限');
  });
});
