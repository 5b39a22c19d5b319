import { describe, expect, it } from 'vitest';
import type { Letter } from '../../../../core/mail/letter.ts';
import type { OutageAllClear, ShopOutcome } from '../../../../core/mail/lines.ts';
import { outageAllClear } from '../../../../core/mail/outage-all-clear.ts';
import { type OutageCorrection, outageCorrection } from '../../../../core/mail/outage-correction.ts';
import { renderText } from '../../../../core/mail/render.ts';
import { rmsMail } from '../../../../malls/rms/mail.ts';
import { yahooMail } from '../../../../malls/yahoo/mail.ts';

const since = Date.UTC(2020, 1, 10, 6, 45);
const until = Date.UTC(2020, 1, 10, 13, 35);
const clean: ShopOutcome = {
  name: '角の店',
  imported: 31,
  missing: 0,
  doubled: 0,
  caughtUp: true,
  importedUntil: until,
};
const outage = { merchant: '角の店', mall: rmsMail, since, until } as const;
const allClear = (facts: Partial<OutageAllClear> = {}): Letter =>
  outageAllClear({ ...outage, capabilities: ['import'], shops: [clean], ...facts });
const text = (letter: Letter): string => renderText(letter, { fromName: '角田システム', signature: [] });
/** What stands under a heading. */
const under = (letter: Letter, heading: string): string =>
  letter.sections
    .filter((section) => section.heading.startsWith(heading))
    .flatMap(({ lines }) => lines.map((line) => line.text))
    .join('\n');
const pushes = { held: 9, confirmed: 9, needMerchant: 0, needOthers: 0, underWay: 0 };

describe('an all-clear with orders that cannot be read', () => {
  const orderNumbers = Array.from({ length: 12 }, (_, index) => `123456-20200210-${index}`);
  const letter = allClear({ shops: [{ ...clean, unread: { orderNumbers, count: 14 } }] });

  it('claims nowhere that no order is missing', () => {
    expect(letter.subject).toBe('【復旧・要確認14件】楽天市場 接続障害(2/10 15:45〜22:35)');
    expect(text(letter)).not.toMatch(/取込漏れ ?0件/);
    expect(under(letter, '結果')).toContain('取り込めていないご注文 14件');
  });

  it('says which they are and where to look, and calls none of them imported', () => {
    const tasks = under(letter, '貴店でのご対応');
    expect(tasks).toContain('14件のご注文は内容を読み取れず、取り込めておりません。楽天市場の管理画面(RMS)でご確認');
    expect(tasks).toContain('123456-20200210-0、');
    expect(tasks).toContain('123456-20200210-9、ほか4件');
    expect(text(letter)).not.toContain('照合で見つかり');
  });
});

describe('an all-clear to a shop whose key the mall refuses', () => {
  const held = { hold: 'key', heldApart: ['import', 'status', 'stock'] } as const;
  const refused = { ...clean, imported: null, missing: null, doubled: null, caughtUp: false, ...held };

  it('asks for another key, and promises nothing without it', () => {
    const letter = allClear({ shops: [refused] });
    expect(letter.subject).toContain('【復旧・要確認1件】');
    expect(under(letter, '貴店でのご対応')).toContain('新しいキーを当社へお知らせください。');
    expect(text(letter)).not.toContain('可能になり次第、自動で');
  });

  it('asks for it where no orders were concerned, too, and says what it keeps back', () => {
    const letter = allClear({ capabilities: ['status'], shops: [refused], pushes: { ...pushes, underWay: 2 } });
    expect(under(letter, '貴店でのご対応')).toContain('新しいキーを当社へお知らせください。');
    expect(under(letter, '当社で対応中の件')).toContain('再開後に自動で送信いたします。');
    expect(text(letter)).not.toContain('このまま自動で');
  });

  it('asks for the function that is off instead, where that is what it needs', () => {
    const off = { ...refused, hold: { functionOff: 'rpay.order.getOrder' } };
    for (const letter of [
      allClear({ shops: [off] }),
      allClear({ capabilities: ['status'], shops: [off], pushes: { ...pushes, underWay: 2 } }),
    ]) {
      expect(letter.subject).toContain('要確認1件】');
      expect(under(letter, '貴店でのご対応')).toContain(
        'RMSの利用機能「rpay.order.getOrder」が「利用しない」に設定されているため、連携が停止しています。',
      );
      expect(text(letter)).not.toMatch(/新しいキー|このまま自動で/);
    }
  });

  it('names what Yahoo!ショッピング wants instead of a licence key', () => {
    const letter = allClear({ mall: yahooMail, shops: [refused] });
    expect(under(letter, '貴店でのご対応')).toContain('利用の同意(認可)が受け付けられず');
    expect(text(letter)).not.toContain('ライセンスキー');
  });
});

