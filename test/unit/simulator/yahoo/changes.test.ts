import { describe, expect, it } from 'vitest';
import { DAY, MINUTE, openStore, SECOND, SELLER, type Store } from './store.ts';

const status = (store: Store, id: string, value: string, more = '', pointFix = 'false') =>
  store.change('orderStatusChange', id, `<Order><OrderStatus>${value}</OrderStatus>${more}</Order>`, pointFix);
const ship = (store: Store, id: string, fields: Record<string, string>, pointFix = 'true') => {
  const elements = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return store.change('orderShipStatusChange', id, `<Order><Ship>${elements.join('')}</Ship></Order>`, pointFix);
};
const pay = (store: Store, id: string, fields: string) =>
  store.change('orderPayStatusChange', id, `<Order><Pay>${fields}</Pay></Order>`);
const reason = (code: string, detail = '') =>
  `<CancelReason>${code}</CancelReason>${detail === '' ? '' : `<CancelReasonDetail>${detail}</CancelReasonDetail>`}`;

const OK =
  '<ResultSet totalResultsAvailable="1" totalResultsReturned="1" ok="1" ng="0"><Result><Status>OK</Status></Result></ResultSet>';
const RICE = [{ itemCode: 'kome-0005', units: 3 }];

/** A store with one order of rice that its buyer can cancel no more. */
function withRice(options: Parameters<typeof openStore>[0] = {}, more = {}) {
  const store = openStore(options);
  const [id = ''] = store.addSettled(1, { lines: RICE, ...more });
  return { store, id, truth: () => store.control.order(id) };
}

/** Orders drawn until one is paid for like this. */
function paidBy(store: Store, method: string): string {
  for (let tries = 0; tries < 40; tries += 1) {
    const [id = ''] = store.addSettled(1, { lines: RICE });
    if (store.info(id, 'PayMethod').at('Result/OrderInfo/Pay/PayMethod') === method) return id;
  }
  throw new Error(`No order was paid for by ${method}.`);
}

