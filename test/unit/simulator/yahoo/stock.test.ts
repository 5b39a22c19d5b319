import { describe, expect, it } from 'vitest';
import { textAt } from '../../../../simulator/yahoo/xml/read-xml.ts';
import { MINUTE, openStore, SELLER, type Store } from './store.ts';

const set = (store: Store, item_code: string, quantity: string, more: Record<string, string> = {}) =>
  store.stock('setStock', { item_code, quantity, ...more });
const get = (store: Store, item_code: string) => store.stock('getStock', { item_code });

describe('setStock', () => {
  it('sets, adds and takes away, and answers what there is afterwards', () => {
    const store = openStore();
    const answer = set(store, 'kome-0005,tsya-2201:s-nv,sencha-0880', '5,+1,-3');
    expect(answer.status).toBe(200);
    expect(answer.text).toContain(
      '<ResultSet totalResultsAvailable="3" totalResultsReturned="3" firstResultPosition="1">' +
        '<Result><ItemCode>kome-0005</ItemCode><SubCode></SubCode><Quantity>5</Quantity></Result>' +
        '<Result><ItemCode>tsya-2201</ItemCode><SubCode>s-nv</SubCode><Quantity>101</Quantity></Result>' +
        '<Result><ItemCode>sencha-0880</ItemCode><SubCode></SubCode><Quantity>97</Quantity></Result>',
    );
    expect(store.row('tsya-2201:s-nv')?.quantity).toBe(101);
  });

  it('is no absolute negative: -5 takes five away, below zero if need be', () => {
    const store = openStore();
    set(store, 'kome-0005', '3');
    expect(set(store, 'kome-0005', '-5').at('Result/Quantity')).toBe('-2');
  });

  it('answers 207 where one entry is wrong, writes the others, and names every code of the wrong one', () => {
    const store = openStore();
    const answer = set(store, 'kome-0005,sencha-0880,あ', '5,INI,x');
    expect(answer.status).toBe(207);
    const rows = answer
      .all('Result')
      .map((one) => ['ItemCode', 'Quantity', 'ErrorCode'].map((path) => textAt(one, path)));
    expect(rows).toEqual([
      ['kome-0005', '5', null],
      ['sencha-0880', null, 'st-02104'],
      ['あ', null, 'st-02101,st-02104'],
    ]);
    expect([store.row('kome-0005')?.quantity, store.row('sencha-0880')?.quantity]).toEqual([5, 100]);
  });

  it('writes nothing in such a call, with 207 or 400, where the settings say what the page says', () => {
    const store = openStore({ settings: { stock: { partial: 'rolled-back' } } });
    expect(set(store, 'kome-0005,sencha-0880', '5,x').status).toBe(207);
    expect(store.row('kome-0005')?.quantity).toBe(100);
    store.control.changeSettings({ stock: { partial: 'refused' } });
    const refused = set(store, 'kome-0005,sencha-0880', '5,x');
    expect([refused.status, refused.at('Code')]).toEqual([400, 'st-02104']);
    expect(store.row('kome-0005')?.quantity).toBe(100);
  });

  it('may leave the quantities out of a 207', () => {
    const store = openStore({ settings: { stock: { quantityIn207: 'left-out' } } });
    const [good] = set(store, 'kome-0005,sencha-0880', '5,x').all('Result');
    expect(good?.children.map((one) => one.name)).toEqual(['ItemCode', 'SubCode']);
    expect(store.row('kome-0005')?.quantity).toBe(5);
  });

  it('refuses a single wrong entry with 400 and the namespace of the stock API', () => {
    const answer = set(openStore(), 'か', '1');
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
    ['no store', { item_code: 'a', quantity: '1', seller_id: '' }, 'px-04001'],
    ['a store that cannot be', { item_code: 'a', quantity: '1', seller_id: 'Ａ' }, 'st-02100'],
    ['a store that is none', { item_code: 'a', quantity: '1', seller_id: 'nobody' }, 'ed-00004'],
    ['a level beyond all', { item_code: 'a', quantity: '1000000000' }, 'st-02104'],
  ])('refuses %s with %o', (_, fields, code) => {
    const store = openStore();
    const answer = store.stock('setStock', fields);
    expect([answer.status, answer.at('Code')]).toEqual([400, code]);
    expect(store.row('a')).toBeUndefined();
  });

  it('takes 1,000 items in one call', () => {
    const answer = set(openStore(), many(1000), many(1000).replace(/[^,]+/g, '7'));
    expect([answer.status, answer.all('Result').length]).toEqual([200, 1000]);
  });

  it('refuses another store’s token', () => {
    const store = openStore();
    store.control.addShop({ sellerId: 'tonari' });
    expect(store.stock('setStock', { seller_id: 'tonari', item_code: 'kome-0005', quantity: '1' }).at('Code')).toBe(
      'ed-00005',
    );
  });

  it('writes nothing at all where one sum goes beyond the limit', () => {
    const store = openStore();
    expect(set(store, 'kome-0005,sencha-0880', '5,+999999999').status).toBe(400);
    expect(store.row('kome-0005')?.quantity).toBe(100);
  });

  it('takes a plus that was not encoded for a blank: refused, or worse, set', () => {
    const store = openStore();
    const raw = () => store.ask('setStock', `seller_id=${SELLER}&item_code=kome-0005&quantity=+1`);
    expect(raw().at('Code')).toBe('st-02104');
    expect(store.row('kome-0005')?.quantity).toBe(100);
    store.control.changeSettings({ stock: { rawPlus: 'absolute' } });
    expect(raw().at('Result/Quantity')).toBe('1');
  });

  it('takes an item code that nobody sells without a word, and keeps a row for it', () => {
    const store = openStore();
    expect(set(store, 'kome-0050,tsya-2201', '5,6').status).toBe(200);
    expect(store.row('kome-0050')?.quantity).toBe(5);
    expect(store.row('tsya-2201:s-nv')?.quantity).toBe(100);
    const answer = get(store, 'kome-0050');
    expect([answer.at('Result/Status'), answer.at('Result/IsPublished')]).toEqual(['1', '0']);
  });

  it('sets allow_overdraft back to what the store is set to where it is left out', () => {
    const store = openStore();
    const flag = () => store.row('kome-0005')?.allowOverdraft;
    set(store, 'kome-0005', '5', { allow_overdraft: '1' });
    expect(flag()).toBe(true);
    set(store, 'kome-0005', '6');
    expect(flag()).toBe(false);
    set(store, 'kome-0005,sencha-0880', '6,7', { allow_overdraft: '1,0' });
    expect([flag(), store.row('sencha-0880')?.allowOverdraft]).toEqual([true, false]);
  });

  it('leaves 在庫クローズ as it is until stock_close says 0', () => {
    const store = openStore();
    store.control.setStock(SELLER, { itemCode: 'kome-0005', closed: true });
    set(store, 'kome-0005', '5');
    set(store, 'kome-0005,sencha-0880', '5,5', { stock_close: ',0' });
    expect(store.row('kome-0005')).toMatchObject({ quantity: 5, closed: true });
    set(store, 'kome-0005', '5', { stock_close: '0' });
    expect(store.row('kome-0005')?.closed).toBe(false);
  });

  it('leaves 無限大 as it is where it adds, and ends it where it sets', () => {
    const store = openStore();
    store.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: null });
    expect(set(store, 'kome-0005', '+5').text).toContain('<Quantity></Quantity>');
    expect(set(store, 'kome-0005', '5').at('Result/Quantity')).toBe('5');
  });

  it('may refuse underscores, as the page says and its samples do not', () => {
    const store = openStore();
    expect(set(store, 'item_01:sub_01', '1').status).toBe(200);
    store.control.changeSettings({ stock: { underscores: 'refuse' } });
    expect(set(store, 'item_01:sub_01', '1').at('Code')).toBe('st-02101');
  });
});