describe('what is open in an all-clear', () => {
  it('is no task of the merchant while it goes on by itself, or the operator sees to it', () => {
    const letter = allClear({
      capabilities: ['import', 'status', 'stock'],
      shops: [{ ...clean, caughtUp: false }],
      pushes: { ...pushes, underWay: 3, needOthers: 1 },
      stock: { listings: 40, underWay: 5, needMerchant: 0 },
    });
    expect(letter.subject).toContain('【復旧・未完了10件】');
    expect(under(letter, '貴店でのご対応')).toMatch(/^特にございません。/);
    const rest = under(letter, '当社で対応中の件(未完了)').split('\n');
    expect(rest).toHaveLength(4);
  });

  it('is counted by things, and the merchant’s come first', () => {
    const letter = allClear({
      capabilities: ['import', 'status', 'stock'],
      pushes: { ...pushes, needMerchant: 3, underWay: 2 },
      stock: { listings: 40, underWay: 0, needMerchant: 2 },
      oversold: [{ sku: 'A-1', lacking: 1, orders: [] }],
    });
    expect(letter.subject).toContain('【復旧・要確認6件】');
    // As many as are listed, and as many as the subject counts.
    expect(under(letter, '貴店でのご対応')).toMatch(/^次の3点\(計6件\)をご確認ください。\n(.+\n){2}.+$/);
    expect(under(letter, '貴店でのご対応')).not.toContain('未完了');
    expect(under(letter, '当社で対応中の件(未完了)')).toContain('2件が未完了です');
  });

  it('has no section where there is nothing', () => {
    expect(allClear().sections.map(({ heading }) => heading)).toEqual([
      '貴店でのご対応',
      '障害期間(当社計測)',
      '結果',
      '今後24時間の照合',
    ]);
  });

  it('sends to the digest by how its subject really begins', () => {
    const letter = allClear({ capabilities: ['status'], pushes: { ...pushes, needMerchant: 1 } });
    expect(under(letter, '貴店でのご対応')).toContain('件名に「要対応」とある別のメール');
  });
});

describe('what an all-clear says of goods that are oversold', () => {
  const goods = { lacking: 1, orders: [{ shop: '楽天市場 角の店', orderNumber: '1-1', quantity: 1 }] };
  const lines = (oversold: NonNullable<OutageAllClear['oversold']>): string =>
    under(allClear({ oversold }), '売り越しのご確認');

  it('says that there are a hundred or more where no more were looked into', () => {
    const of = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ sku: `A-${index}`, lacking: 1, orders: [] }));
    expect(lines(of(99))).toContain('次の99商品は、');
    expect(lines(of(100))).toContain('次の100商品以上は、');
    expect(lines(of(100))).toContain('ほか80商品以上');
  });

  it('calls the buyer ご購入者様, as the other mails do: お客様 may be the merchant', () => {
    const text = lines([{ ...goods, sku: 'A-1' }]);
    expect(text).toContain('ご購入者様へのご連絡をご検討ください');
    expect(text).not.toContain('お客様');
  });

  it('names them by 商品名 and SKU', () => {
    expect(lines([{ ...goods, sku: 'A-1', itemName: '今治タオル' }])).toContain(
      '今治タオル(SKU: A-1): 1個不足。対象のご注文: 1-1(楽天市場 角の店・1個)',
    );
  });

  it('names them by the SKU where their names are unknown', () => {
    expect(lines([{ ...goods, sku: 'A-1' }])).toContain('商品(SKU) A-1: 1個不足。');
  });
});

describe('the all-clear after a part was out', () => {
  const letter = allClear({
    capabilities: ['status', 'stock'],
    pushes,
    stock: { listings: 4, underWay: 0, needMerchant: 0 },
  });

  it('says that the part is back, and nothing of a connection', () => {
    expect(letter.opening).toEqual([
      '楽天市場との連携の一部(ステータスの送信・在庫の連動)ができない状態が解消しましたので、結果をお知らせいたします。',
    ]);
  });

  it('promises no comparison of orders', () => {
    expect(text(letter)).not.toContain('照合');
  });
});

describe('what an all-clear says of claims on stock', () => {
  it('is what was counted, and that it was set right', () => {
    const letter = allClear({ shops: [{ ...clean, doubled: 2 }] });
    expect(letter.subject).toContain('取込漏れ0件');
    expect(under(letter, '結果')).toContain('重複 2件(在庫の引当を直しました)');
  });
});