describe('orderStatusChange', () => {
  it('moves an order between its statuses and says OK', () => {
    const { store, id, truth } = withRice();
    for (const next of [3, 2, 1, 2] as const) {
      expect(status(store, id, String(next)).text).toContain(OK);
      expect(truth()?.orderStatus).toBe(next);
    }
    expect(truth()).toMatchObject({ isSeen: true, lastUpdateTimeMs: store.now() });
  });

  it('warns that nothing changes where the status is the same, and changes nothing', () => {
    const { store, id, truth } = withRice();
    const answer = status(store, id, '2');
    expect([answer.status, answer.at('Result/Status'), answer.at('Result/Warning/Code')]).toEqual([
      200,
      'OK',
      'od91705',
    ]);
    expect(answer.text).toContain('<Warning><Code>od91705</Code><Message></Message><Detail></Detail></Warning>');
    expect(truth()?.isSeen).toBe(false);
  });

  it('cancels for good, tells the buyer, and gives the units back', () => {
    const { store, id, truth } = withRice();
    expect(store.row('kome-0005')?.quantity).toBe(97);
    expect(status(store, id, '4', reason('100')).text).toContain(OK);
    expect(truth()).toMatchObject({ orderStatus: 4, cancelReason: 100, cancelMails: 1 });
    expect(store.row('kome-0005')).toEqual(expect.objectContaining({ quantity: 100, closed: false }));
    const again = status(store, id, '2');
    expect([again.status, again.at('Message')]).toEqual([400, 'Cannot Be Operated : CancelOrder OrderStatus']);
    expect(status(store, id, '4', reason('100')).at('Result/Warning/Code')).toBe('od91705');
    expect([truth()?.cancelMails, store.row('kome-0005')?.quantity]).toEqual([1, 100]);
  });

  it.each([
    ['', 210, true],
    [reason('null'), 210, true],
    [reason('210'), 210, true],
    [reason('220'), 220, false],
  ])('takes a cancel with %j for %i; stock closed: %s', (more, code, closed) => {
    const { store, id, truth } = withRice();
    status(store, id, '4', more);
    expect(truth()?.cancelReason).toBe(code);
    expect(store.row('kome-0005')?.closed).toBe(closed);
  });

  it('keeps the units, or leaves the stock open, where the settings say so', () => {
    const { store, id } = withRice({ settings: { stock: { restoreAtCancel: false, closeOnShortage: false } } });
    status(store, id, '4');
    expect(store.row('kome-0005')).toMatchObject({ quantity: 97, closed: false });
  });

  it('wants words with reason 230, 10 to 200 characters, at a path the page misspells', () => {
    const { store, id, truth } = withRice();
    const words = (length: number) => status(store, id, '4', reason('230', 'あ'.repeat(length))).status;
    expect([status(store, id, '4', reason('230')).status, words(9), words(201)]).toEqual([400, 400, 400]);
    store.control.changeSettings({ status: { detailPath: 'Oeder' } });
    expect(words(10)).toBe(400);
    const misspelt = `<Order><OrderStatus>4</OrderStatus>${reason('230')}</Order><Oeder><CancelReasonDetail>${'あ'.repeat(10)}</CancelReasonDetail></Oeder>`;
    expect(store.change('orderStatusChange', id, misspelt, 'false').status).toBe(200);
    expect(truth()?.cancelReason).toBe(230);
  });

  it.each([
    ['no status', '', 'false'],
    ['a status that none can set', '8', 'false'],
    ['no IsPointFix', '2', ''],
    ['an IsPointFix that is no boolean', '3', '1'],
    ['完了 without the points', '5', 'false'],
    ['a reason that is none', `4</OrderStatus>${reason('999')}<OrderStatus>`, 'false'],
  ])('refuses %s', (_, value, pointFix) => {
    const { store, id, truth } = withRice();
    const answer = status(store, id, value, '', pointFix);
    expect([answer.status, answer.at('Code')]).toEqual([400, 'od90101']);
    expect(truth()?.orderStatus).toBe(2);
  });

  it('completes an order, but not in the seconds after a change of its ShipStatus', () => {
    const { store, id, truth } = withRice();
    ship(store, id, { ShipStatus: '3' });
    expect(status(store, id, '5', '', 'true').status).toBe(500);
    store.pass(10 * SECOND);
    expect(status(store, id, '5', '', 'true').status).toBe(200);
    expect(truth()?.orderStatus).toBe(5);
  });

  it('warns of money that came before, or that can come no more, or goes back; the change is made all the same', () => {
    const store = openStore();
    const [early, late, refunded] = [
      paidBy(store, 'payment_a1'),
      paidBy(store, 'payment_a1'),
      paidBy(store, 'payment_a11'),
    ];
    expect(ship(store, early, { ShipStatus: '3' }).at('Result/Warning/Code')).toBeNull();
    store.pass(10 * SECOND);
    expect(status(store, early, '5', '', 'true').at('Result/Warning/Code')).toBe('od91113');
    expect(status(store, refunded, '4', reason('100')).at('Result/Warning/Code')).toBe('od91123');
    store.control.consent(SELLER);
    store.pass(27 * DAY);
    store.control.changeSettings({ flow: { authorisationDays: 20 } });
    expect(ship(store, late, { ShipStatus: '3' }).at('Result/Warning/Code')).toBe('od91115');
    expect([early, late].map((id) => store.control.order(id)?.shipStatus)).toEqual([3, 3]);
    expect(store.control.order(refunded)?.orderStatus).toBe(4);
  });

  it('and its like change nothing while the buyer can still cancel', () => {
    const store = openStore();
    const [id = ''] = store.add(1);
    const statuses = () => [
      status(store, id, '3').status,
      ship(store, id, { ShipStatus: '2' }).status,
      pay(store, id, '<PayStatus>1</PayStatus>').status,
    ];
    expect(statuses()).toEqual([400, 400, 400]);
    store.pass(10 * MINUTE);
    expect(statuses()).toEqual([200, 200, 200]);
  });

  it('and its like know no other store’s orders', () => {
    const store = openStore();
    for (const answer of [
      status(store, 'tonari-1', '3'),
      ship(store, 'tonari-1', { ShipStatus: '2' }),
      pay(store, 'tonari-1', '<PayStatus>1</PayStatus>'),
    ]) {
      expect([answer.status, answer.at('Code')]).toEqual([404, 'od91801']);
    }
  });
});

