import { describe, expect, it } from 'vitest';
import type { BuyerMark } from '../../../core/ports/mall.ts';
import { amazonTraits } from '../../../malls/amazon/traits.ts';
import { keepOnly } from '../../../malls/personal-data.ts';
import { rmsTraits } from '../../../malls/rms/traits.ts';
import { shopifyTraits } from '../../../malls/shopify/traits.ts';
import { yahooTraits } from '../../../malls/yahoo/traits.ts';
import { personalDataOf } from '../../../proving/privacy/planted.ts';
import { createSearch } from '../../../proving/privacy/search.ts';
import { createRms } from '../../../simulator/rms/index.ts';
import { sellerId, yahooInProcess } from './yahoo/in-process.ts';

const now = Date.parse('2026-11-24T15:45:00+09:00');

function rmsOrders(): string[] {
  const rms = createRms({ now: () => now, seed: 5 });
  rms.control.addShop({ shopUrl: 'kado' });
  rms.control.addOrders('kado', { count: 60, at: now, kind: 'random' });
  return rms.control.books().shops.flatMap(({ orders }) => orders.map(({ model }) => JSON.stringify(model)));
}

const yahooOrder = JSON.stringify({
  OrderId: 'kado-10000001',
  OrderStatus: '2',
  OrderTime: '2026-11-24T15:00:00+09:00',
  BuyerComments: 'のしの名入れは「𠮷田」でお願いします',
  Notes: '髙橋様より電話',
  Pay: {
    PayStatus: '1',
    BillLastName: '𠮷田',
    BillFirstName: '由紀子',
    BillPhoneNumber: '090-0123-4567',
    BillMailAddress: 'a@mail.example.jp',
    BillCity: '世田谷区',
    BillAddress1: '瀬田1丁目2-3',
    NewFieldOfPay: '𠮷田 由紀子',
  },
  Ship: { ShipStatus: '1', ShipLastName: '𠮷田', ShipFirstName: '由紀子', ShipInvoiceNumber1: '1234-5678-9012' },
  Item: [{ LineId: '1', ItemId: 'tea', SubCode: '', Quantity: '2', ItemOption: [{ Name: '名入れ', Value: '𠮷田' }] }],
  Detail: { TotalPrice: '1200' },
  IsReadOnly: '0',
});

describe('an original without its buyer', () => {
  it('of 楽天 holds no personal data, and is read as before', () => {
    for (const original of rmsOrders()) {
      const bare = rmsTraits.redactOriginal(original);
      const people = personalDataOf(JSON.parse(original)).filter(({ value }) => value.length > 2);
      expect(createSearch(people)('it', bare)).toEqual([]);
      expect({ ...rmsTraits.readOriginal(bare), original }).toEqual(rmsTraits.readOriginal(original));
      const { totalPrice, requestPrice } = JSON.parse(original) as Record<string, number>;
      expect(JSON.parse(bare)).toMatchObject({ totalPrice, requestPrice });
      expect(rmsTraits.mustShipToday?.(bare)).toBe(rmsTraits.mustShipToday?.(original));
      expect(rmsTraits.buyerMarks(bare)).toEqual([]);
      expect(rmsTraits.redactOriginal(bare)).toBe(bare);
    }
  });

  it('keeps lists of plain values, and of a list nothing but plain values', () => {
    const rule = { when: true, rows: { price: true } } as const;
    const model = { when: ['2026-11-24', { name: '𠮷田' }, ['𠮷田']], rows: ['𠮷田', { price: 3, name: '𠮷田' }] };
    expect(keepOnly(model, rule)).toEqual({ when: ['2026-11-24'], rows: [{ price: 3 }] });
    const issued = { receiptIssueCount: 1, receiptIssueHistoryList: ['2026-11-24T15:45:00+0900'] };
    expect(JSON.parse(rmsTraits.redactOriginal(JSON.stringify(issued)))).toEqual(issued);
  });

  it('of Yahoo!ショッピング holds no personal data, new fields and options included, and is read as before', () => {
    const bare = yahooTraits.redactOriginal(yahooOrder);
    expect(bare).not.toMatch(/𠮷田|由紀子|髙橋|0123|世田谷|瀬田|mail|1234-5678/);
    expect({ ...yahooTraits.readOriginal(bare), original: '' }).toEqual({
      ...yahooTraits.readOriginal(yahooOrder),
      original: '',
    });
    expect(JSON.parse(bare)).toMatchObject({ Detail: { TotalPrice: '1200' }, Ship: { ShipStatus: '1' } });
    expect(yahooTraits.buyerMarks(bare)).toEqual([]);
  });
});