describe('what an all-clear says of rows of 発送明細 that stand twice', () => {
  const surplus = { rows: 3, left: 1, leftIn: ['123456-20200210-7'] };

  it('is how many, beside the claims that were set right', () => {
    const result = (doubled: number): string => under(allClear({ shops: [{ ...clean, doubled, surplus }] }), '結果');
    expect(result(5)).toContain('重複 5件(在庫の引当 2件は直しました・発送明細 3件)');
    expect(result(3)).toContain('重複 3件(発送明細 3件)');
  });

  it('asks the merchant only for those that are not removed automatically, and names their orders', () => {
    const letter = allClear({ shops: [{ ...clean, doubled: 3, surplus }] });
    expect(letter.subject).toContain('【復旧・要確認1件】');
    expect(under(letter, '貴店でのご対応')).toContain(
      '角の店: 重複した発送明細が1件残っています。楽天市場の管理画面(RMS)でご確認のうえ、重複した行の削除をお願いいたします。受注番号: 123456-20200210-7',
    );
    expect(under(letter, '当社で対応中の件')).toBe(
      '角の店: 重複した発送明細が2件あります。このまま自動で取り除きます。',
    );
  });

  it('asks for nothing where all of them are removed', () => {
    const removed = { rows: 2, left: 0, leftIn: [] };
    const letter = allClear({ shops: [{ ...clean, doubled: 2, surplus: removed }] });
    expect(letter.subject).toContain('【復旧・未完了2件】');
    expect(under(letter, '貴店でのご対応')).toMatch(/^特にございません。/);
    const held = allClear({ shops: [{ ...clean, doubled: 2, surplus: removed, heldApart: ['status'] }] });
    expect(under(held, '当社で対応中の件')).toContain('再開後に自動で取り除きます。');
  });
});

describe('the mail after the second audit', () => {
  const none = { orderNumbers: [], count: 0 };
  const correction = (facts: Partial<OutageCorrection>): Letter =>
    outageCorrection({ ...outage, shops: [], unaudited: [], ...facts });

  it('calls imported what was imported, and names by itself what cannot be read', () => {
    const found = { orderNumbers: ['1-1', '1-2'], count: 2 };
    const letter = correction({ shops: [{ name: '角の店', found, unread: { orderNumbers: ['1-3'], count: 1 } }] });
    expect(letter.subject).toBe('【追加取込2件・要確認1件】楽天市場 接続障害(2/10 15:45〜22:35)の再照合の結果');
    expect(under(letter, '貴店でのご対応')).toContain('2件を取り込みました');
    expect(under(letter, '貴店でのご対応')).toContain('1件のご注文は内容を読み取れず');
    expect(under(letter, '取り込んだご注文')).not.toContain('1-3');
  });

  it('does not say 次の2件 above a point that is about something else', () => {
    const found = { orderNumbers: ['1-1', '1-2'], count: 2 };
    const shops = [{ name: '角の店', found, unread: none }];
    const letter = correction({ shops, unaudited: ['角の店 別館'] });
    const [first, ...points] = letter.sections[0]?.lines ?? [];
    expect(first?.text).toBe('次の2点をご確認ください。');
    expect(points.map(({ kind }) => kind)).toEqual(['point', 'point']);
    expect(points[0]?.text).toContain('2件を取り込みました。下の「取り込んだご注文(受注番号)」のとおりですので、');
  });

  it('says nothing of imported orders where there are none', () => {
    const letter = correction({
      shops: [{ name: '角の店', found: none, unread: { orderNumbers: ['1-3'], count: 1 } }],
    });
    expect(letter.subject).toContain('【要確認1件】');
    expect(text(letter)).not.toContain('取り込みました');
    expect(letter.sections.map(({ heading }) => heading)).not.toContain('取り込んだご注文(受注番号)');
  });

  it('asks for surplus rows that stay, in the words of the all-clear', () => {
    const surplus = { left: 2, leftIn: ['1-8', '1-9'] };
    const letter = correction({ shops: [{ name: '角の店', found: none, unread: none, surplus }] });
    expect(letter.subject).toBe('【要確認2件】楽天市場 接続障害(2/10 15:45〜22:35)の再照合の結果');
    expect(under(letter, '貴店でのご対応')).toBe(
      '次の1点をご確認ください。\n角の店: 重複した発送明細が2件残っています。楽天市場の管理画面(RMS)でご確認のうえ、重複した行の削除をお願いいたします。受注番号: 1-8、1-9',
    );
    expect(text(letter)).toContain('先のご連絡に含まれていない重複した発送明細がございましたので、訂正いたします。');
    const found = { orderNumbers: ['1-1'], count: 1 };
    const both = correction({ shops: [{ name: '角の店', found, unread: none, surplus }] });
    expect(both.subject).toContain('【追加取込1件・要確認2件】');
    expect(text(both)).toContain('ご注文および重複した発送明細がございました');
  });

  it('says of shops that could not be asked again that they were not, and what to do', () => {
    const letter = correction({ unaudited: ['角の店', '角の店 別館'] });
    expect(letter.subject).toBe('【要確認2件】楽天市場 接続障害(2/10 15:45〜22:35)の再照合ができませんでした');
    expect(under(letter, '貴店でのご対応')).toContain('角の店 別館: 再照合できませんでした。');
    expect(text(letter)).not.toContain('訂正');
  });
});
