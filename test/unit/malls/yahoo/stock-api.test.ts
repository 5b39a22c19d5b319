import { describe, expect, it } from 'vitest';
import { hourMs } from '../../../../core/kernel/time.ts';
import type { StockApi, StockLevel } from '../../../../core/ports/stock-api.ts';
import { setLevels } from '../../../../core/stock/items.ts';
import { readXml } from '../../../../malls/xml.ts';
import { readYahooBody } from '../../../../malls/yahoo/body.ts';
import type { CallYahoo } from '../../../../malls/yahoo/calls.ts';
import { faultOf } from '../../../../malls/yahoo/faults.ts';
import { createStockApi } from '../../../../malls/yahoo/stock-api.ts';
import { yahooStock } from '../../../../malls/yahoo/stock-traits.ts';
import type { YahooSettingsChange } from '../../../../simulator/yahoo/index.ts';
import { sellerId, shopKey, type YahooInProcess, yahooInProcess } from './in-process.ts';

interface StockMall extends YahooInProcess {
  readonly door: StockApi;
  /** Bodies of the calls to a function, as forms. */
  readonly forms: Map<string, URLSearchParams[]>;
}

function stockMall(settings?: YahooSettingsChange): StockMall {
  const mall = yahooInProcess({ ...settings, throttle: { enforce: false, ...settings?.throttle } });
  const forms: StockMall['forms'] = new Map();
  const call = mall.calls();
  const noted: CallYahoo = (operation, body, options) => {
    forms.set(operation, [...(forms.get(operation) ?? []), new URLSearchParams(body)]);
    return call(operation, body, options);
  };
  return { ...mall, door: createStockApi(noted, sellerId), forms };
}

const row = (mall: YahooInProcess, item: string) =>
  mall.yahoo.control
    .books()
    .shops[0]?.stock.find(({ itemCode, subCode }) => [itemCode, subCode].filter(Boolean).join(':') === item);

/** A door to a Yahoo that answers this, whatever it is asked. */
function doorTo(xml: string, status = 200): StockApi {
  const root = readXml(xml);
  if (!root) throw new Error('no XML');
  return createStockApi(
    async (operation) => ({ call: { shop: shopKey, operation }, status, root, mallTime: null }),
    sellerId,
  );
}

const level = (item: string, pieces: number, kept = '0'): StockLevel => ({ item, level: pieces, kept });
const result = (fields: Readonly<Record<string, string>>): string =>
  `<Result>${Object.entries(fields)
    .map(([name, text]) => `<${name}>\n${text}\n</${name}>`)
    .join('')}</Result>`;
const set = (...results: string[]): string =>
  `<ResultSet ok="7" totalResultsReturned="9">${results.join('')}</ResultSet>`;
const there = { Status: '1', Quantity: '3', AllowOverdraft: '1' };

describe('an item of Yahoo!ショッピング', () => {
  it.each([
    [' T-Shirt ', 'T-Shirt'],
    ['t-shirt:red-m', 't-shirt:red-m'],
    ['t-shirt:', 't-shirt'],
  ])('that is written %j is %j', (written, item) => {
    expect(yahooStock.normalItem(written)).toBe(item);
  });

  it.each([
    ['item_01:sub_01', true],
    ['a', true],
    ['', false],
    ['a:', false],
    ['a:b:c', false],
    ['a,b', false],
    ['茶', false],
    ['a'.repeat(100), false],
  ])('%j has the form: %s', (item, fits) => {
    expect(yahooStock.item.form.test(item)).toBe(fits);
  });
});