describe('the marks of a buyer', () => {
  const marks = (OrdererModel: object): readonly BuyerMark[] => rmsTraits.buyerMarks(JSON.stringify({ OrdererModel }));

  it('are the same in full width, with spaces and hyphens', () => {
    const one = {
      familyName: '髙橋',
      firstName: 'ﾕｳ',
      phoneNumber1: '090',
      phoneNumber2: '0123',
      phoneNumber3: '4567',
    };
    const other = { familyName: ' 髙橋', firstName: 'ユウ', phoneNumber1: '090-0123', phoneNumber3: '-4567' };
    expect(marks(one)).toEqual(marks(other));
    expect(marks(one)).toHaveLength(1);
  });

  it.each([
    '+81 90-0123-4567',
    '+81 (0)90 0123 4567',
    '81-90-0123-4567',
    '0081-90-0123-4567',
    '010-81-90-0123-4567',
    '０９０－０１２３－４５６７',
    '＋８１ ９０ ０１２３ ４５６７',
  ])('are of one person at all malls, however the telephone number is written: %s', (phone) => {
    const name = '髙橋 由紀子';
    const written = (form: string): (readonly BuyerMark[])[] => [
      rmsTraits.buyerMarks(JSON.stringify({ OrdererModel: { familyName: name, phoneNumber1: form } })),
      yahooTraits.buyerMarks(JSON.stringify({ Pay: { BillLastName: name, BillPhoneNumber: form } })),
      amazonTraits.buyerMarks(JSON.stringify({ recipient: { deliveryAddress: { name, phone: form } } })),
      shopifyTraits.buyerMarks(JSON.stringify({ shippingAddress: { name, phone: form } })),
    ];
    expect(written(phone)).toEqual(written('090-0123-4567'));
    expect(written(phone)).toEqual(Array(4).fill([{ kind: 'name-and-phone', value: '髙橋由紀子 09001234567' }]));
  });

  it('tell landlines apart by their area, and numbers of other countries by their country', () => {
    const ofPhone = (phone: string) => marks({ familyName: '髙橋', phoneNumber1: phone })[0]?.value;
    expect(ofPhone('+81 3-1234-5678')).toBe(ofPhone('03-1234-5678'));
    expect(ofPhone('+81 81-234-5678')).toBe(ofPhone('081-234-5678'));
    expect(ofPhone('+1 813 123 4567')).not.toBe(ofPhone('0813-123-4567'));
    expect(ofPhone('+82 10-1234-5678')).toBe('髙橋 821012345678');
  });

  it('are none where nothing is filled in, so that strangers are not taken for one', () => {
    expect(marks({})).toEqual([]);
    expect(marks({ emailAddress: '-', familyName: '入力待ち', phoneNumber1: '999', phoneNumber2: '9999' })).toEqual([]);
    expect(rmsTraits.buyerMarks('{"OrdererModel":null}')).toEqual([]);
    expect(marks({ emailAddress: { toString: null }, familyName: ['髙橋'] })).toEqual([]);
  });

  it('of a social gift at 楽天 are its giver’s, and none while 入力待ち stands there with a number that looks real', () => {
    const giver = { emailAddress: 'a1@pc.fw.rakuten.ne.jp', familyName: '髙橋', phoneNumber1: '09001234567' };
    expect(marks(giver).map(({ kind }) => kind)).toEqual(['mail', 'name-and-phone']);
    expect(marks({ familyName: '入力待ち', firstName: '入力待ち', phoneNumber1: '0312345678' })).toEqual([]);
  });

  it('are none of a social gift of Yahoo!ショッピング, where the shop stands in the place of the buyer', async () => {
    const mall = yahooInProcess({ flow: { cancelWindowMs: 0 } });
    const of = async (kind: 'social-gift' | 'plain') => {
      const [orderNumber = ''] = mall.yahoo.control.addOrders(sellerId, { count: 1, kind });
      return (await mall.shop().readOrders([orderNumber])).orders[0]?.original ?? '';
    };
    const [gift, plain] = [await of('social-gift'), await of('plain')];
    expect(yahooTraits.buyerMarks(plain).map(({ kind }) => kind)).toEqual(['mail', 'name-and-phone']);
    expect(yahooTraits.buyerMarks(gift)).toEqual([]);
    // Stored before its type was known, or with one that came later.
    for (const SocialGiftType of [undefined, '', '5']) {
      expect(yahooTraits.buyerMarks(JSON.stringify({ ...JSON.parse(gift), SocialGiftType }))).toEqual([]);
    }
    // Each of its marks is enough by itself, should Yahoo change the others.
    const { Pay, ...rest } = JSON.parse(plain);
    expect(yahooTraits.buyerMarks(JSON.stringify({ Pay, ...rest, SocialGiftType: '1' }))).toEqual([]);
    const fixed = {
      BillMailAddress: 'ml-yshp-socialgift-noreply@mail.yahoo.co.jp',
      BillFirstName: 'ソーシャルギフト利用者',
    };
    for (const [name, value] of Object.entries(fixed)) {
      expect(yahooTraits.buyerMarks(JSON.stringify({ ...rest, Pay: { ...Pay, [name]: value } }))).toEqual([]);
    }
    // Entered by its buyer (2), or from a list of wishes (3): the buyer's own.
    expect(yahooTraits.buyerMarks(JSON.stringify({ ...JSON.parse(plain), SocialGiftType: '2' }))).toHaveLength(2);
  });
});
