import { describe, expect, it } from 'vitest';
import type { SimRequest } from '../../../../simulator/index.ts';
import { type OrderStatus, simulator } from '../../../../simulator/yahoo/index.ts';
import { answered, around, HOUR, MINUTE, NOON, openMall, SELLER } from './mall.ts';

describe('the control', () => {
  it('keeps books of every order, its lines, the stock and the calls', () => {
    const mall = openMall();
    const ids = mall.add(3, { at: { from: NOON - HOUR, to: NOON } });
    mall.list(around(NOON));
    mall.list(around(NOON));
    const [shop] = mall.control.books().shops;
    expect(shop?.orders.map((order) => order.orderId)).toEqual(ids);
    expect(shop?.orders[0]).toMatchObject({
      sellerId: SELLER,
      orderTimeMs: NOON - HOUR,
      cancelWindowEndsAtMs: NOON - HOUR + 10 * MINUTE,
      orderStatus: 2,
      isTest: false,
    });
    expect(shop?.orders[0]?.lines[0]).toMatchObject({ lineId: 1, units: expect.any(Number) });
    expect(shop?.stock).toHaveLength(30);
    expect(shop?.calls).toEqual({ token: 1, orderList: 2 });
    expect(mall.control.summary().shops).toEqual([{ sellerId: SELLER, orders: 3, byStatus: { 2: 3 }, calls: 3 }]);
    expect(mall.control.placedBetween(SELLER, NOON - HOUR, NOON).map((order) => order.orderId)).toEqual(
      ids.slice(0, 2),
    );
  });

  it('edits an order as instructed, and the stock of the mall moves with it', () => {
    const mall = openMall();
    const lines = [
      { itemCode: 'kome-0005', units: 2 },
      { itemCode: 'sencha-0880', units: 1 },
    ];
    const [id = ''] = mall.addSettled(1, { lines });
    const address = () => mall.info(id, 'ShipAddress1').at('Result/OrderInfo/Ship/ShipAddress1');
    const before = address();
    mall.control.editOrder(SELLER, id, { units: { 1: 5 }, removeLine: 2, address: true });
    expect(mall.control.order(id)?.lines).toEqual([{ lineId: 1, itemCode: 'kome-0005', subCode: '', units: 5 }]);
    expect([mall.row('kome-0005')?.quantity, mall.row('sencha-0880')?.quantity]).toEqual([95, 100]);
    expect(address()).not.toBe(before);
    mall.control.editOrder(SELLER, id, { addLine: true });
    expect(mall.control.order(id)?.lines.map((line) => line.lineId)).toEqual([1, 2]);
    expect(() => mall.control.editOrder(SELLER, id, { units: { 9: 1 } })).toThrow('has no line 9. Its lines: 1, 2.');
  });

  it('edits an order in its own way without instructions', () => {
    const mall = openMall();
    const fields = 'OrderId,Notes,ShipAddress1,ShipCity,ShipZipCode,LineId,Quantity';
    for (const id of mall.addSettled(20, { kind: 'random' })) {
      const before = mall.info(id, fields).text;
      mall.control.editOrder(SELLER, id);
      mall.control.editOrder(SELLER, id);
      expect(mall.info(id, fields).text).not.toBe(before);
    }
  });

  it('keeps a stream of orders coming, ten or so in ten minutes of sixty an hour, and some are taken back', () => {
    const mall = openMall({ settings: { flow: { buyerCancelShare: 0.3 } } });
    mall.control.arrivals(SELLER, { perHour: 60 });
    mall.pass(5 * HOUR);
    const orders = mall.control.books().shops[0]?.orders ?? [];
    expect(orders.length).toBeGreaterThan(240);
    expect(orders.length).toBeLessThan(360);
    const takenBack = orders.filter((order) => order.cancelReason === 100).length / orders.length;
    expect(takenBack).toBeGreaterThan(0.2);
    expect(takenBack).toBeLessThan(0.4);
    mall.control.arrivals(SELLER, null);
    mall.pass(HOUR);
    expect(mall.control.books().shops[0]?.orders).toHaveLength(orders.length);
  });

  it('is the same for a seed, however often it was read in between', () => {
    const world = (seed: number, looks: boolean) => {
      const mall = openMall({ seed });
      mall.control.arrivals(SELLER, { perHour: 60 });
      for (let minutes = 0; minutes < 60; minutes += 1) {
        mall.pass(MINUTE);
        if (looks) mall.control.summary();
      }
      return JSON.stringify(mall.control.books());
    };
    expect(world(1, true)).toBe(world(1, false));
    expect(world(1, false)).not.toBe(world(2, false));
  });

  it('adds orders of every kind, at moments to come, too', () => {
    const mall = openMall();
    for (const kind of simulator.orderKinds) mall.add(1, { kind });
    expect(mall.control.books().shops[0]?.orders.map((order) => order.kind)).toEqual([...simulator.orderKinds]);
    const [id = ''] = mall.add(1, { at: NOON + HOUR });
    expect(mall.control.order(id)).toBeNull();
    expect(mall.control.advance(HOUR)).toBe(NOON + HOUR);
    expect(mall.control.order(id)?.orderTimeMs).toBe(NOON + HOUR);
  });

  it('lets a reservation become an order by itself', () => {
    const mall = openMall();
    const [id = ''] = mall.addSettled(1, { kind: 'reserve' });
    expect(mall.control.order(id)?.orderStatus).toBe(1);
    mall.pass(14 * 24 * HOUR);
    expect(mall.control.order(id)).toMatchObject({ orderStatus: 2, isSeen: false });
  });

  it('says what is wrong with what it is asked for', () => {
    const { control } = openMall();
    expect(() => control.addShop({ sellerId: SELLER })).toThrow('already');
    expect(() => control.addShop({ sellerId: 'Kado' })).toThrow('expected letters a to z');
    expect(() => control.addOrders('nobody', { count: 1 })).toThrow(`There is no shop "nobody". Shops: ${SELLER}.`);
    expect(() => control.addOrders(SELLER, { count: -1 })).toThrow('expected a whole number');
    expect(() => control.addOrders(SELLER, { count: 1, lines: [{ itemCode: 'tsya-2201', units: 1 }] })).toThrow(
      'has: s-nv, s-kn',
    );
    expect(() => control.seeOrder(SELLER, 'x')).toThrow('has no order x');
    expect(() => control.changeSettings({ list: { resultMax: 'many' } } as never)).toThrow(
      'list.resultMax: got "many", expected a number',
    );
    expect(() => control.advance(-1)).toThrow('at least 0');
  });

  it('names a status that is none', () => {
    const mall = openMall();
    const [id = ''] = mall.add(1);
    expect(() => mall.control.moveOrder(SELLER, id, 9 as OrderStatus)).toThrow('expected one of 0, 1, 2, 3, 4, 5, 8');
  });
});

