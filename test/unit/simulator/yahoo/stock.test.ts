import { describe, expect, it } from 'vitest';
import { textAt } from '../../../../simulator/yahoo/xml.ts';
import { type Mall, MINUTE, openMall, SELLER } from './mall.ts';

const set = (mall: Mall, item_code: string, quantity: string, more: Record<string, string> = {}) =>
  mall.stock('setStock', { item_code, quantity, ...more });
const get = (mall: Mall, item_code: string) => mall.stock('getStock', { item_code });

describe('setStock', () => {
  it('sets, adds and takes away, and answers what there is afterwards', () => {
    const mall = openMall();
    const answer = set(mall, 'kome-0005,tsya-2201:s-nv,sencha-0880', '5,+1,-3');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      '<ResultSet totalResultsAvailable="3" totalResultsReturned="3" firstResultPosition="1">' +
        '<Result><ItemCode>kome-0005</ItemCode><SubCode></SubCode><Quantity>5</Quantity></Result>' +
        '<Result><ItemCode>tsya-2201</ItemCode><SubCode>s-nv</SubCode><Quantity>101</Quantity></Result>' +
        '<Result><ItemCode>sencha-0880</ItemCode><SubCode></SubCode><Quantity>97</Quantity></Result>',
    );
    expect(mall.row('tsya-2201:s-nv')?.quantity).toBe(101);
  });

  it('is no absolute negative: -5 takes five away, below zero if need be', () => {
    const mall = openMall();
    set(mall, 'kome-0005', '3');
    expect(set(mall, 'kome-0005', '-5').at('Result/Quantity')).toBe('-2');
  });

  it('answers 207 where one entry is wrong, writes the others, and names every code of the wrong one', () => {
    const mall = openMall();
    const answer = set(mall, 'kome-0005,sencha-0880,あ', '5,INI,x');
    expect(answer.status).toBe(207);
    const rows = answer
      .all('Result')
      .map((one) => ['ItemCode', 'Quantity', 'ErrorCode'].map((path) => textAt(one, path)));
    expect(rows).toEqual([
      ['kome-0005', '5', null],
      ['sencha-0880', null, 'st-02104'],
      ['あ', null, 'st-02101,st-02104'],
    ]);
    expect([mall.row('kome-0005')?.quantity, mall.row('sencha-0880')?.quantity]).toEqual([5, 100]);
  });

  it('writes nothing in such a call, with 207 or 400, where the settings say what the page says', () => {
    const mall = openMall({ settings: { stock: { partial: 'rolled-back' } } });
    expect(set(mall, 'kome-0005,sencha-0880', '5,x').status).toBe(207);
    expect(mall.row('kome-0005')?.quantity).toBe(100);
    mall.control.changeSettings({ stock: { partial: 'refused' } });
    const refused = set(mall, 'kome-0005,sencha-0880', '5,x');
    expect([refused.status, refused.at('Code')]).toEqual([400, 'st-02104']);
    expect(mall.row('kome-0005')?.quantity).toBe(100);
  });

  it('may leave the quantities out of a 207', () => {
    const mall = openMall({ settings: { stock: { quantityIn207: 'left-out' } } });
    const [good] = set(mall, 'kome-0005,sencha-0880', '5,x').all('Result');
    expect(good?.children.map((one) => one.name)).toEqual(['ItemCode', 'SubCode']);
    expect(mall.row('kome-0005')?.quantity).toBe(5);
  });

  it('refuses a single wrong entry with 400 and the namespace of the stock API', () => {
    const answer = set(openMall(), 'か', '1');
    expect(answer.status).toBe(400);
    expect(answer.text).toContain(
      '<Error xmlns="urn:yahoo:api"><Message>item_code() is invalid format.</Message><Code>st-02101</Code></Error>',
    );
  });

  const many = (count: number) => Array.from({ length: count }, (_, index) => `item-${index}`).join();
  it.each([
    ['no items', { item_code: '', quantity: '1' }, 'st-02101'],
    ['no quantities', { item_code: 'a', quantity: '' }, 'st-02104'],
    ['more than 1,000 items', { item_code: many(1001), quantity: many(1001).replace(/[^,]+/g, '1') }, 'st-02102'],
    ['an item twice', { item_code: 'a,a', quantity: '1,2' }, 'st-02103'],
    ['fewer quantities than items', { item_code: 'a,b', quantity: '1' }, 'st-02105'],
    ['an overdraft that is none', { item_code: 'a', quantity: '1', allow_overdraft: '2' }, 'st-02106'],
    ['fewer overdrafts than items', { item_code: 'a,b', quantity: '1,2', allow_overdraft: '1' }, 'st-02107'],
    ['a close that is switched on', { item_code: 'a', quantity: '1', stock_close: '1' }, 'ed-00006'],
    ['fewer closes than items', { item_code: 'a,b', quantity: '1,2', stock_close: '0' }, 'ed-00006'],
    ['no shop', { item_code: 'a', quantity: '1', seller_id: '' }, 'px-04001'],
    ['a shop that cannot be', { item_code: 'a', quantity: '1', seller_id: 'Ａ' }, 'st-02100'],
    ['a shop that is none', { item_code: 'a', quantity: '1', seller_id: 'nobody' }, 'ed-00004'],
    ['a level beyond all', { item_code: 'a', quantity: '1000000000' }, 'st-02104'],
  ])('refuses %s with %o', (_, fields, code) => {
    const mall = openMall();
    const answer = mall.stock('setStock', fields);
    expect([answer.status, answer.at('Code')]).toEqual([400, code]);
    expect(mall.row('a')).toBeUndefined();
  });

  it('takes 1,000 items in one call', () => {
    const answer = set(openMall(), many(1000), many(1000).replace(/[^,]+/g, '7'));
    expect([answer.status, answer.all('Result').length]).toEqual([200, 1000]);
  });

  it('refuses another shop’s token', () => {
    const mall = openMall();
    mall.control.addShop({ sellerId: 'tonari' });
    expect(mall.stock('setStock', { seller_id: 'tonari', item_code: 'kome-0005', quantity: '1' }).at('Code')).toBe(
      'ed-00005',
    );
  });

  it('writes nothing at all where one sum goes beyond the limit', () => {
    const mall = openMall();
    expect(set(mall, 'kome-0005,sencha-0880', '5,+999999999').status).toBe(400);
    expect(mall.row('kome-0005')?.quantity).toBe(100);
  });

  it('takes a plus that was not encoded for a blank: refused, or worse, set', () => {
    const mall = openMall();
    const raw = () => mall.ask('setStock', `seller_id=${SELLER}&item_code=kome-0005&quantity=+1`);
    expect(raw().at('Code')).toBe('st-02104');
    expect(mall.row('kome-0005')?.quantity).toBe(100);
    mall.control.changeSettings({ stock: { rawPlus: 'absolute' } });
    expect(raw().at('Result/Quantity')).toBe('1');
  });

  it('takes an item code that the shop does not sell without an error, and keeps a row for it', () => {
    const mall = openMall();
    expect(set(mall, 'kome-0050,tsya-2201', '5,6').status).toBe(200);
    expect(mall.row('kome-0050')?.quantity).toBe(5);
    expect(mall.row('tsya-2201:s-nv')?.quantity).toBe(100);
    const answer = get(mall, 'kome-0050');
    expect([answer.at('Result/Status'), answer.at('Result/IsPublished')]).toEqual(['1', '0']);
  });

  it('sets allow_overdraft back to what the shop is set to where it is left out', () => {
    const mall = openMall();
    const flag = () => mall.row('kome-0005')?.allowOverdraft;
    set(mall, 'kome-0005', '5', { allow_overdraft: '1' });
    expect(flag()).toBe(true);
    set(mall, 'kome-0005', '6');
    expect(flag()).toBe(false);
    set(mall, 'kome-0005,sencha-0880', '6,7', { allow_overdraft: '1,0' });
    expect([flag(), mall.row('sencha-0880')?.allowOverdraft]).toEqual([true, false]);
  });

  it('leaves 在庫クローズ as it is until stock_close says 0', () => {
    const mall = openMall();
    mall.control.setStock(SELLER, { itemCode: 'kome-0005', closed: true });
    set(mall, 'kome-0005', '5');
    set(mall, 'kome-0005,sencha-0880', '5,5', { stock_close: ',0' });
    expect(mall.row('kome-0005')).toMatchObject({ quantity: 5, closed: true });
    set(mall, 'kome-0005', '5', { stock_close: '0' });
    expect(mall.row('kome-0005')?.closed).toBe(false);
  });

  it('leaves 無限大 as it is where it adds, and ends it where it sets', () => {
    const mall = openMall();
    mall.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: null });
    expect(set(mall, 'kome-0005', '+5').text).toContain('<Quantity></Quantity>');
    expect(set(mall, 'kome-0005', '5').at('Result/Quantity')).toBe('5');
  });

  it('may refuse underscores, as the page says and its samples do not', () => {
    const mall = openMall();
    expect(set(mall, 'item_01:sub_01', '1').status).toBe(200);
    mall.control.changeSettings({ stock: { underscores: 'refuse' } });
    expect(set(mall, 'item_01:sub_01', '1').at('Code')).toBe('st-02101');
  });
});

