import { describe, expect, it } from 'vitest';
import { codes, DAY, HOUR, MINUTE, NOON, openMall, shipment } from './mall.ts';

type Mall = ReturnType<typeof openMall>;
const progress = (mall: Mall, number: string): number => mall.rms.control.order(number)?.orderProgress ?? 0;

/** A card order waiting to be sent. */
function awaitingShipment(mall: Mall): string {
  const [number] = mall.add(1);
  mall.rms.control.moveOrder(mall.shopUrl, number ?? '', 300);
  return number ?? '';
}

describe('confirmOrder', () => {
  it('moves an order from 100 to 200 once, and the mall moves it on to 300', () => {
    const mall = openMall();
    const orderNumberList = mall.add(1, { kind: 'cod' });
    const [number = ''] = orderNumberList;
    const first = mall.ask('confirmOrder', { orderNumberList });
    expect(codes(first.body)).toEqual(['CONFIRM_ORDER_INFO_101']);
    expect(first.body.MessageModelList[0].orderNumber).toBe(number);
    expect(progress(mall, number)).toBe(200);
    expect(codes(mall.ask('confirmOrder', { orderNumberList }).body)).toEqual(['CONFIRM_ORDER_ERROR_103']);
    mall.pass(MINUTE);
    expect(progress(mall, number)).toBe(300);
    expect(mall.model(number)).toMatchObject({
      shopOrderCfmDatetime: '2026-02-09T12:00:00+0900',
      orderFixDatetime: '2026-02-09T12:01:00+0900',
      cancelDueDate: null,
      ChangeReasonModelList: [{ changeType: 8, changeReason: null, changeFixDatetime: '2026-02-09T12:00:00+0900' }],
    });
  });

  it('answers 200 with a message for each order, whatever became of it', () => {
    const mall = openMall();
    const [good = '', unpriced = '', cancelled = '', gift = ''] = [
      ...mall.add(1),
      ...mall.add(1, { kind: 'unpriced' }),
      ...mall.add(1),
      ...mall.add(1, { kind: 'social-gift' }),
    ];
    mall.rms.control.cancelOrder(mall.shopUrl, cancelled);
    const orderNumberList = [good, unpriced, cancelled, gift, good, '1-20260209-1'];
    const { status, body } = mall.ask('confirmOrder', { orderNumberList });
    expect(status).toBe(200);
    expect(codes(body)).toEqual([
      'CONFIRM_ORDER_INFO_101',
      'CONFIRM_ORDER_ERROR_105',
      'CONFIRM_ORDER_ERROR_102',
      'CONFIRM_ORDER_ERROR_105',
      'CONFIRM_ORDER_ERROR_103',
      'CONFIRM_ORDER_ERROR_016',
    ]);
    expect([good, unpriced].map((number) => progress(mall, number))).toEqual([200, 100]);
  });

  it('refuses more than 100 orders', () => {
    const orderNumberList = Array.from({ length: 101 }, (_, index) => String(index));
    expect(openMall().ask('confirmOrder', { orderNumberList }).status).toBe(400);
  });

  it('waits days for money that is paid before, minutes for a card', () => {
    const mall = openMall();
    const numbers = mall.add(60);
    mall.ask('confirmOrder', { orderNumberList: numbers });
    mall.pass(5 * MINUTE);
    const waiting = numbers.filter((number) => progress(mall, number) === 200);
    expect(waiting.length).toBeGreaterThan(0);
    expect(waiting.length).toBeLessThan(30);
    for (const number of waiting) {
      expect([9, 13, 14]).toContain(mall.model(number).SettlementModel.settlementMethodCode);
      expect(mall.model(number).DueDateModelList).toHaveLength(1);
    }
    mall.pass(2 * DAY);
    for (const number of waiting) expect(progress(mall, number)).toBe(300);
  });
});