describe('reading stock of Yahoo!ショッピング', () => {
  it('gives levels, what is sold without limit, what is closed, what a set has to send along, and what is not there', async () => {
    const mall = stockMall();
    const { control } = mall.yahoo;
    control.setStock(sellerId, { itemCode: 'kome-0005', quantity: null, allowOverdraft: true });
    control.setStock(sellerId, { itemCode: 'sencha-0880', quantity: 0, closed: true });
    const readings = await mall.door.read(['kome-0005', 'sencha-0880', 'nai', 'kome-0005']);
    expect([...readings]).toEqual([
      [
        'kome-0005',
        { kind: 'there', level: null, closed: false, published: true, updatedAt: expect.any(Number), kept: '1' },
      ],
      [
        'sencha-0880',
        { kind: 'there', level: 0, closed: true, published: true, updatedAt: expect.any(Number), kept: '0' },
      ],
      ['nai', { kind: 'absent' }],
    ]);
    expect(mall.forms.get('getStock')?.map((form) => Object.fromEntries(form))).toEqual([
      { seller_id: sellerId, item_code: 'kome-0005,sencha-0880,nai' },
    ]);
  });

  it('reads texts with line breaks around them, old answers without StockClose, and levels below none', async () => {
    const rows = [
      result({ ItemCode: 'a', SubCode: '', ...there, UpdateTime: '2014-09-23T14:59:02+09:00' }),
      result({ ItemCode: 'b', SubCode: 'c', ...there, Quantity: '-2' }),
    ];
    expect([...(await doorTo(set(...rows)).read(['b:c', 'a'])).values()]).toEqual([
      {
        kind: 'there',
        level: 3,
        closed: false,
        published: true,
        updatedAt: Date.parse('2014-09-23T14:59:02+09:00'),
        kept: '1',
      },
      { kind: 'there', level: -2, closed: false, published: true, updatedAt: null, kept: '1' },
    ]);
  });

  it.each([
    ['a row that was not asked for', set(...['a', 'b', 'x'].map((ItemCode) => result({ ItemCode, ...there })))],
    ['another document', '<Result><Status>OK</Status></Result>'],
  ])('does not trust an answer with %s', async (_what, xml) => {
    await expect(doorTo(xml).read(['a', 'b'])).rejects.toMatchObject({ code: 'mall.unreadable', retry: 'later' });
  });

  it.each([
    ['a missing row', []],
    ['a row that comes twice', ['b', 'b'].map((ItemCode) => result({ ItemCode, ...there }))],
    ['an unknown Status', [result({ ItemCode: 'b', ...there, Status: '2' })]],
    ['a row without AllowOverdraft', [result({ ItemCode: 'b', Status: '1', Quantity: '3' })]],
    ['a level in words', [result({ ItemCode: 'b', ...there, Quantity: 'INI' })]],
    ['a row without a name', [result({ ItemCode: '', ...there })]],
  ])('loses one item and no other to %s', async (_what, rows) => {
    const readings = await doorTo(set(result({ ItemCode: 'a', ...there }), ...rows)).read(['a', 'b']);
    expect([...readings.keys()]).toEqual(['a']);
  });

  it('makes no call for an empty list, and refuses more than a thousand', async () => {
    const mall = stockMall();
    expect((await mall.door.read([])).size).toBe(0);
    const many = Array.from({ length: 1_001 }, (_, index) => `nai-${index}`);
    await expect(mall.door.read(many)).rejects.toMatchObject({ code: 'input.invalid' });
    expect((await mall.door.read(many.slice(1))).size).toBe(1_000);
    expect(mall.forms.get('getStock')).toHaveLength(1);
  });
});