describe('getStock', () => {
  it('shows rows and says what is not there', () => {
    const mall = openMall();
    const answer = get(mall, 'tsya-2201:s-nv,nothing');
    expect(answer.text).toContain(
      '<ResultSet totalResultsAvailable="2" totalResultsReturned="2" firstResultPosition="1" ok="1" ng="1">' +
        '<Result><ItemCode>tsya-2201</ItemCode><SubCode>s-nv</SubCode><Status>1</Status><Quantity>100</Quantity>' +
        '<AllowOverdraft>0</AllowOverdraft><IsPublished>1</IsPublished><UpdateTime>2026-02-09T12:00:00+09:00</UpdateTime>' +
        '<StockClose>0</StockClose></Result>' +
        '<Result><ItemCode>nothing</ItemCode><SubCode></SubCode><Status>0</Status></Result></ResultSet>',
    );
  });

  it('shows 無限大 as an empty Quantity, and marks a closed row', () => {
    const mall = openMall();
    mall.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: null, closed: true, allowOverdraft: true });
    const answer = get(mall, 'kome-0005');
    expect(answer.text).toContain('<Quantity></Quantity><AllowOverdraft>1</AllowOverdraft>');
    expect(answer.at('Result/StockClose')).toBe('1');
  });

  it('takes 1,000 items and not one more', () => {
    const mall = openMall();
    const codes = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`).join();
    expect(get(mall, codes(1000)).status).toBe(200);
    expect(get(mall, codes(1001)).at('Code')).toBe('st-01102');
    expect(get(mall, '').at('Code')).toBe('st-01101');
  });
});

describe('what the mall sells', () => {
  const one = (units: number) => ({ lines: [{ itemCode: 'kome-0005', units }] });

  it('is gone from its stock in the second of the order, minutes before orderList shows the order', () => {
    const mall = openMall();
    mall.add(1, one(3));
    expect(mall.listed('<OrderTimeFrom>20260101000000</OrderTimeFrom>')).toEqual([]);
    expect(get(mall, 'kome-0005').at('Result/Quantity')).toBe('97');
  });

  it('comes back when the buyer cancels in the window, and stays open', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, one(3));
    mall.pass(MINUTE);
    mall.control.cancelOrder(SELLER, id);
    expect(mall.row('kome-0005')).toMatchObject({ quantity: 100, closed: false });
  });

  it('never makes a level negative, unless more than there is may be bought', () => {
    const mall = openMall();
    mall.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: 1 });
    mall.add(1, one(3));
    expect(mall.row('kome-0005')?.quantity).toBe(0);
    mall.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: 1, allowOverdraft: true });
    mall.add(1, one(3));
    expect(mall.row('kome-0005')?.quantity).toBe(-2);
  });

  it('is not what is closed or sold out', () => {
    const mall = openMall();
    for (const { itemCode, subCode } of mall.control.books().shops[0]?.stock ?? []) {
      if (itemCode !== 'sencha-0880') mall.control.setStock(SELLER, { itemCode, subCode, closed: true });
    }
    const codes = mall.add(20).flatMap((id) => mall.control.order(id)?.lines.map((line) => line.itemCode) ?? []);
    expect(new Set(codes)).toEqual(new Set(['sencha-0880']));
  });

  it('is not taken by test orders where the settings say so', () => {
    const mall = openMall({ settings: { stock: { testOrdersTake: false } } });
    const [id = ''] = mall.addSettled(1, { kind: 'test', ...one(3) });
    mall.control.cancelOrder(SELLER, id, { reason: 100 });
    expect(mall.row('kome-0005')?.quantity).toBe(100);
  });
});
