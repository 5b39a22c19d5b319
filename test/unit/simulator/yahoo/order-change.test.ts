import { describe, expect, it } from 'vitest';
import { played } from '../../../../simulator/yahoo/played.ts';
import { openMall, SELLER } from './mall.ts';
import { edit, pay, reason, ship, status, withRice } from './one-order.ts';

const OK = 'ok="1" ng="0"><Result><Status>OK</Status></Result></ResultSet>';

describe('orderChange', () => {
  it('marks an order as seen, once and for all', () => {
    const { mall, id, truth } = withRice();
    expect(truth()?.isSeen).toBe(false);
    for (let times = 0; times < 2; times += 1) expect(edit(mall, id, '<IsSeen>true</IsSeen>').text).toContain(OK);
    expect(truth()).toMatchObject({ isSeen: true, orderStatus: 2 });
    expect(edit(mall, id, '<IsSeen>false</IsSeen>').at('Code')).toBe('od90101');
    expect(truth()?.isSeen).toBe(true);
  });

  it('writes 社内メモ of up to 1,500 bytes, or empties it, and leaves what is not sent', () => {
    const { mall, id, truth } = withRice();
    edit(mall, id, '<Notes>熨斗あり &amp; 急ぎ</Notes>');
    expect(truth()).toMatchObject({ notes: '熨斗あり & 急ぎ', isSeen: true });
    expect(mall.info(id, 'Notes').at('Result/OrderInfo/Notes')).toBe('熨斗あり & 急ぎ');
    edit(mall, id, '<IsSeen>true</IsSeen>');
    expect(truth()?.notes).toBe('熨斗あり & 急ぎ');
    expect(edit(mall, id, `<Notes>${'あ'.repeat(501)}</Notes>`).at('Code')).toBe('od90101');
    edit(mall, id, '<Notes></Notes>');
    expect(truth()?.notes).toBe('');
  });

  it('changes nothing of an order that is cancelled, and nothing that is not played', () => {
    const { mall, id } = withRice();
    expect(edit(mall, id, '<Ship><ShipUrl>x</ShipUrl></Ship>').at('Message')).toBe('Ship is invalid.');
    expect(edit(mall, id, '').status).toBe(400);
    status(mall, id, '4', reason('100'));
    expect(edit(mall, id, '<Notes>a</Notes>').at('Message')).toBe('Cannot Be Operated : CancelOrder OrderInfo');
  });
});

describe('what no source says of changes', () => {
  it('is a setting: 出荷済み of what is 出荷不可', () => {
    const { mall, id, truth } = withRice({ settings: { status: { shipUnable: 'refused' } } }, { kind: 'unpaid' });
    expect(ship(mall, id, { ShipStatus: '3' }).at('Message')).toBe('Cannot Be Operated : ShipStatus');
    pay(mall, id, '<PayStatus>1</PayStatus>');
    expect(ship(mall, id, { ShipStatus: '3' }).status).toBe(200);
    expect(truth()?.shipStatus).toBe(3);
  });

  it('is a setting: 入金済み of an order that is not paid before', () => {
    const mall = openMall({ settings: { status: { payUnasked: 'refused' } } });
    const [id = ''] = mall.addSettled(1, { kind: 'cod' });
    expect(pay(mall, id, '<PayStatus>1</PayStatus>').at('Message')).toBe('Cannot Be Operated : PayStatus');
  });

  it('is a setting: an empty element, and a shipment without a number', () => {
    const sent = { ShipStatus: '3', ShipCompanyCode: '1001', ShipInvoiceNumber1: '1', ShipInvoiceNumber2: '2' };
    for (const [emptied, left] of [
      ['cleared', ''],
      ['kept', '2'],
    ] as const) {
      const { mall, id, truth } = withRice({ settings: { status: { emptied } } });
      ship(mall, id, sent);
      ship(mall, id, { ...sent, ShipInvoiceNumber2: '' });
      expect(truth()?.shipment.numbers).toEqual(['1', left]);
    }
    const { mall, id } = withRice({ settings: { status: { numberless: 'refused' } } });
    expect(ship(mall, id, { ShipStatus: '3', ShipCompanyCode: '1001' }).status).toBe(400);
    expect(ship(mall, id, { ShipStatus: '3', ShipInvoiceNumberEmptyReason: '105' }).status).toBe(200);
  });
});

describe('a number and the reason why there is none', () => {
  const number = { ShipStatus: '3', ShipCompanyCode: '1001', ShipInvoiceNumber1: '4444' };
  const reason = { ShipStatus: '3', ShipInvoiceNumberEmptyReason: '105' };

  it.each([
    ['refused', [400, 400, 400, 400]],
    ['together', [400, 400, 400, 200]],
    ['accepted', [200, 200, 200, 200]],
  ] as const)('exclude each other: %s', (exclusive, expected) => {
    const answers = [
      [{ ...number, ...reason }],
      [reason, number],
      [number, reason],
      [reason, { ...number, ShipInvoiceNumberEmptyReason: '' }],
    ].map((calls) => {
      const { mall, id } = withRice({ settings: { status: { exclusive } } });
      return calls.map((call) => ship(mall, id, call).status).at(-1);
    });
    expect(answers).toEqual(expected);
  });

  it('stand one after the other once the first is emptied', () => {
    const { mall, id, truth } = withRice();
    for (const call of [reason, { ...reason, ShipInvoiceNumberEmptyReason: '' }, number]) {
      expect(ship(mall, id, call).status).toBe(200);
    }
    expect(truth()?.shipment).toMatchObject({ numbers: ['4444', ''], emptyReason: '' });
  });
});

describe('orders that wait for their shop', () => {
  it('are to be seen and then shipped, once their buyers cannot take them back', () => {
    const { mall, id } = withRice();
    mall.add(1);
    const truth = played.truth(mall.control);
    expect([...truth.waiting(SELLER)]).toEqual([{ orderNumber: id, next: 'confirm' }]);
    edit(mall, id, '<IsSeen>true</IsSeen>');
    expect([...truth.waiting(SELLER)]).toEqual([{ orderNumber: id, next: 'ship' }]);
    ship(mall, id, { ShipStatus: '3' });
    expect([...truth.waiting(SELLER)]).toEqual([]);
  });
});
