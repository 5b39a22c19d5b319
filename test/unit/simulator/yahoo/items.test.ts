import { describe, expect, it } from 'vitest';
import type { YahooSettingsChange } from '../../../../simulator/yahoo/index.ts';
import { textAt } from '../../../../simulator/yahoo/xml.ts';
import { type Answer, answered, answerOf, openMall, SELLER } from './mall.ts';

/** A mall, and its item API. */
function open(settings: YahooSettingsChange = {}) {
  const mall = openMall({ settings });
  const authorization = `Bearer ${mall.token()}`;
  const get = (name: string, fields: Record<string, string> = {}, method: 'GET' | 'POST' = 'GET'): Answer => {
    const query = new URLSearchParams({ seller_id: SELLER, ...fields });
    const path = `/ShoppingWebService/V1/${name}?${query}`;
    return answerOf(mall.yahoo.handle({ method, path, headers: { authorization }, body: '' }));
  };
  const texts = (answer: Answer, field: string) => answer.all('Result').map((one) => textAt(one, field));
  return { ...mall, get, texts };
}

const TEA = 'c3e0';

describe('the item API', () => {
  it('takes a GET, a token, and the shop that the token is for', () => {
    const { get } = open();
    expect(get('myItemList', { query: 'k' }).status).toBe(200);
    expect(get('myItemList', { query: 'k' }, 'POST').status).toBe(400);
    expect(get('myItemList', { query: 'k', seller_id: '' }).at('Code')).toBe('px-04001');
    expect(get('myItemList', { query: 'k', seller_id: 'tonari' }).at('Code')).toBe('ed-00004');
  });

  it('lists categories tier by tier, and hidden ones like others', () => {
    const { get, texts } = open();
    const first = texts(get('stCategoryList'), 'PageKey');
    expect(first).toContain('bdc0c8f7');
    expect(first).not.toContain(TEA);
    expect(texts(get('stCategoryList', { page_key: 'bfa9c9ca' }), 'PageKey')).toContain(TEA);
    expect(get('stCategoryList', { page_key: TEA }).all('Result')).toEqual([]);
    expect(get('stCategoryList', { page_key: 'nai' }).at('Code')).toBe('it-01001');
  });

  it('lists nothing without a word or a category', () => {
    const { get } = open();
    expect(get('myItemList').at('Code')).toBe('it-01001');
    expect(get('myItemList', { query: 'k', start: '0' }).at('Code')).toBe('it-01001');
    const [one, two] = [1, 2].map((start) =>
      get('myItemList', { stcat_key: TEA, results: '1', start: String(start) }).all('Result'),
    );
    expect([one?.length, two?.length]).toEqual([1, 1]);
    expect(one).not.toEqual(two);
  });

  it('lists 25 rows, or as many as are asked for, and at most 100', () => {
    const { control, yahoo } = open();
    const { clientId, clientSecret, refreshToken } = control.addShop({ sellerId: 'gross', skus: 1200 });
    const basic = { authorization: `Basic ${btoa(`${clientId}:${clientSecret}`)}` };
    const body = `grant_type=refresh_token&refresh_token=${refreshToken}`;
    const given = yahoo.handle({ method: 'POST', path: '/yconnect/v2/token', headers: basic, body });
    const headers = { authorization: `Bearer ${JSON.parse(answered(given).body).access_token}` };
    const rows = (more: string) => {
      const path = `/ShoppingWebService/V1/myItemList?seller_id=gross&stcat_key=${TEA}${more}`;
      return answerOf(yahoo.handle({ method: 'GET', path, headers, body: '' })).all('Result').length;
    };
    expect([rows(''), rows('&results=60'), rows('&results=1000')]).toEqual([25, 60, 100]);
  });

  it('gives levels only where they are requested, and of an item with sub codes only that it has some', () => {
    const { get, texts, row } = open();
    const without = get('myItemList', { query: 'kome-0005' });
    expect(without.text).not.toContain('Quantity');
    const plain = get('myItemList', { query: 'kome-0005', stock: 'true' });
    expect([texts(plain, 'HasSubCode'), texts(plain, 'Quantity')]).toEqual([
      ['0'],
      [String(row('kome-0005')?.quantity)],
    ]);
    const shirt = get('myItemList', { query: 'tsya', stock: 'true' });
    expect([texts(shirt, 'HasSubCode'), texts(shirt, 'Quantity')]).toEqual([['1'], [null]]);
    expect(get('myItemList', { query: 'Tシャツ', type: 'name' }).all('Result')).toHaveLength(1);
  });

  it('has sub codes and their levels in the attributes of getItem', () => {
    const { get } = open();
    expect(get('getItem', { item_code: 'tsya-2201' }).text).toMatch(
      /<SubCode code="s-nv" quantity="100" stockClose="0">/,
    );
    expect(get('getItem', { item_code: 'kome-0005' }).text).not.toContain('SubCode');
    expect(get('getItem', { item_code: 'nai' }).at('Message')).toBe('指定された商品コードは存在しません。');
  });

  it('lists what lies below a category, and refuses an empty one, where the settings say so', () => {
    const own = open();
    const below = open({ items: { inCategory: 'with-below', emptyCategory: 'refused' } });
    const food = { stcat_key: 'bfa9c9ca', results: '100' };
    const listed = own.get('myItemList', food).all('Result').length;
    expect(below.get('myItemList', food).all('Result').length).toBeGreaterThan(listed);
    expect(own.get('myItemList', { stcat_key: 'bdc0c8f7' }).all('Result')).toEqual([]);
    expect(below.get('myItemList', { stcat_key: 'bdc0c8f7' }).at('Code')).toBe('it-01001');
  });

  it('is an API of its own to break', () => {
    const { get, control, stock } = open();
    control.break({ kind: 'system-error', api: 'item' });
    expect(get('stCategoryList').at('Code')).toBe('ed-00001');
    expect(stock('getStock', { item_code: 'kome-0005' }).status).toBe(200);
  });
});