describe('orderShipStatusChange', () => {
  const sent = {
    ShipStatus: '3',
    ShipMethod: 'postage1',
    ShipCompanyCode: '1001',
    ShipInvoiceNumber1: '1234-5678-9012',
    ShipDate: '20260209',
  };

  it('notes the shipment, and sending it again changes nothing more', () => {
    const { store, id, truth } = withRice();
    for (let times = 0; times < 2; times += 1) expect(ship(store, id, sent).at('Result/Status')).toBe('OK');
    expect(truth()?.shipStatus).toBe(3);
    const shown = store
      .info(id, 'ShipStatus,ShipCompanyCode,ShipInvoiceNumber1,ShipDate')
      .all('Result/OrderInfo/Ship')[0];
    expect(shown?.children.map((one) => one.text)).toEqual(['3', '1234-5678-9012', '1001', '2026-02-09']);
  });

  it('leaves what is not sent as it was', () => {
    const { store, id } = withRice();
    ship(store, id, sent);
    ship(store, id, { ShipStatus: '4', ArrivalDate: '20260210' });
    expect(store.info(id, 'ShipInvoiceNumber1').at('Result/OrderInfo/Ship/ShipInvoiceNumber1')).toBe('1234-5678-9012');
  });

  it.each([
    ['ShipStatus', '5'],
    ['ShipMethod', 'postage15'],
    ['ShipCompanyCode', 'yamato'],
    ['ShipInvoiceNumber1', '123-456789-012345'],
    ['ShipInvoiceNumber1', 'AB12345'],
    ['ShipInvoiceNumber2', '伝票１'],
    ['ShipInvoiceNumberEmptyReason', '100'],
    ['ShipDate', '2026-02-09'],
    ['ShipDate', '20260230'],
    ['ArrivalDate', 'soon'],
    ['ShipUrl', `https://a.jp/${'x'.repeat(100)}`],
  ])('refuses a %s of %s', (name, value) => {
    const { store, id, truth } = withRice();
    const answer = ship(store, id, { ...sent, [name]: value });
    expect([answer.status, answer.at('Code')]).toEqual([400, 'od90101']);
    expect(answer.at('Message')).toContain(name);
    expect(truth()?.shipStatus).toBe(1);
  });

  it.each([
    ['1002', 'ABC-1234567890123456789', 200],
    ['1003', '1234-5678-901', 200],
    ['1003', 'EA123456789JP', 200],
    ['1003', '1234-5678', 400],
    ['1000', '1'.repeat(31), 400],
  ])('takes for carrier %s the number %s with %i', (ShipCompanyCode, ShipInvoiceNumber1, expected) => {
    const { store, id } = withRice();
    expect(ship(store, id, { ShipStatus: '3', ShipCompanyCode, ShipInvoiceNumber1 }).status).toBe(expected);
  });

  it('takes the number of the page’s own sample where the settings let it', () => {
    const { store, id } = withRice({ settings: { status: { yamatoLength: 17 } } });
    expect(ship(store, id, { ...sent, ShipInvoiceNumber1: '123-456789-012345' }).status).toBe(200);
  });

  it('wants the points to be fixed, whatever the status', () => {
    const { store, id } = withRice();
    expect(ship(store, id, { ShipStatus: '2' }, 'false').status).toBe(400);
  });

  it('sends nothing that is cancelled', () => {
    const { store, id } = withRice();
    status(store, id, '4', reason('100'));
    expect(ship(store, id, sent).at('Message')).toBe('Cannot Be Operated : CancelOrder ShipStatus');
  });
});

describe('orderPayStatusChange', () => {
  it('lets an order that waited for its money be sent', () => {
    const { store, id, truth } = withRice({}, { kind: 'unpaid' });
    expect(truth()).toMatchObject({ payStatus: 0, shipStatus: 0 });
    expect(pay(store, id, '<PayStatus>1</PayStatus><PayDate>20260209</PayDate>').text).toContain(OK);
    expect(truth()).toMatchObject({ payStatus: 1, shipStatus: 1 });
    expect(store.info(id, 'PayDate').at('Result/OrderInfo/Pay/PayDate')).toBe('2026-02-09');
  });

  it.each(['', '<PayStatus>2</PayStatus>', '<PayStatus>1</PayStatus><PayDate>2026-02-09</PayDate>'])(
    'refuses %j',
    (fields) => {
      const { store, id } = withRice({}, { kind: 'unpaid' });
      expect(pay(store, id, fields).at('Code')).toBe('od90101');
    },
  );

  it('comes by itself when the buyer pays, and nobody has seen the order by that', () => {
    const { store, truth } = withRice({}, { kind: 'unpaid' });
    store.pass(DAY);
    expect(truth()).toMatchObject({ payStatus: 1, shipStatus: 1, isSeen: false });
  });
});

