import { describe, expect, it } from 'vitest';
import { type Answer, codes, MINUTE, openMall, shipment } from './mall.ts';

type Mall = ReturnType<typeof openMall>;
const progress = (mall: Mall, number: string): number => mall.rms.control.order(number)?.orderProgress ?? 0;

describe('cancelOrder', () => {
  const request = (orderNumber: string) => ({ orderNumber, inventoryRestoreType: 1, changeReasonDetailApply: 8 });

  it('applies for a cancel, 800, which the mall confirms a little later, 900', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1);
    const { body } = mall.ask('cancelOrder', request(number));
    expect(codes(body)).toEqual(['CANCEL_ORDER_INFO_101']);
    expect(progress(mall, number)).toBe(800);
    expect(mall.model(number).ChangeReasonModelList).toMatchObject([
      { changeType: 0, changeReason: 0, changeReasonDetail: 8, changeFixDatetime: null },
    ]);
    mall.pass(10 * MINUTE);
    expect(progress(mall, number)).toBe(900);
    expect(mall.model(number).ChangeReasonModelList[0].changeFixDatetime).toBe('2026-02-09T12:10:00+0900');
  });

  it('is refused while a 発送日 is registered', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1);
    mall.rms.control.moveOrder(mall.shopUrl, number, 300);
    const report = mall.ask('updateOrderShipping', shipment(mall, number));
    expect(mall.ask('cancelOrder', request(number)).status).toBe(400);
    const [{ shippingDetailId }] = report.body.MessageModelList;
    mall.ask('updateOrderShipping', shipment(mall, number, { shippingDetailId, shippingDate: '' }));
    expect(mall.ask('cancelOrder', request(number)).status).toBe(200);
  });

  it('is for orders before shipping; cancelOrderAfterShipping for the others, in one step', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1);
    expect(mall.ask('cancelOrderAfterShipping', request(number)).status).toBe(400);
    mall.rms.control.moveOrder(mall.shopUrl, number, 500);
    expect(mall.ask('cancelOrder', request(number)).status).toBe(400);
    expect(mall.ask('cancelOrderAfterShipping', request(number)).status).toBe(200);
    expect(progress(mall, number)).toBe(900);
  });

  it('names every missing field', () => {
    const { status, body } = openMall().ask('cancelOrder', {});
    expect(status).toBe(400);
    expect(codes(body)).toEqual(Array.from({ length: 3 }, () => 'CANCEL_ORDER_ERROR_009'));
  });

  it.each([
    [1, true],
    [2, false],
    [0, true],
  ])('gives stock back as inventoryRestoreType %i says', (inventoryRestoreType, gives) => {
    const mall = openMall();
    const level = (line: Answer) =>
      mall.send('GET', `/es/2.0/inventories/manage-numbers/${line.manageNumber}/variants/${line.variantId}`).body
        .quantity;
    const [number = ''] = mall.add(1);
    const [line] = mall.rms.control.order(number)?.lines ?? [];
    const before = level(line);
    mall.ask('cancelOrder', { ...request(number), inventoryRestoreType });
    mall.pass(10 * MINUTE);
    expect(level(line) - before).toBe(gives ? line?.units : 0);
  });
});

describe('updateOrderMemo', () => {
  it('changes what is named, keeps what is not, clears what is null', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1);
    const { body } = mall.ask('updateOrderMemo', {
      orderNumber,
      memo: 'ひとことメモです',
      operator: '髙橋',
      deliveryClass: '2',
      deliveryDate: '2026-02-15',
      shippingTerm: 724,
    });
    expect(codes(body)).toEqual(['UPDATE_ORDERMEMO_INFO_101']);
    mall.ask('updateOrderMemo', { orderNumber, operator: null });
    expect(mall.model(orderNumber)).toMatchObject({
      memo: 'ひとことメモです',
      operator: null,
      deliveryDate: '2026-02-15',
      shippingTerm: 724,
      DeliveryModel: { deliveryClass: 2 },
    });
  });

  it.each([
    [{ memo: 'あ'.repeat(1001) }],
    [{ operator: '七文字の担当者' }],
    [{ shippingTerm: 2324 + 1 }],
    [{ shippingTerm: 612 }],
    [{ deliveryDate: '2026/02/15' }],
    [{ deliveryClass: 9 }],
    [{ subStatusId: 1 }],
  ])('refuses %j', (change) => {
    const mall = openMall();
    const [orderNumber] = mall.add(1);
    const { status, body } = mall.ask('updateOrderMemo', { orderNumber, ...change });
    expect(status).toBe(400);
    expect(codes(body)).toEqual(['UPDATE_ORDERMEMO_ERROR_011']);
  });

  it('asks for the order number', () => {
    expect(codes(openMall().ask('updateOrderMemo', {}).body)).toEqual(['UPDATE_ORDERMEMO_ERROR_009']);
  });
});