describe('setting stock at Yahoo!ショッピング', () => {
  it('sets absolute levels, keeps 超過購入 of each item, and never opens what is closed', async () => {
    const mall = stockMall();
    mall.yahoo.control.setStock(sellerId, { itemCode: 'kome-0005', allowOverdraft: true });
    mall.yahoo.control.setStock(sellerId, { itemCode: 'sencha-0880', closed: true });
    const { items } = await mall.door.set([level('kome-0005', 5, '1'), level('sencha-0880', 0)]);
    expect([...items.values()]).toEqual([{ kind: 'set' }, { kind: 'set' }]);
    expect(row(mall, 'kome-0005')).toMatchObject({ quantity: 5, allowOverdraft: true, closed: false });
    expect(row(mall, 'sencha-0880')).toMatchObject({ quantity: 0, allowOverdraft: false, closed: true });
    expect(mall.forms.get('setStock')?.map((form) => Object.fromEntries(form))).toEqual([
      { seller_id: sellerId, item_code: 'kome-0005,sencha-0880', quantity: '5,0', allow_overdraft: '1,0' },
    ]);
  });

  it('refuses before the call what cannot be one', async () => {
    const mall = stockMall();
    const many = Array.from({ length: 1_001 }, (_, index) => level(`nai-${index}`, 1));
    for (const wrong of [
      many,
      [level('a', 1), level('a', 2)],
      [{ item: 'a', level: 1 }],
      [level('a', 1, 'maybe')],
      [level('a', -1)],
      [level('a', 1_000_000_000)],
    ]) {
      await expect(mall.door.set(wrong)).rejects.toMatchObject({ code: 'input.invalid' });
    }
    expect((await mall.door.set([])).items.size).toBe(0);
    expect(mall.forms.size).toBe(0);
  });

  it('takes for proof the level that is shown after the change alone', async () => {
    const rows = [
      result({ ItemCode: 'a', SubCode: '', Quantity: '1' }),
      result({ ItemCode: 'b', SubCode: '', Quantity: '7' }),
      result({ ItemCode: 'c', SubCode: '', Quantity: '' }),
      result({ ItemCode: 'd', SubCode: 's', Quantity: '', ErrorCode: 'ed-10002' }),
      result({ ItemCode: 'e', SubCode: '', Quantity: '', ErrorCode: 'ed-99999' }),
    ];
    const levels = ['a', 'b', 'c', 'd:s', 'e', 'f'].map((item) => level(item, 1));
    expect([...(await doorTo(set(...rows), 207).set(levels)).items]).toEqual([
      ['a', { kind: 'unproven', code: 'others-failed' }],
      ['b', { kind: 'unproven', code: 'other-level' }],
      ['c', { kind: 'unproven', code: 'other-level' }],
      ['d:s', { kind: 'unproven', code: 'ed-10002' }],
      ['e', { kind: 'unproven', code: 'ed-99999' }],
      ['f', { kind: 'unproven', code: 'no-result' }],
    ]);
  });

  it('takes nothing for proven beside a refused item, because the documents say that all is taken back', async () => {
    const rows = [
      result({ ItemCode: 'a', SubCode: '', Quantity: '1' }),
      result({ ItemCode: 'b', SubCode: '', Quantity: '', ErrorCode: 'st-02101,st-02104' }),
      result({ ItemCode: 'c', SubCode: '', Quantity: '', ErrorCode: 'ed-10002' }),
    ];
    const { items } = await doorTo(set(...rows), 207).set(['a', 'b', 'c'].map((item) => level(item, 1)));
    expect([...items.values()]).toEqual([
      { kind: 'unproven', code: 'others-failed' },
      { kind: 'refused', code: 'st-02101,st-02104', words: 'item_codeが不正です、quantityが不正です' },
      { kind: 'unproven', code: 'ed-10002' },
    ]);
  });

  it.each(['st-02108', 'st-02109', 'st-02110', 'st-02999', 'ed-99999'])(
    'takes nothing for proven beside %s, and everything beside what was written and not read back',
    async (code) => {
      const beside = async (ErrorCode: string) => {
        const rows = [result({ ItemCode: 'a', Quantity: '1' }), result({ ItemCode: 'b', Quantity: '', ErrorCode })];
        return (await doorTo(set(...rows), 207).set([level('a', 1), level('b', 1)])).items.get('a')?.kind;
      };
      expect([await beside(code), await beside('ed-10002')]).toEqual(['unproven', 'set']);
    },
  );

  it('believes no item of a call that Yahoo took back as a whole for a code that is new', async () => {
    const mall = stockMall({ stock: { partial: 'rolled-back' } });
    mall.yahoo.control.break({ kind: 'new-code', times: 1 });
    const { items } = await mall.door.set([level('kome-0005', 5), level('sencha-0880', 6)]);
    expect([...items.values()]).toEqual([
      { kind: 'unproven', code: 'others-failed' },
      { kind: 'unproven', code: 'st-02108' },
    ]);
    expect(row(mall, 'kome-0005')?.quantity).not.toBe(5);
  });

  it('knows the refusal of a single item, which comes as one of the call, and not that of the shop', async () => {
    const mall = stockMall({ stock: { underscores: 'refuse' } });
    expect([...(await mall.door.set([level('item_01', 1)])).items.values()]).toEqual([
      { kind: 'refused', code: 'st-02101', words: 'item_codeが不正です' },
    ]);
    const foreign = createStockApi(mall.calls(), 'nobody');
    await expect(foreign.set([level('kome-0005', 1)])).rejects.toMatchObject({
      code: 'mall.refused',
      context: { mallCodes: ['ed-00004'] },
    });
  });

  it('knows the refusal of a single item for two reasons at once', async () => {
    const xml =
      '<?xml version="1.0" encoding="UTF-8"?><Error xmlns="urn:yahoo:api"><Message>no</Message><Code>st-02101,st-02104</Code></Error>';
    const answered = faultOf(
      { shop: shopKey, operation: 'setStock' },
      { status: 400, headers: {}, body: readYahooBody(xml) },
    );
    const door = createStockApi(async () => {
      throw answered;
    }, sellerId);
    expect((await door.set([level('a', 1)])).items.get('a')).toMatchObject({ code: 'st-02101,st-02104' });
    await expect(door.set([level('a', 1), level('b', 1)])).rejects.toBe(answered);
  });

  const partials = ['per-item', 'rolled-back', 'refused'] as const;
  const shown = ['shown', 'left-out'] as const;
  it.each(partials.flatMap((partial) => shown.map((quantityIn207) => [partial, quantityIn207] as const)))(
    'does not let one bad item of a thousand hold the others, where all is %s and the level %s',
    async (partial, quantityIn207) => {
      const mall = stockMall({ stock: { partial, quantityIn207, underscores: 'refuse' } });
      const levels = Array.from({ length: 999 }, (_, index) => level(`item-${index}`, index % 50));
      levels.splice(700, 0, level('bad_item', 1));
      let calls = 0;
      const { items } = await setLevels(levels, mall.door, () => calls++ < 30);
      expect(calls).toBeLessThanOrEqual(partial === 'refused' ? 21 : 2);
      expect([...items].filter(([, { kind }]) => kind !== 'set')).toEqual([
        ['bad_item', expect.objectContaining({ kind: 'refused', code: 'st-02101' })],
      ]);
      for (const one of levels.filter(({ item }) => item !== 'bad_item')) {
        expect(row(mall, one.item)?.quantity).toBe(one.level);
      }
    },
  );

  it('reads what Yahoo wrote and could not read back', async () => {
    const mall = stockMall();
    mall.yahoo.control.break({ kind: 'reread-failed', times: 1 });
    const { items } = await mall.door.set([level('kome-0005', 5)]);
    expect(items.get('kome-0005')).toEqual({ kind: 'unproven', code: 'ed-10002' });
    expect((await mall.door.read(['kome-0005'])).get('kome-0005')).toMatchObject({ level: 5 });
  });

  it('works on after the access token has ended', async () => {
    const mall = stockMall();
    await mall.door.set([level('kome-0005', 5)]);
    mall.clock.at += 2 * hourMs;
    await mall.door.set([level('kome-0005', 6)]);
    expect(row(mall, 'kome-0005')?.quantity).toBe(6);
  });
});