describe('orderSplit', () => {
  const part = (splitId: number, items: string) =>
    `<Order><SplitId>${splitId}</SplitId><Detail><PayCharge>0</PayCharge><ShipCharge>500</ShipCharge><GiftWrapCharge>0</GiftWrapCharge>` +
    `<Discount>0</Discount><UsePoint>0</UsePoint></Detail>${items}</Order>`;
  const item = (lineId: number, units: number) =>
    `<Item><LineId>${lineId}</LineId><Quantity>${units}</Quantity></Item>`;
  const TWO = [...RICE, { itemCode: 'tsya-2201', subCode: 's-nv', units: 1 }];
  const split = (options: Parameters<typeof openStore>[0] = {}) => {
    const { store, id, truth } = withRice(options, { lines: TWO });
    const answer = store.change('orderSplit', id, part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1)));
    const children = answer.all('Result/OrderInfo/OrderId').map((one) => one.text);
    return { store, id, truth, answer, children };
  };

  it('answers two new numbers; the order stays, marked as split, with all its lines', () => {
    const { store, id, truth, answer, children } = split();
    expect(answer.at('Result/Status')).toBe('OK');
    expect(children).toHaveLength(2);
    expect(truth()).toMatchObject({ childOrderIds: children, orderStatus: 2 });
    expect(truth()?.lines).toHaveLength(2);
    const shown = children.map((child) => {
      const one = store.info(child, 'ParentOrderId,OriginalOrderId,IsSplit,OrderTime,ShipCharge');
      return ['ParentOrderId', 'OriginalOrderId', 'IsSplit', 'Detail/ShipCharge'].map((path) =>
        one.at(`Result/OrderInfo/${path}`),
      );
    });
    expect(shown).toEqual([
      [id, id, 'false', '500'],
      [id, id, 'false', '500'],
    ]);
    expect(store.info(id, 'IsSplit').at('Result/OrderInfo/IsSplit')).toBe('true');
    expect(children.map((child) => store.control.order(child)?.lines.map((line) => line.units))).toEqual([[1], [2, 1]]);
  });

  it('takes nothing from the stock again, and a cancel of a part gives back that part', () => {
    const { store, children } = split();
    expect(store.row('kome-0005')?.quantity).toBe(97);
    status(store, children[1] ?? '', '4', reason('100'));
    expect([store.row('kome-0005')?.quantity, store.row('tsya-2201:s-nv')?.quantity]).toEqual([99, 100]);
  });

  it('cancelling what was split gives back nothing: its parts hold it', () => {
    const { store, id } = split({ settings: { split: { original: 'cancelled' } } });
    expect(store.control.order(id)?.orderStatus).toBe(4);
    expect(store.row('kome-0005')?.quantity).toBe(97);
  });

  it('makes the parts public now, or leaves them the moment of the order, as the settings say', () => {
    const at = (publication: 'now' | 'original') => {
      const { store, children } = split({ settings: { split: { publication } } });
      return ((store.control.order(children[0] ?? '')?.publicationTimeMs ?? 0) - store.now()) / MINUTE;
    };
    expect([at('now'), at('original')]).toEqual([0, -60]);
  });

  it.each([
    ['one part', part(1, item(1, 3) + item(2, 1))],
    ['units that are missing', part(1, item(1, 1)) + part(2, item(2, 1))],
    ['a part with nothing in it', part(1, item(1, 3) + item(2, 1)) + part(2, '')],
    ['a line that is none', part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1) + item(9, 1))],
  ])('refuses %s', (_, parts) => {
    const { store, id, truth } = withRice({}, { lines: TWO });
    expect(store.change('orderSplit', id, parts).status).toBe(400);
    expect(truth()?.childOrderIds).toEqual([]);
  });

  it('splits an order once', () => {
    const { store, id } = split();
    expect(store.change('orderSplit', id, part(1, item(1, 1)) + part(2, item(1, 2) + item(2, 1))).status).toBe(400);
  });
});