describe('sub-statuses', () => {
  it('are the shop’s own, listed by progress', () => {
    const mall = openMall();
    for (const body of ['null', '']) {
      const outcome = mall.call('getSubStatusList', body);
      if (outcome.ending !== 'answer') throw new Error('no answer');
      expect(JSON.parse(outcome.body).StatusModelList.map((one: Answer) => one.orderProgress)).toEqual([100, 300]);
    }
  });

  it('are set and cleared for many orders, each with its own message', () => {
    const mall = openMall();
    const [plain = '', waiting = '', cancelled = ''] = mall.add(3);
    mall.rms.control.moveOrder(mall.shopUrl, waiting, 300);
    mall.rms.control.cancelOrder(mall.shopUrl, cancelled);
    const orderNumberList = [waiting, plain, cancelled, '1-20260209-00000001'];
    const subStatusId = mall.shopId * 10 + 1;
    const { status, body } = mall.ask('updateOrderSubStatus', { subStatusId, orderNumberList });
    expect(status).toBe(200);
    expect(codes(body).map((code) => code.slice(-9))).toEqual(['_INFO_101', 'ERROR_102', 'ERROR_101', 'ERROR_016']);
    expect(mall.model(waiting)).toMatchObject({ subStatusId, subStatusName: '入荷待ち' });
    mall.ask('updateOrderSubStatus', { subStatusId: null, orderNumberList: [waiting] });
    expect(mall.model(waiting)).toMatchObject({ subStatusId: null, subStatusName: null });
  });

  it('need both fields', () => {
    const { status, body } = openMall().ask('updateOrderSubStatus', {});
    expect(status).toBe(400);
    expect(codes(body)).toEqual(['UPDATE_ORDERSUBSTATUS_ERROR_009', 'UPDATE_ORDERSUBSTATUS_ERROR_009']);
  });
});

describe('the other texts of an order', () => {
  it('are changed by updateOrderRemarks, updateOrderDelivery and updateOrderOrderer', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1);
    const { emailAddress, ...orderer } = mall.model(orderNumber).OrdererModel;
    const OrdererModel = { ...orderer, phoneNumber1: '090', familyName: '𠮷川', city: '北区' };
    expect(mall.ask('updateOrderRemarks', { orderNumber, remarks: '備考', giftCheck: 1 }).status).toBe(200);
    expect(mall.ask('updateOrderDelivery', { orderNumber, deliveryName: 'メール便' }).status).toBe(200);
    expect(mall.ask('updateOrderOrderer', { orderNumber, OrdererModel }).status).toBe(200);
    expect(mall.model(orderNumber)).toMatchObject({
      remarks: '備考',
      giftCheckFlag: 1,
      DeliveryModel: { deliveryName: 'メール便' },
      OrdererModel: { familyName: '𠮷川', city: '北区', emailAddress },
      modifyFlag: 1,
    });
  });

  it('are refused where a field is missing or unknown', () => {
    const mall = openMall();
    const [orderNumber] = mall.add(1);
    expect(mall.ask('updateOrderRemarks', { orderNumber }).status).toBe(400);
    expect(mall.ask('updateOrderDelivery', { orderNumber, deliveryName: '伝書鳩' }).status).toBe(400);
    const { body } = mall.ask('updateOrderOrderer', { orderNumber, OrdererModel: { zipCode1: '100' } });
    expect(codes(body)).toHaveLength(8);
  });
});

