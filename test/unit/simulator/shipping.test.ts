import { describe, expect, it } from 'vitest';
import { codes, DAY, openMall, shipment } from './mall.ts';

type Mall = ReturnType<typeof openMall>;
const rows = (mall: Mall, number: string) => mall.model(number).PackageModelList[0].ShippingModelList;

function orderIn(mall: Mall): string {
  const [number = ''] = mall.add(1);
  mall.rms.control.moveOrder(mall.shopUrl, number, 300);
  return number;
}

describe('updateOrderShipping', () => {
  it('adds a row for every call that names none: a repeated report leaves two', () => {
    const mall = openMall();
    const number = orderIn(mall);
    const first = mall.ask('updateOrderShipping', shipment(mall, number));
    const second = mall.ask('updateOrderShipping', shipment(mall, number, { shippingDetailId: null }));
    expect(codes(first.body)).toEqual(['UPDATE_ORDERSHIPPING_INFO_101']);
    expect(first.body.MessageModelList[0]).toMatchObject({ dataNumber: 1, shippingDetailId: expect.any(Number) });
    expect(rows(mall, number)).toHaveLength(2);
    expect(second.body.MessageModelList[0].shippingDetailId).not.toBe(first.body.MessageModelList[0].shippingDetailId);
    expect(rows(mall, number)[0]).toEqual({
      shippingDetailId: first.body.MessageModelList[0].shippingDetailId,
      shippingNumber: '1234-5678-9012',
      deliveryCompany: '1001',
      deliveryCompanyName: 'ヤマト運輸',
      shippingDate: '2026-02-09',
    });
  });

  it('updates the row that is named: what is left out stays, what is empty goes', () => {
    const mall = openMall();
    const number = orderIn(mall);
    mall.ask('updateOrderShipping', shipment(mall, number));
    const { shippingDetailId } = rows(mall, number)[0];
    const basketId = mall.model(number).PackageModelList[0].basketId;
    const change = { shippingDetailId, shippingNumber: '', deliveryCompany: '1003' };
    const { body } = mall.ask('updateOrderShipping', {
      orderNumber: number,
      BasketidModelList: [{ basketId, ShippingModelList: [change] }],
    });
    expect(codes(body)).toEqual(['UPDATE_ORDERSHIPPING_INFO_102']);
    expect(rows(mall, number)).toEqual([
      {
        shippingDetailId,
        shippingNumber: null,
        deliveryCompany: '1003',
        deliveryCompanyName: '日本郵便',
        shippingDate: '2026-02-09',
      },
    ]);
  });

  it('deletes the row that is named with shippingDeleteFlag', () => {
    const mall = openMall();
    const number = orderIn(mall);
    mall.ask('updateOrderShipping', shipment(mall, number));
    const { shippingDetailId } = rows(mall, number)[0];
    const { body } = mall.ask(
      'updateOrderShipping',
      shipment(mall, number, { shippingDetailId, shippingDeleteFlag: 1 }),
    );
    expect(codes(body)).toEqual(['UPDATE_ORDERSHIPPING_INFO_103']);
    expect(rows(mall, number)).toEqual([]);
  });

  it('numbers its messages over all destinations', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1, { kind: 'several-destinations' });
    const row = { deliveryCompany: '1001', shippingNumber: '1', shippingDate: '2026-02-09' };
    const baskets = mall.model(number).PackageModelList.map((pack: { basketId: number }) => pack.basketId);
    const BasketidModelList = baskets.map((basketId: number) => ({ basketId, ShippingModelList: [row, row] }));
    const { body } = mall.ask('updateOrderShipping', { orderNumber: number, BasketidModelList });
    const numbers = body.MessageModelList.map((one: { dataNumber: number }) => one.dataNumber);
    expect(numbers).toEqual(Array.from({ length: baskets.length * 2 }, (_, index) => index + 1));
  });

  it('refuses the whole request with 400 and a message for each wrong row', () => {
    const mall = openMall();
    const number = orderIn(mall);
    const [{ basketId }] = mall.model(number).PackageModelList;
    const good = { deliveryCompany: '1001', shippingNumber: '1', shippingDate: '2026-02-09' };
    const ShippingModelList = [
      good,
      { ...good, shippingDate: '2018/01/25' },
      { deliveryCompany: '佐川急便' },
      { deliveryCompany: '' },
    ];
    const request = { orderNumber: number, BasketidModelList: [{ basketId, ShippingModelList }] };
    const { status, body } = mall.ask('updateOrderShipping', request);
    expect(status).toBe(400);
    expect(
      body.MessageModelList.map((one: { message: string; dataNumber: number }) => [one.dataNumber, one.message]),
    ).toEqual([
      [2, 'shippingDateの書式が不正です。'],
      [3, 'deliveryCompanyの書式が不正です。'],
      [4, 'deliveryCompanyの値を指定して下さい。'],
    ]);
    expect(rows(mall, number)).toEqual([]);
  });

  it('takes 20 rows in a destination and refuses 21', () => {
    const mall = openMall();
    const number = orderIn(mall);
    const [{ basketId }] = mall.model(number).PackageModelList;
    const asked = (count: number) => {
      const ShippingModelList = Array.from({ length: count }, () => ({ deliveryCompany: '1001' }));
      return mall.ask('updateOrderShipping', {
        orderNumber: number,
        BasketidModelList: [{ basketId, ShippingModelList }],
      });
    };
    expect(asked(20).status).toBe(200);
    expect(asked(21).status).toBe(400);
  });

  it('takes yyyyMMdd, which was reported once, unless the settings refuse it', () => {
    const dated = (datesWithoutHyphens: 'accept' | 'refuse') => {
      const mall = openMall({ settings: { shipping: { datesWithoutHyphens } } });
      const number = orderIn(mall);
      mall.ask('updateOrderShipping', shipment(mall, number, { shippingDate: '20260211' }));
      return rows(mall, number)[0]?.shippingDate;
    };
    expect(dated('accept')).toBe('2026-02-11');
    expect(dated('refuse')).toBeUndefined();
  });

  it('refuses a number that is too long or has 機種依存文字', () => {
    const mall = openMall();
    const number = orderIn(mall);
    for (const shippingNumber of ['1'.repeat(121), '①234']) {
      expect(mall.ask('updateOrderShipping', shipment(mall, number, { shippingNumber })).status).toBe(400);
    }
    expect(mall.ask('updateOrderShipping', shipment(mall, number, { shippingNumber: '1'.repeat(120) })).status).toBe(
      200,
    );
  });

  it('refuses a cancelled order, a foreign order and a destination the order does not have', () => {
    const mall = openMall();
    const number = orderIn(mall);
    const request = shipment(mall, number);
    mall.rms.control.cancelOrder(mall.shopUrl, number);
    expect(codes(mall.ask('updateOrderShipping', request).body)).toEqual(['UPDATE_ORDERSHIPPING_ERROR_102']);
    const foreign = { ...request, orderNumber: '999999-20260209-0000000001' };
    expect(codes(mall.ask('updateOrderShipping', foreign).body)).toEqual(['UPDATE_ORDERSHIPPING_ERROR_016']);
    const other = orderIn(mall);
    expect(mall.ask('updateOrderShipping', { ...request, orderNumber: other }).status).toBe(400);
    expect(rows(mall, other)).toEqual([]);
  });
});

