import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../../simulator/yahoo/field-names.ts';
import { allAt, textAt } from '../../../../simulator/yahoo/xml.ts';
import { openMall, SELLER } from './mall.ts';

const EVERYTHING = [...FIELD_NAMES].join();

describe('orderInfo', () => {
  it('shows one order in the envelope of a result set', () => {
    const mall = openMall();
    const lines = [{ itemCode: 'tsya-2201', subCode: 's-nv', units: 2 }];
    const [id = ''] = mall.addSettled(1, { lines });
    const { text, status } = mall.info(id, 'OrderId,OrderTime,LineId,ItemId,SubCode,Quantity');
    expect(status).toBe(200);
    expect(text).toBe(
      '<?xml version="1.0" encoding="UTF-8"?>\n' +
        '<ResultSet totalResultsAvailable="1" totalResultsReturned="1" firstResultPosition="1"><Result><Status>OK</Status>' +
        `<OrderInfo><OrderId>${id}</OrderId><OrderTime>2026-02-09T11:00:00+09:00</OrderTime>` +
        '<Item><LineId>1</LineId><ItemId><![CDATA[tsya-2201]]></ItemId><SubCode><![CDATA[s-nv]]></SubCode><Quantity>2</Quantity></Item>' +
        '</OrderInfo></Result></ResultSet>',
    );
  });

  it('has one Item, or several, and none with a sub code where the item has none', () => {
    const mall = openMall();
    const rice = { itemCode: 'kome-0005', units: 1 };
    const [one = ''] = mall.addSettled(1, { lines: [rice] });
    const [two = ''] = mall.addSettled(1, { lines: [rice, { itemCode: 'tsya-2201', subCode: 'm-kn', units: 3 }] });
    const items = (id: string) => mall.info(id, 'ItemId,SubCode').all('Result/OrderInfo/Item');
    expect(items(one)).toHaveLength(1);
    expect(items(two).map((item) => [textAt(item, 'ItemId'), textAt(item, 'SubCode')])).toEqual([
      ['kome-0005', null],
      ['tsya-2201', 'm-kn'],
    ]);
  });

  it('has no ItemOption inside, one, or several', () => {
    const mall = openMall();
    const options = (itemCode: string, subCode = '') => {
      const [id = ''] = mall.addSettled(1, { lines: [{ itemCode, subCode, units: 1 }] });
      return mall.info(id, 'ItemOption').all('Result/OrderInfo/Item/ItemOption');
    };
    expect(options('sencha-0880').map((one) => one.children.length)).toEqual([0]);
    expect(options('kome-0005').map((one) => one.children.length)).toEqual([4]);
    expect(options('tsya-2201', 's-nv')).toHaveLength(3);
  });

  it('shows every field it knows, and knows every field it shows', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1, { kind: 'gift' });
    const order = mall.info(id, EVERYTHING).all('Result/OrderInfo')[0];
    const shown = (order?.children ?? []).flatMap((one) =>
      ['Pay', 'Ship', 'Item', 'Detail', 'Seller', 'Buyer'].includes(one.name) ? one.children : [one],
    );
    expect(new Set(shown.map((one) => one.name))).toEqual(FIELD_NAMES);
  });

  it('refuses OriginalOrderId, which only orderList has, for every order', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    const answer = mall.info(id, 'OrderId,OriginalOrderId');
    expect([answer.status, answer.at('Code')]).toEqual([400, 'od90101']);
    mall.control.changeSettings({ list: { unknownField: 'ignore' } });
    expect(mall.info(id, 'OrderId,OriginalOrderId').text).not.toContain('OriginalOrderId');
  });

  it('repeats elements as a sample does, and gives 公開日時 no zone, or as the settings say', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    const texts = (name: string) =>
      [...mall.info(id, name).text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((match) => match[1]);
    expect([texts('IsRoyaltyFix'), texts('NeedBillSlip')]).toEqual([
      ['true', 'false'],
      ['false', 'false'],
    ]);
    expect([texts('OrderTime'), texts('PublicationTime')]).toEqual([
      ['2026-02-09T11:00:00+09:00'],
      ['2026-02-09T11:00:00'],
    ]);
    mall.control.changeSettings({ answers: { repeats: false, zones: 'nowhere' } });
    expect([texts('IsRoyaltyFix'), texts('LastUpdateTime')]).toEqual([['false'], ['2026-02-09T11:00:00']]);
    mall.control.changeSettings({ answers: { zones: 'everywhere' } });
    expect(texts('PublicationTime')).toEqual(['2026-02-09T11:00:00+09:00']);
  });

  it('tells the store’s own status of an order where the store has set one', () => {
    const mall = openMall();
    const told = mall
      .addSettled(40)
      .map((id) => /<StoreStatus>(\d*)<\/StoreStatus>/.exec(mall.info(id, 'StoreStatus').text)?.[1]);
    expect(told).toContain('');
    expect(told.filter((status) => Number(status) >= 1 && Number(status) <= 20).length).toBeGreaterThan(2);
  });

  it('bills a social gift to its shop, with one mail address for all of them', () => {
    const mall = openMall();
    const [one = '', two = ''] = mall.addSettled(2, { kind: 'social-gift' });
    const billed = (id: string) =>
      ['SocialGiftType', 'Pay/BillFirstName', 'Pay/BillMailAddress'].map((path) =>
        mall.info(id, path.split('/').at(-1)).at(`Result/OrderInfo/${path}`),
      );
    expect(billed(one)).toEqual(['1', 'ソーシャルギフト利用者', 'ml-yshp-socialgift-noreply@lycorp.co.jp']);
    expect(billed(two)).toEqual(billed(one));
  });

  it('names an order that is not there, or another shop’s, with 404', () => {
    const mall = openMall();
    mall.control.addShop({ sellerId: 'tonari' });
    const [foreign = ''] = mall.control.addOrders('tonari', { count: 1 });
    for (const id of ['kado-no-mise-1', foreign]) {
      const answer = mall.info(id);
      expect([answer.status, answer.at('Code')]).toEqual([404, 'od91801']);
    }
  });

  it('wants a number and a field, and refuses in the envelope that the settings say', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    expect([mall.info(id, '').status, mall.info(id, '').at('Code')]).toEqual([400, 'od90101']);
    expect(mall.info('').at('Code')).toBe('od90101');
    mall.control.changeSettings({ answers: { orderError: 'result' } });
    const answer = mall.info('');
    expect([answer.root.name, answer.at('Result/Status'), answer.at('Result/Error/Code')]).toEqual([
      'ResultSet',
      'NG',
      'od90101',
    ]);
  });

  it('may put blanks around every text, write times in digits, and put the Items first', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    mall.control.changeSettings({
      answers: { padding: 'newlines', times: 'compact', items: 'first', declaration: false },
    });
    const { text } = mall.info(id, EVERYTHING);
    expect(text.startsWith('<ResultSet')).toBe(true);
    expect(text).toMatch(/<OrderTime>\n\s+20260209110000\n\s+<\/OrderTime>/);
    expect(text).toMatch(/<ItemId>\n\s+<!\[CDATA\[/);
    expect(text.indexOf('<Item>')).toBeLessThan(text.indexOf('<Buyer>'));
    mall.control.changeSettings({ answers: { items: 'last' } });
    const { text: other } = mall.info(id, EVERYTHING);
    expect(other.indexOf('<Item>')).toBeGreaterThan(other.indexOf('<Buyer>'));
  });

  it('marks a test order by IsRoyalty, and a subscription by its number', () => {
    const mall = openMall();
    const [plain = ''] = mall.addSettled(1);
    const [test = ''] = mall.addSettled(1, { kind: 'test' });
    const [subscription = ''] = mall.addSettled(1, { kind: 'subscription' });
    const at = (id: string, path: string) => mall.info(id, path.split('/').at(-1)).at(`Result/OrderInfo/${path}`);
    expect([at(plain, 'IsRoyalty'), at(test, 'IsRoyalty')]).toEqual(['true', 'false']);
    expect(at(subscription, 'Ship/SubscriptionId')).toMatch(/^teiki-20260209-kado-no-mise-[a-z0-9]{8}$/);
    expect(at(plain, 'Ship/SubscriptionId')).toBeNull();
  });

  it('shows an order in its window as one that can be read only', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1);
    expect(mall.info(id, 'IsReadOnly').at('Result/OrderInfo/IsReadOnly')).toBe('1');
  });

  it('adds the sum up', () => {
    const mall = openMall();
    for (const id of mall.addSettled(20, { kind: 'random' })) {
      const order = mall.info(id, EVERYTHING).all('Result/OrderInfo')[0];
      if (!order) throw new Error('no order');
      const number = (path: string) => Number(textAt(order, path));
      const goods = allAt(order, 'Item').reduce(
        (sum, item) => sum + Number(textAt(item, 'UnitPrice')) * Number(textAt(item, 'Quantity')),
        0,
      );
      const extra = number('Detail/PayCharge') + number('Detail/ShipCharge') + number('Detail/GiftWrapCharge');
      expect(number('Detail/TotalPrice')).toBe(goods + extra - number('Detail/Discount') - number('Detail/UsePoint'));
    }
  });
});