describe('getStock', () => {
  it('shows rows and says what is not there', () => {
    const store = openStore();
    const answer = get(store, 'tsya-2201:s-nv,nothing');
    expect(answer.text).toContain(
      '<ResultSet totalResultsAvailable="2" totalResultsReturned="2" firstResultPosition="1" ok="1" ng="1">' +
        '<Result><ItemCode>tsya-2201</ItemCode><SubCode>s-nv</SubCode><Status>1</Status><Quantity>100</Quantity>' +
        '<AllowOverdraft>0</AllowOverdraft><IsPublished>1</IsPublished><UpdateTime>2026-02-09T12:00:00+09:00</UpdateTime>' +
        '<StockClose>0</StockClose></Result>' +
        '<Result><ItemCode>nothing</ItemCode><SubCode></SubCode><Status>0</Status></Result></ResultSet>',
    );
  });

  it('shows 無限大 as an empty Quantity, and tells a closed row', () => {
    const store = openStore();
    store.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: null, closed: true, allowOverdraft: true });
    const answer = get(store, 'kome-0005');
    expect(answer.text).toContain('<Quantity></Quantity><AllowOverdraft>1</AllowOverdraft>');
    expect(answer.at('Result/StockClose')).toBe('1');
  });

  it('takes 1,000 items and not one more', () => {
    const store = openStore();
    const codes = (count: number) => Array.from({ length: count }, (_, index) => `i-${index}`).join();
    expect(get(store, codes(1000)).status).toBe(200);
    expect(get(store, codes(1001)).at('Code')).toBe('st-01102');
    expect(get(store, '').at('Code')).toBe('st-01101');
  });
});