describe('an order that is left alone', () => {
  it('is confirmed by the mall in a shop with 自動注文確認, unless its price is not fixed', () => {
    const mall = openMall({ autoConfirm: true });
    const [plain = ''] = mall.add(1);
    const [unpriced = ''] = mall.add(1, { kind: 'unpriced' });
    mall.pass(MINUTE);
    expect([progress(mall, plain), progress(mall, unpriced)]).toEqual([200, 100]);
  });

  it('is cancelled after its cancelDueDate, 14 days on', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1);
    expect(mall.model(number).cancelDueDate).toBe('2026-02-23');
    mall.pass(14 * DAY + 12 * HOUR - 1000);
    expect(progress(mall, number)).toBe(100);
    mall.pass(1000);
    expect(progress(mall, number)).toBe(900);
  });

  it('is not cancelled once it was confirmed', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1, { kind: 'cod' });
    mall.ask('confirmOrder', { orderNumberList: [number] });
    mall.pass(30 * DAY);
    expect(progress(mall, number)).toBe(300);
  });

  it('was confirmed in time when it is older than that from the start', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1, { at: NOON - 40 * DAY });
    expect(progress(mall, number)).toBe(300);
  });
});

describe('the night batch', () => {
  it('alone moves 300 to 500, and only where every row is complete', () => {
    const mall = openMall();
    const [reported, half, untouched] = [awaitingShipment(mall), awaitingShipment(mall), awaitingShipment(mall)];
    mall.ask('updateOrderShipping', shipment(mall, reported));
    mall.ask('updateOrderShipping', shipment(mall, half, { shippingNumber: '' }));
    expect(progress(mall, reported)).toBe(300);
    mall.pass(12 * HOUR + 5 * MINUTE - 1);
    expect(progress(mall, reported)).toBe(300);
    mall.pass(1);
    expect([reported, half, untouched].map((number) => progress(mall, number))).toEqual([500, 300, 300]);
    expect(mall.model(reported).shippingCmplRptDatetime).toBe('2026-02-10T00:05:00+0900');
  });

  it('takes an order whose missing row is filled in the night after that', () => {
    const mall = openMall();
    const number = awaitingShipment(mall);
    const { body } = mall.ask('updateOrderShipping', shipment(mall, number, { shippingDate: '' }));
    mall.pass(DAY);
    expect(progress(mall, number)).toBe(300);
    const [{ shippingDetailId }] = body.MessageModelList;
    mall.ask('updateOrderShipping', shipment(mall, number, { shippingDetailId }));
    mall.pass(DAY);
    expect(progress(mall, number)).toBe(500);
  });

  it('leaves an order alone that has a second, half-filled row', () => {
    const mall = openMall();
    const number = awaitingShipment(mall);
    mall.ask('updateOrderShipping', shipment(mall, number));
    mall.ask('updateOrderShipping', shipment(mall, number, { shippingDate: '' }));
    mall.pass(DAY);
    expect(progress(mall, number)).toBe(300);
  });

  it('needs rows in every destination', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1, { kind: 'several-destinations' });
    mall.rms.control.moveOrder(mall.shopUrl, number, 300);
    mall.ask('updateOrderShipping', shipment(mall, number));
    mall.pass(DAY);
    expect(progress(mall, number)).toBe(300);
    mall.rms.control.shipOrder(mall.shopUrl, number, {
      deliveryCompany: '1001',
      shippingNumber: '77',
      shippingDate: '2026-02-10',
    });
    mall.pass(DAY);
    expect(progress(mall, number)).toBe(500);
  });

  it('is followed by the payment: 600 after a month, 700 after about two', () => {
    const mall = openMall();
    const number = awaitingShipment(mall);
    mall.ask('updateOrderShipping', shipment(mall, number));
    mall.pass(DAY);
    const seen = [progress(mall, number)];
    for (const days of [28, 2, 22]) {
      mall.pass(days * DAY);
      seen.push(progress(mall, number));
    }
    expect(seen).toEqual([500, 500, 600, 700]);
    const payment = mall.ask('getPayment', { orderNumber: number, version: 4 });
    expect(payment.body.OrderModel.paymentStatus).toBe(30600);
  });
});
