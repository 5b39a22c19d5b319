import { describe, expect, it } from 'vitest';
import { DAY, type Mall, MINUTE, openMall, SECOND, SELLER } from './mall.ts';
import { pay, RICE, reason, ship, status, withRice } from './one-order.ts';

const OK =
  '<ResultSet totalResultsAvailable="1" totalResultsReturned="1" ok="1" ng="0"><Result><Status>OK</Status></Result></ResultSet>';
/** Orders drawn until one is paid for like this. */
function paidBy(mall: Mall, method: string): string {
  for (let tries = 0; tries < 40; tries += 1) {
    const [id = ''] = mall.addSettled(1, { lines: RICE });
    if (mall.info(id, 'PayMethod').at('Result/OrderInfo/Pay/PayMethod') === method) return id;
  }
  throw new Error(`No order was paid for by ${method}.`);
}

describe('orderStatusChange', () => {
  it('moves an order between its statuses and says OK', () => {
    const { mall, id, truth } = withRice();
    for (const next of [3, 2, 1, 2] as const) {
      expect(status(mall, id, String(next)).text).toContain(OK);
      expect(truth()?.orderStatus).toBe(next);
    }
    expect(truth()).toMatchObject({ isSeen: true, lastUpdateTimeMs: mall.now() });
  });

  it('warns that nothing changes where the status is the same, and changes nothing', () => {
    const { mall, id, truth } = withRice();
    const answer = status(mall, id, '2');
    expect([answer.status, answer.at('Result/Status'), answer.at('Result/Warning/Code')]).toEqual([
      200,
      'OK',
      'od91705',
    ]);
    expect(answer.text).toContain('<Warning><Code>od91705</Code><Message></Message><Detail></Detail></Warning>');
    expect(truth()?.isSeen).toBe(false);
  });

  it('cancels for good, informs the buyer, and gives the units back', () => {
    const { mall, id, truth } = withRice();
    expect(mall.row('kome-0005')?.quantity).toBe(97);
    expect(status(mall, id, '4', reason('100')).text).toContain(OK);
    expect(truth()).toMatchObject({ orderStatus: 4, cancelReason: 100, cancelMails: 1 });
    expect(mall.row('kome-0005')).toEqual(expect.objectContaining({ quantity: 100, closed: false }));
    const again = status(mall, id, '2');
    expect([again.status, again.at('Message')]).toEqual([400, 'Cannot Be Operated : CancelOrder OrderStatus']);
    expect(status(mall, id, '4', reason('100')).at('Result/Warning/Code')).toBe('od91705');
    expect([truth()?.cancelMails, mall.row('kome-0005')?.quantity]).toEqual([1, 100]);
  });

  it.each([
    ['', 210, true],
    [reason('null'), 210, true],
    [reason('210'), 210, true],
    [reason('220'), 220, false],
  ])('takes a cancel with %j for %i; stock closed: %s', (more, code, closed) => {
    const { mall, id, truth } = withRice();
    status(mall, id, '4', more);
    expect(truth()?.cancelReason).toBe(code);
    expect(mall.row('kome-0005')?.closed).toBe(closed);
  });

  it('gives the units back once, also where a person takes the cancel back and cancels again', () => {
    const { mall, id } = withRice();
    status(mall, id, '4', reason('100'));
    mall.control.moveOrder(SELLER, id, 2);
    status(mall, id, '4', reason('100'));
    expect(mall.row('kome-0005')?.quantity).toBe(100);
  });

  it('keeps the units, or leaves the stock open, where the settings say so', () => {
    const { mall, id } = withRice({ settings: { stock: { restoreAtCancel: false, closeOnShortage: false } } });
    status(mall, id, '4');
    expect(mall.row('kome-0005')).toMatchObject({ quantity: 97, closed: false });
  });

  it('wants words with reason 230, 10 to 200 characters, at a path the page misspells', () => {
    const { mall, id, truth } = withRice();
    const words = (length: number) => status(mall, id, '4', reason('230', 'あ'.repeat(length))).status;
    expect([status(mall, id, '4', reason('230')).status, words(9), words(201)]).toEqual([400, 400, 400]);
    mall.control.changeSettings({ status: { detailPath: 'Oeder' } });
    expect(words(10)).toBe(400);
    const misspelt = `<Order><OrderStatus>4</OrderStatus>${reason('230')}</Order><Oeder><CancelReasonDetail>${'あ'.repeat(10)}</CancelReasonDetail></Oeder>`;
    expect(mall.change('orderStatusChange', id, misspelt, 'false').status).toBe(200);
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
    const { mall, id, truth } = withRice();
    const answer = status(mall, id, value, '', pointFix);
    expect([answer.status, answer.at('Code')]).toEqual([400, 'od90101']);
    expect(truth()?.orderStatus).toBe(2);
  });

  it('completes an order, but not in the seconds after a change of its ShipStatus', () => {
    const { mall, id, truth } = withRice();
    ship(mall, id, { ShipStatus: '3' });
    expect(status(mall, id, '5', '', 'true').status).toBe(500);
    mall.pass(10 * SECOND);
    expect(status(mall, id, '5', '', 'true').status).toBe(200);
    expect(truth()?.orderStatus).toBe(5);
  });

  it('warns of money that came before, or that can come no more, or goes back; the change is made all the same', () => {
    const mall = openMall();
    const [early, late, refunded] = [
      paidBy(mall, 'payment_a1'),
      paidBy(mall, 'payment_a1'),
      paidBy(mall, 'payment_a11'),
    ];
    expect(ship(mall, early, { ShipStatus: '3' }).at('Result/Warning/Code')).toBeNull();
    mall.pass(10 * SECOND);
    expect(status(mall, early, '5', '', 'true').at('Result/Warning/Code')).toBe('od91113');
    expect(status(mall, refunded, '4', reason('100')).at('Result/Warning/Code')).toBe('od91123');
    mall.control.consent(SELLER);
    mall.pass(27 * DAY);
    mall.control.changeSettings({ flow: { authorisationDays: 20 } });
    expect(ship(mall, late, { ShipStatus: '3' }).at('Result/Warning/Code')).toBe('od91115');
    expect([early, late].map((id) => mall.control.order(id)?.shipStatus)).toEqual([3, 3]);
    expect(mall.control.order(refunded)?.orderStatus).toBe(4);
  });

  it('and its like change nothing while the buyer can still cancel', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1);
    const statuses = () => [
      status(mall, id, '3').status,
      ship(mall, id, { ShipStatus: '2' }).status,
      pay(mall, id, '<PayStatus>1</PayStatus>').status,
    ];
    expect(statuses()).toEqual([400, 400, 400]);
    mall.pass(10 * MINUTE);
    expect(statuses()).toEqual([200, 200, 200]);
  });

  it('and its like know no other shop’s orders', () => {
    const mall = openMall();
    for (const answer of [
      status(mall, 'tonari-1', '3'),
      ship(mall, 'tonari-1', { ShipStatus: '2' }),
      pay(mall, 'tonari-1', '<PayStatus>1</PayStatus>'),
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
    const { mall, id, truth } = withRice();
    for (let times = 0; times < 2; times += 1) expect(ship(mall, id, sent).at('Result/Status')).toBe('OK');
    expect(truth()?.shipStatus).toBe(3);
    const shown = mall
      .info(id, 'ShipStatus,ShipCompanyCode,ShipInvoiceNumber1,ShipDate')
      .all('Result/OrderInfo/Ship')[0];
    expect(shown?.children.map((one) => one.text)).toEqual(['3', '1234-5678-9012', '1001', '2026-02-09']);
  });

  it('leaves what is not sent as it was', () => {
    const { mall, id } = withRice();
    ship(mall, id, sent);
    ship(mall, id, { ShipStatus: '4', ArrivalDate: '20260210' });
    expect(mall.info(id, 'ShipInvoiceNumber1').at('Result/OrderInfo/Ship/ShipInvoiceNumber1')).toBe('1234-5678-9012');
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
    const { mall, id, truth } = withRice();
    const answer = ship(mall, id, { ...sent, [name]: value });
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
    const { mall, id } = withRice();
    expect(ship(mall, id, { ShipStatus: '3', ShipCompanyCode, ShipInvoiceNumber1 }).status).toBe(expected);
  });

  it('takes the number of the page’s own sample where the settings let it', () => {
    const { mall, id } = withRice({ settings: { status: { yamatoLength: 17 } } });
    expect(ship(mall, id, { ...sent, ShipInvoiceNumber1: '123-456789-012345' }).status).toBe(200);
  });

  it('wants the points to be fixed, whatever the status', () => {
    const { mall, id } = withRice();
    expect(ship(mall, id, { ShipStatus: '2' }, 'false').status).toBe(400);
  });

  it('sends nothing that is cancelled', () => {
    const { mall, id } = withRice();
    status(mall, id, '4', reason('100'));
    expect(ship(mall, id, sent).at('Message')).toBe('Cannot Be Operated : CancelOrder ShipStatus');
  });
});

