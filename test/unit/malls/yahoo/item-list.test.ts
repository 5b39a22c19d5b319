import { describe, expect, it } from 'vitest';
import type { StockPage } from '../../../../core/ports/stock-api.ts';
import type { HttpRequest, Transport } from '../../../../malls/http.ts';
import { listYahooItems } from '../../../../malls/yahoo/item-list.ts';
import type { YahooSettingsChange } from '../../../../simulator/yahoo/index.ts';
import { sellerId, yahooInProcess } from './in-process.ts';

/** What a shop has, asked of the simulated mall, or over answers made up for single functions. */
function mall(settings: YahooSettingsChange = {}, made: (request: HttpRequest) => string | null = () => null) {
  const requests: HttpRequest[] = [];
  const between =
    (transport: Transport): Transport =>
    async (request) => {
      if (!request.url.includes('/ShoppingWebService/')) return transport(request);
      requests.push(request);
      const body = made(request);
      return body === null ? transport(request) : { status: 200, headers: {}, body };
    };
  const { yahoo, calls } = yahooInProcess(settings, between);
  const call = calls();
  const door = { list: (after: string | null) => listYahooItems({ call, sellerId }, after) };
  const walk = async (): Promise<StockPage[]> => {
    const pages: StockPage[] = [];
    for (let after: string | null = null; pages.length === 0 || after !== null; ) {
      const page: StockPage = await door.list(after);
      pages.push(page);
      after = page.after;
      if (pages.length > 500) throw new Error('the walk does not end');
    }
    return pages;
  };
  const sold = yahoo.control
    .stock(sellerId)
    .map(({ itemCode, subCode }) => (subCode === '' ? itemCode : `${itemCode}:${subCode}`));
  const named = (name: string) =>
    requests.map(({ url }) => new URL(url)).filter(({ pathname }) => pathname.endsWith(name));
  return { yahoo, door, walk, sold, requests, named };
}

const itemsOf = (pages: readonly StockPage[]): string[] => pages.flatMap(({ items }) => items.map(({ item }) => item));
const row = (code: string, more = '<HasSubCode>0</HasSubCode><Quantity>3</Quantity>'): string =>
  `<Result><ItemCode>${code}</ItemCode>${more}</Result>`;
const set = (rows: string, attributes = ''): string => `<ResultSet${attributes}>${rows}</ResultSet>`;
const categories = (...keys: string[]): string =>
  set(keys.map((key) => `<Result><PageKey>${key}</PageKey><Name>茶 &amp; 器</Name></Result>`).join(''));

