import { describe, expect, it } from 'vitest';
import type { SimRequest } from '../../../simulator/index.ts';
import { around, HOUR, MINUTE, NOON, openMall } from './mall.ts';

describe('the control', () => {
  it('keeps books of every order, its lines, the stock and the calls', () => {
    const mall = openMall();
    const numbers = mall.add(3, { at: { from: NOON - HOUR, to: NOON } });
    mall.ask('searchOrder', around(NOON));
    mall.ask('searchOrder', around(NOON));
    const [shop] = mall.rms.control.books().shops;
    expect(shop?.orders.map((order) => order.orderNumber)).toEqual(numbers);
    expect(shop?.orders[0]).toMatchObject({
      orderDatetimeMs: NOON - HOUR,
      visibleAtMs: NOON - HOUR,
      orderProgress: 100,
    });
    expect(shop?.orders[0]?.lines[0]).toMatchObject({ units: expect.any(Number), deleted: false });
    expect(shop?.calls).toEqual({ searchOrder: 2 });
    expect(shop?.inventory).toHaveLength(30);
    expect(mall.rms.control.summary().shops).toEqual([
      { shopUrl: mall.shopUrl, orders: 3, byProgress: { 100: 3 }, calls: 2 },
    ]);
  });

  it('lets a removed line vanish, as no order was ever seen with one', () => {
    const mall = openMall();
    const [number = ''] = mall.add(1);
    mall.rms.control.editOrder(mall.shopUrl, number, { addLine: true });
    const count = mall.rms.control.order(number)?.lines.length ?? 0;
    mall.rms.control.editOrder(mall.shopUrl, number, { removeLine: count - 1 });
    const [pack] = mall.model(number).PackageModelList;
    expect(pack.ItemModelList).toHaveLength(count - 1);
    expect(JSON.stringify(pack)).not.toContain('"deleteItemFlag":1');
  });

  it('edits an order as instructed: units, lines, address, memo', () => {
    const mall = openMall({ settings: { edit: { removedLines: 'flagged' } } });
    const [number = ''] = mall.add(1);
    const before = mall.model(number);
    const lines = () => mall.rms.control.order(number)?.lines ?? [];
    const count = lines().length;
    mall.rms.control.editOrder(mall.shopUrl, number, { addLine: true, units: { 0: 9 }, address: true });
    mall.rms.control.editOrder(mall.shopUrl, number, { removeLine: count });
    expect(lines()).toHaveLength(count + 1);
    expect(lines()[0]?.units).toBe(9);
    expect(lines()[count]?.deleted).toBe(true);
    const [pack] = mall.model(number).PackageModelList;
    expect(pack.SenderModel.subAddress).not.toBe(before.PackageModelList[0].SenderModel.subAddress);
    expect(pack.ItemModelList[count].deleteItemFlag).toBe(1);
  });

  it('edits an order in its own way without instructions, and changes something every time', () => {
    const mall = openMall();
    for (const number of mall.add(30, { kind: 'random' })) {
      const before = JSON.stringify({ ...mall.model(number), modifyFlag: 1 });
      mall.rms.control.editOrder(mall.shopUrl, number);
      mall.rms.control.editOrder(mall.shopUrl, number);
      expect(JSON.stringify(mall.model(number))).not.toBe(before);
    }
  });

  it('cancels at once, or over 800 when it is given a time', () => {
    const mall = openMall();
    const [now = '', slow = ''] = mall.add(2);
    mall.rms.control.cancelOrder(mall.shopUrl, now);
    mall.rms.control.cancelOrder(mall.shopUrl, slow, { finalAfterMs: HOUR });
    const progress = () => [now, slow].map((number) => mall.rms.control.order(number)?.orderProgress);
    expect(progress()).toEqual([900, 800]);
    mall.pass(HOUR - 1);
    expect(progress()).toEqual([900, 800]);
    mall.pass(1);
    expect(progress()).toEqual([900, 900]);
  });

  it('fixes a price and fills a gift address by hand', () => {
    const mall = openMall();
    const [unpriced = ''] = mall.add(1, { kind: 'unpriced' });
    const [gift = ''] = mall.add(1, { kind: 'social-gift' });
    mall.rms.control.editOrder(mall.shopUrl, unpriced, { postage: 600 });
    mall.rms.control.editOrder(mall.shopUrl, gift, { giftAddress: true });
    expect(mall.model(unpriced).totalPrice).toBeGreaterThan(600);
    expect(mall.model(gift).PackageModelList[0].SenderModel.zipCode1).not.toBe('999');
  });

  it('moves time, and what was due happens at its own moment', () => {
    const mall = openMall({ autoConfirm: true });
    const [number = ''] = mall.add(1);
    expect(mall.rms.control.advance(HOUR)).toBe(NOON + HOUR);
    expect(mall.rms.control.nowMs()).toBe(NOON + HOUR);
    expect(mall.model(number).shopOrderCfmDatetime).toBe('2026-02-09T12:01:00+0900');
    expect(() => mall.rms.control.advance(-1)).toThrow('at least 0');
  });

  it('says what is wrong with what it is asked', () => {
    const { control } = openMall().rms;
    const settings = structuredClone(control.settings());
    expect(() => control.addOrders('nai', { count: 1 })).toThrow('There is no shop "nai". Shops: kado-no-mise.');
    expect(() => control.addShop({ shopUrl: 'kado-no-mise' })).toThrow('already');
    expect(() => control.addShop({ shopUrl: 'b', shopId: 370_001 })).toThrow('belongs to kado-no-mise');
    expect(() => control.moveOrder('kado-no-mise', 'x', 150 as 100)).toThrow('expected one of 100, 200');
    expect(() => control.spoilOrder('x', 'wrong-type')).toThrow('There is no order x');
    expect(() => control.changeSettings({ search: { resultMax: 1 } } as object)).toThrow('no such setting');
    expect(() => control.changeSettings({ serach: {} } as object)).toThrow('no such group');
    expect(control.settings()).toEqual(settings);
  });

  it('lets two shops of one catalogue sell the same SKUs, and others not', () => {
    const { control } = openMall().rms;
    control.addShop({ shopUrl: 'b' });
    const skus = () => control.books().shops.map((shop) => shop.inventory.map((row) => row.merchantDefinedSkuId));
    expect(skus()[0]).toEqual(skus()[1]);
    expect(skus()[0]).toContain(null);
  });
});

