import { describe, expect, it } from 'vitest';
import { FIELD_NAMES } from '../../../../simulator/yahoo/model/field-names.ts';
import { allAt, textAt } from '../../../../simulator/yahoo/xml/read-xml.ts';
import { openStore, SELLER } from './store.ts';

const EVERYTHING = [...FIELD_NAMES].join();

describe('orderInfo', () => {
  it('shows one order in the envelope of a result set', () => {
    const store = openStore();
    const lines = [{ itemCode: 'tsya-2201', subCode: 's-nv', units: 2 }];
    const [id = ''] = store.addSettled(1, { lines });
    const { text, status } = store.info(id, 'OrderId,OrderTime,LineId,ItemId,SubCode,Quantity');
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
    const store = openStore();
    const rice = { itemCode: 'kome-0005', units: 1 };
    const [one = ''] = store.addSettled(1, { lines: [rice] });
    const [two = ''] = store.addSettled(1, { lines: [rice, { itemCode: 'tsya-2201', subCode: 'm-kn', units: 3 }] });
    const items = (id: string) => store.info(id, 'ItemId,SubCode').all('Result/OrderInfo/Item');
    expect(items(one)).toHaveLength(1);
    expect(items(two).map((item) => [textAt(item, 'ItemId'), textAt(item, 'SubCode')])).toEqual([
      ['kome-0005', null],
      ['tsya-2201', 'm-kn'],
    ]);
  });

  it('has no ItemOption inside, one, or several', () => {
    const store = openStore();
    const options = (itemCode: string, subCode = '') => {
      const [id = ''] = store.addSettled(1, { lines: [{ itemCode, subCode, units: 1 }] });
      return store.info(id, 'ItemOption').all('Result/OrderInfo/Item/ItemOption');
    };
    expect(options('sencha-0880').map((one) => one.children.length)).toEqual([0]);
    expect(options('kome-0005').map((one) => one.children.length)).toEqual([4]);
    expect(options('tsya-2201', 's-nv')).toHaveLength(3);
  });

  it('shows every field it knows, and knows every field it shows', () => {
    const store = openStore();
    const [id = ''] = store.addSettled(1, { kind: 'gift' });
    const order = store.info(id, EVERYTHING).all('Result/OrderInfo')[0];
    const shown = (order?.children ?? []).flatMap((one) =>
      ['Pay', 'Ship', 'Item', 'Detail', 'Seller', 'Buyer'].includes(one.name) ? one.children : [one],
    );
    expect(new Set(shown.map((one) => one.name))).toEqual(FIELD_NAMES);
  });

  it('names an order that is not there, or another store’s, with 404', () => {
    const store = openStore();
    store.control.addShop({ sellerId: 'tonari' });
    const [foreign = ''] = store.control.addOrders('tonari', { count: 1 });
    for (const id of ['kado-no-mise-1', foreign]) {
      const answer = store.info(id);
      expect([answer.status, answer.at('Code')]).toEqual([404, 'od91801']);
    }
  });

  it('wants a number and a field, and refuses in the envelope that the settings say', () => {
    const store = openStore();
    const [id = ''] = store.addSettled(1);
    expect([store.info(id, '').status, store.info(id, '').at('Code')]).toEqual([400, 'od90101']);
    expect(store.info('').at('Code')).toBe('od90101');
    store.control.changeSettings({ answers: { orderError: 'result' } });
    const answer = store.info('');
    expect([answer.root.name, answer.at('Result/Status'), answer.at('Result/Error/Code')]).toEqual([
      'ResultSet',
      'NG',
      'od90101',
    ]);
  });

  it('may put blanks around every text, write times in digits, and put the Items first', () => {
    const store = openStore();
    const [id = ''] = store.addSettled(1);
    store.control.changeSettings({
      answers: { padding: 'newlines', times: 'compact', items: 'first', declaration: false },
    });
    const { text } = store.info(id, EVERYTHING);
    expect(text.startsWith('<ResultSet')).toBe(true);
    expect(text).toMatch(/<OrderTime>\n\s+20260209110000\n\s+<\/OrderTime>/);
    expect(text).toMatch(/<ItemId>\n\s+<!\[CDATA\[/);
    expect(text.indexOf('<Item>')).toBeLessThan(text.indexOf('<Buyer>'));
    store.control.changeSettings({ answers: { items: 'last' } });
    const { text: other } = store.info(id, EVERYTHING);
    expect(other.indexOf('<Item>')).toBeGreaterThan(other.indexOf('<Buyer>'));
  });

  it('tells a test order by IsRoyalty, and a subscription by its number', () => {
    const store = openStore();
    const [plain = ''] = store.addSettled(1);
    const [test = ''] = store.addSettled(1, { kind: 'test' });
    const [subscription = ''] = store.addSettled(1, { kind: 'subscription' });
    const at = (id: string, field: string) => store.info(id, field).at(`Result/OrderInfo/${field}`);
    expect([at(plain, 'IsRoyalty'), at(test, 'IsRoyalty')]).toEqual(['true', 'false']);
    expect(at(subscription, 'SubscriptionId')).toMatch(/^teiki-20260209-kado-no-mise-[a-z0-9]{8}$/);
    expect(at(plain, 'SubscriptionId')).toBeNull();
  });

  it('shows an order in its window as one that can be read only', () => {
    const store = openStore();
    const [id = ''] = store.add(1);
    expect(store.info(id, 'IsReadOnly').at('Result/OrderInfo/IsReadOnly')).toBe('1');
  });

  it('adds the sum up', () => {
    const store = openStore();
    for (const id of store.addSettled(20, { kind: 'random' })) {
      const order = store.info(id, EVERYTHING).all('Result/OrderInfo')[0];
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
    ['missing-field', (text: string) => expect(text).not.toMatch(/<Item>|<OrderTime>/)],
    ['wrong-type', (text: string) => expect(text).toContain('<OrderStatus>処理中</OrderStatus>')],
    ['server-error', (text: string) => expect(text).toContain('<Code>od91001</Code>')],
  ] as const)('is unreadable by %s, and the others are not', (how, check) => {
    const store = openStore();
    const [bad = '', good = ''] = store.addSettled(2);
    store.control.spoilOrder(bad, how);
    check(store.info(bad).text);
    expect(store.info(good).at('Result/OrderInfo/OrderStatus')).toBe('2');
    store.control.mendOrder(bad);
    expect(store.info(bad).at('Result/OrderInfo/OrderStatus')).toBe('2');
  });

  it('can be listed and not be there', () => {
    const store = openStore();
    const [id = ''] = store.addSettled(1);
    store.control.hideOrder(id);
    expect(store.listed(`<OrderId>${id}</OrderId>`)).toEqual([id]);
    expect(store.info(id).at('Code')).toBe('od91801');
    store.control.showOrder(id);
    expect(store.info(id).status).toBe(200);
  });
});

describe('what people wrote', () => {
  it('is the same every time, and survives the characters of XML', () => {
    const store = openStore();
    const [id = ''] = store.addSettled(1);
    store.control.editOrder(SELLER, id, { notes: 'A & B <"C"> ]]> 𠮷' });
    const notes = () => store.info(id, 'Notes').at('Result/OrderInfo/Notes');
    expect(notes()).toBe('A & B <"C"> ]]> 𠮷');
    expect(store.info(id, EVERYTHING).text).toBe(store.info(id, EVERYTHING).text);
  });
});