describe('what a shop has at Yahoo!', () => {
  it.each<YahooSettingsChange>([
    {},
    { items: { inCategory: 'with-below' } },
    { items: { emptyCategory: 'refused' } },
    { answers: { padding: 'newlines' } },
  ])('is found whole by its store categories, whatever is not known of them: %j', async (settings) => {
    const { yahoo, walk, sold } = mall(settings);
    yahoo.control.setStock(sellerId, { itemCode: 'kome-0005', quantity: null });
    const pages = await walk();
    expect([...new Set(itemsOf(pages))].sort()).toEqual([...sold].sort());
    const levels = new Map(pages.flatMap(({ items }) => items.map(({ item, level }) => [item, level])));
    expect([levels.get('kome-0005'), levels.get('sencha-0880')]).toEqual([null, 100]);
    // An empty category that is refused is reported, and ends nothing.
    const told = pages.filter(({ unlisted }) => unlisted !== undefined);
    expect(told.length > 0).toBe(settings.items?.emptyCategory === 'refused');
  });

  it('is asked for by GETs, one a page, each category and each item with sub codes once', async () => {
    const { walk, requests, named } = mall();
    const pages = await walk();
    expect(requests).toHaveLength(pages.length);
    for (const { method, headers, body } of requests) {
      expect(method).toBe('GET');
      expect(Object.keys(headers)).toEqual(['authorization']);
      expect(body).toBeUndefined();
    }
    const [first] = named('myItemList');
    expect(Object.fromEntries(first?.searchParams ?? [])).toEqual({
      seller_id: sellerId,
      stcat_key: 'bfa9c9ca',
      start: '1',
      results: '100',
      stock: 'true',
      sort: '+item_code',
    });
    const asked = (name: string, field: string) => named(name).map(({ searchParams }) => searchParams.get(field));
    for (const one of [asked('stCategoryList', 'page_key'), asked('getItem', 'item_code')]) {
      expect(new Set(one).size).toBe(one.length);
      expect(one.length).toBeGreaterThan(1);
    }
  });

  it('is read page after page, while one is full or there is said to be more', async () => {
    const page = (from: number, count: number): string =>
      Array.from({ length: count }, (_, index) => row(`i-${from + index}`)).join('');
    const { walk, named } = mall({}, ({ url }) => {
      const { pathname, searchParams } = new URL(url);
      if (pathname.endsWith('stCategoryList')) return searchParams.has('page_key') ? categories() : categories('a');
      if (!pathname.endsWith('myItemList')) return null;
      const start = Number(searchParams.get('start'));
      // A full page; a short one beside a total that says there is more; the last.
      if (start === 1) return set(page(1, 100));
      return start === 101
        ? set(page(101, 25), ' totalResultsAvailable="130"')
        : set(page(126, 5), ' totalResultsAvailable="130"');
    });
    expect(itemsOf(await walk())).toHaveLength(130);
    expect(named('myItemList').map(({ searchParams }) => searchParams.get('start'))).toEqual(['1', '101', '126']);
  });

  it('ends where each category is answered with the first tier again', async () => {
    const { walk, named } = mall({}, ({ url }) => {
      if (url.includes('stCategoryList')) return categories('a', 'b');
      return url.includes('myItemList') ? set(row('tea')) : null;
    });
    expect(itemsOf(await walk())).toEqual(['tea', 'tea']);
    expect(named('stCategoryList')).toHaveLength(3);
  });

  it('includes notes on what cannot be listed: an item that is refused, and one whose sub codes are missing', async () => {
    const { walk } = mall({}, ({ url }) => {
      if (url.includes('stCategoryList')) return url.includes('page_key') ? categories() : categories('a');
      if (url.includes('myItemList'))
        return set(row('nai', '<HasSubCode>1</HasSubCode>') + row('bare', '<HasSubCode>1</HasSubCode>'));
      return url.includes('item_code=bare') ? set(row('bare')) : null;
    });
    expect((await walk()).flatMap(({ unlisted }) => unlisted ?? [])).toEqual([
      'The 個別商品コード of nai: Yahoo refused to list it (it-01001).',
      'bare: it is said to have 個別商品コード, and none of them are shown.',
    ]);
  });

  it('is refused at once where the shop may not be listed at all, and read again later where the mall fails', async () => {
    const { yahoo, door } = mall();
    yahoo.control.break({ kind: 'server-error-html', api: 'item' });
    await expect(door.list(null)).rejects.toMatchObject({ retry: 'later' });
    yahoo.control.mend();
    yahoo.control.setScope(sellerId, false);
    await expect(door.list(null)).rejects.toMatchObject({ code: 'key.function-off' });
    const other = mall({}, () => '<Error><Message>no</Message><Code>it-09999</Code></Error>');
    await expect(other.door.list(null)).rejects.toMatchObject({ code: 'mall.refused' });
  });

  it.each([
    ['a category without a key', 'stCategoryList', set('<Result><Name>a</Name></Result>')],
    ['an item without a code', 'myItemList', set('<Result><HasSubCode>0</HasSubCode></Result>')],
    ['a level that is no number', 'myItemList', set(row('tea', '<Quantity>many</Quantity>'))],
    ['no ResultSet', 'myItemList', '<Req/>'],
  ])('is not believed where there is %s', async (_what, name, body) => {
    const { walk } = mall({}, ({ url }) => (url.includes(name) ? body : null));
    await expect(walk()).rejects.toMatchObject({ code: 'mall.unreadable' });
  });
});