describe('what the mall sells', () => {
  const one = (units: number) => ({ lines: [{ itemCode: 'kome-0005', units }] });

  it('is gone from its stock in the second of the order, minutes before orderList shows the order', () => {
    const store = openStore();
    store.add(1, one(3));
    expect(store.listed('<OrderTimeFrom>20260101000000</OrderTimeFrom>')).toEqual([]);
    expect(get(store, 'kome-0005').at('Result/Quantity')).toBe('97');
  });

  it('comes back when the buyer cancels in the window, and stays open', () => {
    const store = openStore();
    const [id = ''] = store.add(1, one(3));
    store.pass(MINUTE);
    store.control.cancelOrder(SELLER, id);
    expect(store.row('kome-0005')).toMatchObject({ quantity: 100, closed: false });
  });

  it('never makes a level negative, unless more than there is may be bought', () => {
    const store = openStore();
    store.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: 1 });
    store.add(1, one(3));
    expect(store.row('kome-0005')?.quantity).toBe(0);
    store.control.setStock(SELLER, { itemCode: 'kome-0005', quantity: 1, allowOverdraft: true });
    store.add(1, one(3));
    expect(store.row('kome-0005')?.quantity).toBe(-2);
  });

  it('is not what is closed or sold out', () => {
    const store = openStore();
    for (const { itemCode, subCode } of store.control.books().shops[0]?.stock ?? []) {
      if (itemCode !== 'sencha-0880') store.control.setStock(SELLER, { itemCode, subCode, closed: true });
    }
    const codes = store.add(20).flatMap((id) => store.control.order(id)?.lines.map((line) => line.itemCode) ?? []);
    expect(new Set(codes)).toEqual(new Set(['sencha-0880']));
  });

  it('is not taken by test orders where the settings say so', () => {
    const store = openStore({ settings: { stock: { testOrdersTake: false } } });
    const [id = ''] = store.addSettled(1, { kind: 'test', ...one(3) });
    store.control.cancelOrder(SELLER, id, { reason: 100 });
    expect(store.row('kome-0005')?.quantity).toBe(100);
  });
});
