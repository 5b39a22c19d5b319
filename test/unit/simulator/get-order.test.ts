import { describe, expect, it } from 'vitest';
import { codes, DAY, NOON, openMall } from './mall.ts';

describe('getOrder', () => {
  it('gives the orders asked for, in that order, and says how many', () => {
    const mall = openMall();
    const numbers = mall.add(3);
    const asked = [...numbers].reverse();
    const { status, body } = mall.ask('getOrder', { orderNumberList: asked, version: 10 });
    expect(status).toBe(200);
    expect(body.OrderModelList.map((one: { orderNumber: string }) => one.orderNumber)).toEqual(asked);
    expect(body.MessageModelList[0].message).toBe('受注情報取得に成功しました。(取得件数3件)');
    expect(body.version).toBe(10);
  });

  it('answers an unknown number, and one of another shop, with INFO_102 and nothing else', () => {
    const mall = openMall();
    const [own] = mall.add(1);
    mall.rms.control.addShop({ shopUrl: 'tonari' });
    const [foreign] = mall.rms.control.addOrders('tonari', { count: 1 });
    const asked = [foreign, own, '370001-20200101-0000000001'];
    const { status, body } = mall.ask('getOrder', { orderNumberList: asked, version: 10 });
    expect(status).toBe(200);
    expect(codes(body)).toEqual(['GET_ORDER_INFO_101', 'GET_ORDER_INFO_102', 'GET_ORDER_INFO_102']);
    expect(body.MessageModelList[1].orderNumber).toBe(foreign);
    expect(body.OrderModelList.map((one: { orderNumber: string }) => one.orderNumber)).toEqual([own]);
  });

  it('does not know an order of more than 730 days ago', () => {
    const mall = openMall();
    const [order] = mall.add(1, { at: NOON - 730 * DAY });
    const read = () => mall.ask('getOrder', { orderNumberList: [order], version: 10 }).body.OrderModelList.length;
    expect(read()).toBe(1);
    mall.pass(1000);
    expect(read()).toBe(0);
  });

  it.each([
    [{ version: 10 }, ['GET_ORDER_ERROR_009']],
    [{ orderNumberList: ['a'] }, ['GET_ORDER_ERROR_009']],
    [{ orderNumberList: ['a'], version: 2 }, ['GET_ORDER_ERROR_011']],
    [{ orderNumberList: ['a'], version: 11 }, ['GET_ORDER_ERROR_011']],
    [{ orderNumberList: Array.from({ length: 101 }, String), version: 10 }, ['GET_ORDER_ERROR_011']],
    [{}, ['GET_ORDER_ERROR_009', 'GET_ORDER_ERROR_009']],
  ])('refuses %j with 400', (request, expected) => {
    const { status, body } = openMall().ask('getOrder', request);
    expect(status).toBe(400);
    expect(codes(body)).toEqual(expected);
  });

  it('takes the version in quotes too', () => {
    const mall = openMall();
    const orderNumberList = mall.add(1);
    expect(mall.ask('getOrder', { orderNumberList, version: '7' }).body.OrderModelList).toHaveLength(1);
  });

  it('shows each field only from the version that brought it', () => {
    const mall = openMall();
    const orderNumberList = mall.add(1);
    const seen = (version: number) => {
      const { body } = mall.ask('getOrder', { orderNumberList, version });
      const [order] = body.OrderModelList;
      const [pack] = order.PackageModelList;
      const has = (one: object, field: string) => Object.hasOwn(one, field);
      return [
        has(pack, 'defaultDeliveryCompanyCode') && has(pack.ItemModelList[0], 'isSingleItemShipping') ? 'v4' : '',
        has(order, 'receiptIssueCount') && has(order, 'DueDateModelList') ? 'v5' : '',
        has(order, 'cautionDisplayDetailType') && has(body, 'version') ? 'v6' : '',
        has(pack.ItemModelList[0], 'SkuModelList') ? 'v7' : '',
        has(order, 'deliveryCertPrgFlag') && has(order, 'oneDayOperationFlag') ? 'v8' : '',
        has(pack, 'dropOffFlag') ? 'v9' : '',
        has(order, 'socialGiftFlag') && has(pack, 'SocialGiftModel') ? 'v10' : '',
        has(order, 'goodsTax') && has(pack, 'goodsTax') && has(order, 'isTaxRecalc') ? 'tax' : '',
      ].filter((one) => one !== '');
    };
    expect(seen(3)).toEqual(['tax']);
    expect(seen(4)).toEqual(['v4', 'tax']);
    expect(seen(5)).toEqual(['v4', 'v5', 'tax']);
    expect(seen(6)).toEqual(['v4', 'v5', 'v6', 'tax']);
    expect(seen(7)).toEqual(['v4', 'v5', 'v6', 'v7', 'tax']);
    expect(seen(8)).toEqual(['v4', 'v5', 'v6', 'v7', 'v8']);
    expect(seen(9)).toEqual(['v4', 'v5', 'v6', 'v7', 'v8', 'v9']);
    expect(seen(10)).toEqual(['v4', 'v5', 'v6', 'v7', 'v8', 'v9', 'v10']);
  });

  it('gives the order as it is now after every kind of change', () => {
    const mall = openMall();
    const orderNumberList = mall.add(1);
    const [number] = orderNumberList;
    const read = () => mall.ask('getOrder', { orderNumberList, version: 10 }).body.OrderModelList[0];
    expect(read().orderProgress).toBe(100);
    mall.ask('confirmOrder', { orderNumberList });
    expect(read().orderProgress).toBe(200);
    mall.rms.control.editOrder(mall.shopUrl, number ?? '', { units: { 0: 7 }, memo: '電話済' });
    expect(read().PackageModelList[0].ItemModelList[0].units).toBe(7);
    expect(read().memo).toBe('電話済');
    expect(read().modifyFlag).toBe(1);
    expect(read()).toEqual(mall.model(number ?? ''));
  });

  it.each(['wrong-type', 'broken-json', 'missing-field', 'server-error'] as const)(
    'cannot be read in the way of a spoilt order (%s), and can after it is mended',
    (how) => {
      const mall = openMall();
      const [good, bad] = mall.add(2);
      mall.rms.control.spoilOrder(bad ?? '', how);
      const outcome = mall.call('getOrder', { orderNumberList: [good, bad], version: 10 });
      if (outcome.ending !== 'answer') throw new Error('no answer');
      if (how === 'server-error') expect(outcome.status).toBe(500);
      else if (how === 'broken-json') expect(() => JSON.parse(outcome.body)).toThrow();
      else {
        const [first, second] = JSON.parse(outcome.body).OrderModelList;
        expect(first.orderProgress).toBe(100);
        expect(Array.isArray(second.PackageModelList)).toBe(false);
      }
      expect(mall.ask('getOrder', { orderNumberList: [good], version: 10 }).body.OrderModelList).toHaveLength(1);
      mall.rms.control.mendOrder(bad ?? '');
      expect(mall.ask('getOrder', { orderNumberList: [good, bad], version: 10 }).body.OrderModelList).toHaveLength(2);
    },
  );

  it('does not return a hidden order that searchOrder lists', () => {
    const mall = openMall();
    const [order] = mall.add(1);
    mall.rms.control.hideOrder(order ?? '');
    const { body } = mall.ask('getOrder', { orderNumberList: [order], version: 10 });
    expect(codes(body)).toEqual(['GET_ORDER_INFO_102']);
    expect(body.OrderModelList).toEqual([]);
    mall.rms.control.showOrder(order ?? '');
    expect(mall.ask('getOrder', { orderNumberList: [order], version: 10 }).body.OrderModelList).toHaveLength(1);
  });
});

describe('getOrderItem', () => {
  it('says nothing about the buyer and the destination', () => {
    const mall = openMall();
    const orderNumberList = mall.add(20, { kind: 'random' });
    const outcome = mall.call('', { orderNumberList }, { path: '/es/2.0/purchaseItem/getOrderItem/' });
    if (outcome.ending !== 'answer') throw new Error('no answer');
    expect(JSON.parse(outcome.body).OrderModelList).toHaveLength(20);
    expect(JSON.parse(outcome.body).OrderModelList[0].OrdererModel).toEqual({ prefecture: expect.any(String) });
    for (const orderNumber of orderNumberList) {
      const { OrdererModel: orderer } = mall.model(orderNumber);
      expect(outcome.body).not.toContain(orderer.emailAddress);
      expect(outcome.body).not.toContain(orderer.subAddress);
    }
  });
});