describe('the control over HTTP', () => {
  const ask = (mall: ReturnType<typeof openMall>, method: string, path: string, body?: object) => {
    const request: SimRequest = { method, path, headers: {}, body: body ? JSON.stringify(body) : '' };
    const { status, body: text } = answered(mall.yahoo.controlApi(request));
    return { status, body: JSON.parse(text) };
  };

  it('does what the control does', () => {
    const mall = openMall();
    const added = ask(mall, 'POST', '/control/add-orders', { sellerId: SELLER, count: 2 }).body.orderIds;
    expect(added).toHaveLength(2);
    expect(ask(mall, 'GET', `/control/order?orderId=${added[0]}`).body.orderStatus).toBe(2);
    expect(ask(mall, 'POST', '/control/cancel-order', { sellerId: SELLER, orderId: added[0] }).body).toEqual({
      done: true,
    });
    expect(
      ask(mall, 'POST', '/control/cancel-order', { sellerId: SELLER, orderId: added[1], reason: 210 }).status,
    ).toBe(200);
    expect(added.map((id: string) => mall.control.order(id)?.cancelReason)).toEqual([100, 210]);
    expect(ask(mall, 'POST', '/control/consent', { sellerId: SELLER }).body.code).toMatch(/^[0-9a-f]{24}$/);
    expect(ask(mall, 'GET', '/control/shops').body[0].publicKey).toContain('BEGIN PUBLIC KEY');
    expect(ask(mall, 'GET', '/control/settings').body.stock).toEqual(mall.control.settings().stock);
    expect(ask(mall, 'POST', '/control/break', { kind: 'maintenance', api: 'stock' }).body.id).toBe('fault-1');
    expect(ask(mall, 'POST', '/control/mend', {}).status).toBe(200);
    expect(
      ask(mall, 'POST', '/control/set-stock', { sellerId: SELLER, itemCode: 'kome-0005', quantity: 3 }).status,
    ).toBe(200);
    expect(mall.row('kome-0005')?.quantity).toBe(3);
    expect(ask(mall, 'POST', '/control/see-order', { sellerId: SELLER }).body.error).toBe(
      'orderId: got undefined, expected a string.',
    );
  });
});