describe('updateOrderShippingAsync', () => {
  const result = (mall: Mall, requestId: string) =>
    mall.ask('getResultUpdateOrderShippingAsync', { requestId }).body.ResultShippingModelList;

  it('accepts at once, works a while later, and cannot be distinguished from an unknown request until then', () => {
    const mall = openMall();
    const [first, second] = [orderIn(mall), orderIn(mall)];
    const request = { OrderShippingModelList: [shipment(mall, first), shipment(mall, second)] };
    const { body } = mall.ask('updateOrderShippingAsync', request);
    expect(codes(body)).toEqual(['UPDATE_ORDERSHIPPING_ASYNC_INFO_101']);
    const [{ requestId }] = body.MessageModelList;
    expect(requestId).toMatch(/^[0-9a-f-]{36}_20260209120000$/);
    mall.rms.control.cancelOrder(mall.shopUrl, second);
    expect(result(mall, requestId)).toEqual(result(mall, 'never-heard-of'));
    expect(rows(mall, first)).toEqual([]);
    mall.pass(10_000);
    expect(rows(mall, first)).toHaveLength(1);
    const [one, two] = result(mall, requestId);
    expect([one.orderNumber, codes(one)]).toEqual([first, ['UPDATE_ORDERSHIPPING_INFO_101']]);
    expect([two.orderNumber, codes(two)]).toEqual([second, ['UPDATE_ORDERSHIPPING_ERROR_102']]);
  });

  it('forgets its results after 30 days', () => {
    const mall = openMall();
    const { body } = mall.ask('updateOrderShippingAsync', { OrderShippingModelList: [shipment(mall, orderIn(mall))] });
    const [{ requestId }] = body.MessageModelList;
    mall.pass(30 * DAY - 1);
    expect(result(mall, requestId)[0].orderNumber).toBeDefined();
    mall.pass(1);
    expect(result(mall, requestId)[0].orderNumber).toBeUndefined();
  });

  it('answers what is wrong in form with 200, ERROR and no requestId', () => {
    const mall = openMall();
    const number = orderIn(mall);
    const wrong = { OrderShippingModelList: [shipment(mall, number, { shippingDate: '2018/01/25' })] };
    const { status, body } = mall.ask('updateOrderShippingAsync', wrong);
    expect(status).toBe(200);
    expect(codes(body)).toEqual(['UPDATE_ORDERSHIPPING_ASYNC_ERROR_011']);
    expect(body.MessageModelList[0]).toMatchObject({ orderNumber: number, dataNumber: 1 });
    expect(body.MessageModelList[0].requestId).toBeUndefined();
  });

  it('refuses an order that is named twice', () => {
    const mall = openMall();
    const one = shipment(mall, orderIn(mall));
    const { body } = mall.ask('updateOrderShippingAsync', { OrderShippingModelList: [one, one] });
    expect(body.MessageModelList[0].messageType).toBe('ERROR');
  });

  it('says which field of a result request is missing', () => {
    const { status, body } = openMall().ask('getResultUpdateOrderShippingAsync', {});
    expect(status).toBe(400);
    expect(codes(body.ResultShippingModelList[0])).toEqual(['GET_RESULT_UPDATEORDERSHIPPING_ASYNC_ERROR_009']);
  });
});