describe('updateOrderSender', () => {
  /** The whole destination as it is, the way the function wants it back. */
  function request(
    mall: Mall,
    orderNumber: string,
    change: { pack?: object; item?: object; order?: object } = {},
  ): Answer {
    const [pack] = mall.model(orderNumber).PackageModelList;
    const sender = { ...pack.SenderModel, phoneNumber1: '090' };
    const ItemModelList = pack.ItemModelList.map((item: object) => ({ ...item, ...change.item }));
    return {
      orderNumber,
      PackageModelList: [{ ...pack, SenderModel: sender, ItemModelList, ...change.pack }],
      ...change.order,
    };
  }

  it('replaces the destination and its lines, and the sums and the stock follow', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1);
    const [line] = mall.rms.control.order(orderNumber)?.lines ?? [];
    const level = () =>
      mall.rms.control
        .books()
        .shops[0]?.inventory.find((row) => row.manageNumber === line?.manageNumber && row.variantId === line?.variantId)
        ?.quantity ?? 0;
    const before = level();
    const item = { price: 1000, units: (line?.units ?? 0) + 4, taxRate: 0.1, includeTaxFlag: 1 };
    const body = request(mall, orderNumber, { item, pack: { postagePrice: 500 } });
    body.PackageModelList[0].ItemModelList.length = 1;
    const { status } = mall.ask('updateOrderSender', body);
    expect(status).toBe(200);
    const model = mall.model(orderNumber);
    expect(model.PackageModelList[0].ItemModelList[0]).toMatchObject({ price: 1000, units: item.units });
    expect(model.postagePrice).toBe(500);
    expect(level()).toBe(before - 4);
  });

  it('fixes a price that was not, so that the order can be confirmed', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1, { kind: 'unpriced' });
    expect(mall.model(orderNumber)).toMatchObject({ postagePrice: -9999, totalPrice: -9999, requestPrice: -9999 });
    mall.ask('updateOrderSender', request(mall, orderNumber, { pack: { postagePrice: 700 } }));
    expect(mall.model(orderNumber).totalPrice).toBeGreaterThan(700);
    expect(codes(mall.ask('confirmOrder', { orderNumberList: [orderNumber] }).body)).toEqual([
      'CONFIRM_ORDER_INFO_101',
    ]);
  });

  it('adds a wrapping again each time it is sent', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1);
    const WrappingModel1 = { title: 2, name: '赤いリボン', price: '150', taxRate: 0.1, includeTaxFlag: 1 };
    const before = mall.model(orderNumber).totalPrice;
    for (const _ of [1, 2]) mall.ask('updateOrderSender', request(mall, orderNumber, { order: { WrappingModel1 } }));
    expect(mall.model(orderNumber)).toMatchObject({
      totalPrice: before + 300,
      WrappingModel1: { name: '赤いリボン' },
      WrappingModel2: { name: '赤いリボン' },
    });
  });

  it('wants skuInfo for a product with variants, and a 代引料 for 代金引換', () => {
    const mall = openMall();
    const number = mall
      .add(20)
      .find((one) => mall.model(one).PackageModelList[0].ItemModelList[0].SkuModelList[0].skuInfo !== null);
    const orderNumber = number ?? '';
    const SkuModelList = [{ variantId: 'x', merchantDefinedSkuId: null, skuInfo: null }];
    const bare = mall.ask('updateOrderSender', request(mall, orderNumber, { item: { SkuModelList } }));
    expect(codes(bare.body)).toContain('UPDATE_ORDERSENDER_ERROR_139');
    const change = { pack: { deliveryPrice: -9999 }, order: { afterSettlementMethodCode: 2 } };
    const cod = mall.ask('updateOrderSender', request(mall, orderNumber, change));
    expect(codes(cod.body)).toEqual(['UPDATE_ORDERSENDER_ERROR_136']);
  });

  it('is for orders before shipping; its twin for the others', () => {
    const mall = openMall();
    const [orderNumber = ''] = mall.add(1);
    expect(mall.ask('updateOrderSenderAfterShipping', request(mall, orderNumber)).status).toBe(400);
    mall.rms.control.moveOrder(mall.shopUrl, orderNumber, 500);
    expect(mall.ask('updateOrderSender', request(mall, orderNumber)).status).toBe(400);
    expect(mall.ask('updateOrderSenderAfterShipping', request(mall, orderNumber)).status).toBe(200);
  });
});