describe('a spoilt order', () => {
  it.each([
    ['broken-xml', (text: string) => expect(text.endsWith('</ResultSet>')).toBe(false)],
    ['bare-ampersand', (text: string) => expect(text).toMatch(/A&B商店/)],
    ['missing-field', (text: string) => expect(text).not.toMatch(/<Item>|<OrderTime>/)],
    ['wrong-type', (text: string) => expect(text).toContain('<OrderStatus>処理中</OrderStatus>')],
    ['server-error', (text: string) => expect(text).toContain('<Code>od91001</Code>')],
  ] as const)('is unreadable by %s, and the others are not', (how, check) => {
    const mall = openMall();
    const [bad = '', good = ''] = mall.addSettled(2);
    mall.control.spoilOrder(bad, how);
    check(mall.info(bad).text);
    expect(mall.info(good).at('Result/OrderInfo/OrderStatus')).toBe('2');
    mall.control.mendOrder(bad);
    expect(mall.info(bad).at('Result/OrderInfo/OrderStatus')).toBe('2');
  });

  it('can be listed and not be there', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    mall.control.hideOrder(id);
    expect(mall.listed(`<OrderId>${id}</OrderId>`)).toEqual([id]);
    expect(mall.info(id).at('Code')).toBe('od91801');
    mall.control.showOrder(id);
    expect(mall.info(id).status).toBe(200);
  });
});

describe('what people wrote', () => {
  it('is the same every time, and survives the characters of XML', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1);
    mall.control.editOrder(SELLER, id, { notes: 'A & B <"C"> ]]> 𠮷' });
    const notes = () => mall.info(id, 'Notes').at('Result/OrderInfo/Notes');
    expect(notes()).toBe('A & B <"C"> ]]> 𠮷');
    expect(mall.info(id, EVERYTHING).text).toBe(mall.info(id, EVERYTHING).text);
  });
});