describe('orderPayStatusChange', () => {
  it('lets an order that waited for its money be sent', () => {
    const { mall, id, truth } = withRice({}, { kind: 'unpaid' });
    expect(truth()).toMatchObject({ payStatus: 0, shipStatus: 0 });
    expect(pay(mall, id, '<PayStatus>1</PayStatus><PayDate>20260209</PayDate>').text).toContain(OK);
    expect(truth()).toMatchObject({ payStatus: 1, shipStatus: 1 });
    expect(mall.info(id, 'PayDate').at('Result/OrderInfo/Pay/PayDate')).toBe('2026-02-09');
  });

  it.each(['', '<PayStatus>2</PayStatus>', '<PayStatus>1</PayStatus><PayDate>2026-02-09</PayDate>'])(
    'refuses %j',
    (fields) => {
      const { mall, id } = withRice({}, { kind: 'unpaid' });
      expect(pay(mall, id, fields).at('Code')).toBe('od90101');
    },
  );

  it('does not come any more once the order is cancelled', () => {
    const { mall, id, truth } = withRice({}, { kind: 'unpaid' });
    status(mall, id, '4', reason('120'));
    mall.pass(DAY);
    expect(truth()).toMatchObject({ payStatus: 0, orderStatus: 4 });
    expect(pay(mall, id, '<PayStatus>1</PayStatus>').at('Message')).toBe('Cannot Be Operated : CancelOrder PayStatus');
  });

  it('comes by itself when the buyer pays, which does not mark the order as seen', () => {
    const { mall, truth } = withRice({}, { kind: 'unpaid' });
    mall.pass(DAY);
    expect(truth()).toMatchObject({ payStatus: 1, shipStatus: 1, isSeen: false });
  });
});