describe('the control over HTTP', () => {
  const ask = (mall: ReturnType<typeof openMall>, method: string, name: string, body?: unknown) => {
    const request: SimRequest = {
      method,
      path: `/control/${name}`,
      headers: {},
      body: body === undefined ? '' : JSON.stringify(body),
    };
    const outcome = mall.rms.controlApi(request);
    if (outcome.ending !== 'answer') throw new Error('no answer');
    return { status: outcome.status, body: JSON.parse(outcome.body) };
  };

  it('adds, edits, moves, spoils, breaks, mends, advances and inspects', () => {
    const mall = openMall();
    const { shopUrl } = mall;
    const at = { from: NOON - HOUR, to: NOON };
    const added = ask(mall, 'POST', 'add-orders', { shopUrl, count: 2, kind: 'cod', at });
    const [orderNumber] = added.body.orderNumbers;
    expect(ask(mall, 'POST', 'edit-order', { shopUrl, orderNumber, edit: { memo: 'x' } }).body).toEqual({ done: true });
    ask(mall, 'POST', 'move-order', { shopUrl, orderNumber, orderProgress: 300 });
    expect(ask(mall, 'GET', `order?orderNumber=${orderNumber}`).body).toMatchObject({
      orderProgress: 300,
      model: { memo: 'x', SettlementModel: { settlementMethod: '代金引換' } },
    });
    ask(mall, 'POST', 'ship-order', { shopUrl, orderNumber, deliveryCompany: '1000' });
    expect(mall.model(orderNumber).PackageModelList[0].ShippingModelList).toHaveLength(1);
    const { id } = ask(mall, 'POST', 'break', { kind: 'refuse', times: 1 }).body;
    expect(mall.call('searchOrder', around(NOON)).ending).toBe('refuse');
    expect(ask(mall, 'GET', 'faults').body).toMatchObject([{ id, applied: 1 }]);
    ask(mall, 'POST', 'mend', { id });
    expect(ask(mall, 'POST', 'advance', { ms: MINUTE }).body.nowMs).toBe(NOON + MINUTE);
    expect(ask(mall, 'GET', 'books').body.shops[0].orders).toHaveLength(2);
    expect(ask(mall, 'GET', 'summary').body.shops[0].orders).toBe(2);
    expect(ask(mall, 'POST', 'rotate-key', { shopUrl }).body.licenseKey).toMatch(/^SL370001_/);
    ask(mall, 'POST', 'arrivals', { shopUrl, perHour: 60 });
    ask(mall, 'POST', 'arrivals', { shopUrl, perHour: null });
    ask(mall, 'POST', 'change-settings', { auth: { envelope: 'ES01-01' } });
    expect(ask(mall, 'GET', 'settings').body.auth.envelope).toBe('ES01-01');
  });

  it('answers 400 with the reason to what it cannot do', () => {
    const mall = openMall();
    expect(ask(mall, 'POST', 'add-orders', {})).toEqual({
      status: 400,
      body: { error: 'shopUrl: got undefined, expected a string.' },
    });
    expect(ask(mall, 'POST', 'break', { kind: 'storm' }).body.error).toContain('kind: got "storm"');
    expect(ask(mall, 'POST', 'toString').status).toBe(404);
    const { shopUrl } = mall;
    const [orderNumber = ''] = mall.add(1);
    const refused = (name: string, body: object): string => ask(mall, 'POST', name, body).body.error;
    expect(refused('spoil-order', { orderNumber, how: 'torn' })).toContain('got "torn", expected one of wrong-type, ');
    expect(refused('switch-api', { shopUrl, api: 'orders', on: false })).toContain(
      'got "orders", expected one of order',
    );
    expect(refused('add-orders', { shopUrl, kind: 'gifts' })).toContain('got "gifts", expected one of plain, ');
    const stock = { shopUrl, manageNumber: 'kome-0005', variantId: 'kome-0005' };
    expect(refused('set-stock', stock)).toContain('got NaN, expected a whole number');
    expect(mall.model(orderNumber).orderNumber).toBe(orderNumber);
  });
});
