import { describe, expect, it } from 'vitest';
import type { ShopifySettingsChange } from '../../../../simulator/shopify/index.ts';
import { type Mall, openMall, read, SECOND, SHOP } from './mall.ts';

describe('fulfillmentCreate', () => {
  const CREATE = `mutation send($fulfillment: FulfillmentInput!) { fulfillmentCreate(fulfillment: $fulfillment) {
    fulfillment { id status trackingInfo { company number url } } userErrors { field message } } }`;
  const TRACK = `mutation track($id: ID!, $info: FulfillmentTrackingInput!) { fulfillmentTrackingInfoUpdate(fulfillmentId: $id,
    trackingInfoInput: $info) { fulfillment { trackingInfo { company number } } userErrors { field message } } }`;
  const send = (mall: Mall, rows: object[], more: object = {}) =>
    mall.data(CREATE, { fulfillment: { lineItemsByFulfillmentOrder: rows, ...more } }).fulfillmentCreate;
  const opened = () => {
    const mall = openMall();
    const [id = ''] = mall.add(1, { lines: [{ sku: 'kome-0005', units: 3 }] });
    const [order] = read(mall, id);
    const [of] = order.fulfillmentOrders.nodes;
    return {
      mall,
      id,
      fulfillmentOrderId: of.id,
      rowId: of.lineItems.nodes[0].id,
      lineId: order.lineItems.nodes[0].id,
    };
  };

  it('sends everything that remains, with a number to track it by', () => {
    const { mall, id, fulfillmentOrderId } = opened();
    mall.pass(SECOND);
    const trackingInfo = { company: 'Yamato (JA)', number: '1234-5678-9012', url: 'https://example.jp/1' };
    const sent = send(mall, [{ fulfillmentOrderId }], { trackingInfo, notifyCustomer: false });
    expect(sent).toMatchObject({ fulfillment: { status: 'SUCCESS', trackingInfo: [trackingInfo] }, userErrors: [] });
    const [order] = read(mall, id);
    expect(order).toMatchObject({ displayFulfillmentStatus: 'FULFILLED', updatedAt: '2026-11-23T03:00:01Z' });
    expect(order.fulfillments[0].id).toBe(sent.fulfillment.id);
    expect(order.fulfillmentOrders.nodes[0].status).toBe('CLOSED');
    const again = send(mall, [{ fulfillmentOrderId }]);
    expect(again.fulfillment).toBeNull();
    expect(again.userErrors[0].message).toMatch(/^Fulfillment order \d+ has an unfulfillable status= closed\.$/);
  });

  it('sends a part, and a part twice where it is called twice: it knows no key', () => {
    const { mall, id, fulfillmentOrderId, rowId } = opened();
    const part = [{ fulfillmentOrderId, fulfillmentOrderLineItems: [{ id: rowId, quantity: 1 }] }];
    expect(send(mall, part).userErrors).toEqual([]);
    expect(read(mall, id)[0]).toMatchObject({
      displayFulfillmentStatus: 'PARTIALLY_FULFILLED',
      lineItems: { nodes: [{ unfulfilledQuantity: 2, currentQuantity: 3 }] },
      fulfillmentOrders: { nodes: [{ status: 'IN_PROGRESS' }] },
    });
    send(mall, part);
    expect(mall.order(id).fulfillments).toHaveLength(2);
    const tooMany = [{ fulfillmentOrderId, fulfillmentOrderLineItems: [{ id: rowId, quantity: 2 }] }];
    expect(send(mall, tooMany).userErrors[0].message).toBe('Invalid fulfillment order line item quantity requested.');
  });

  it('wants the line of the fulfillment order, not that of the order, and a fulfillment order that there is', () => {
    const { mall, fulfillmentOrderId, lineId } = opened();
    const wrong = send(mall, [{ fulfillmentOrderId, fulfillmentOrderLineItems: [{ id: lineId, quantity: 1 }] }]);
    expect(wrong.userErrors[0].message).toContain('does not exist');
    const none = send(mall, [{ fulfillmentOrderId: 'gid://shopify/FulfillmentOrder/1' }]);
    expect(none.userErrors[0]).toEqual({ field: ['fulfillment'], message: 'Fulfillment order does not exist.' });
  });

  it('sends nothing of an order that is held or cancelled, and nothing without the scope', () => {
    const { mall, id, fulfillmentOrderId } = opened();
    mall.control.moveOrder(SHOP, id, 'ON_HOLD');
    expect(send(mall, [{ fulfillmentOrderId }]).userErrors[0].message).toContain('unfulfillable status= on_hold');
    mall.control.cancelOrder(SHOP, id);
    expect(send(mall, [{ fulfillmentOrderId }]).userErrors[0].message).toContain('unfulfillable status= closed');
    mall.control.setScopes(SHOP, ['read_orders']);
    const { body } = mall.ask(CREATE, { fulfillment: { lineItemsByFulfillmentOrder: [{ fulfillmentOrderId }] } });
    expect(body.errors[0].extensions.code).toBe('ACCESS_DENIED');
  });

  it('has its tracking replaced by another call', () => {
    const { mall, id, fulfillmentOrderId } = opened();
    const { fulfillment } = send(mall, [{ fulfillmentOrderId }], { trackingInfo: { number: '1' } });
    const info = { company: 'Sagawa (JA)', numbers: ['2', '3'] };
    const changed = mall.data(TRACK, { id: fulfillment.id, info }).fulfillmentTrackingInfoUpdate;
    expect(changed.fulfillment.trackingInfo.map(({ number }: { number: string }) => number)).toEqual(['2', '3']);
    expect(mall.order(id).fulfillments[0]?.tracking).toHaveLength(2);
    const none = mall.data(TRACK, { id: 'gid://shopify/Fulfillment/1', info }).fulfillmentTrackingInfoUpdate;
    expect(none.userErrors).toHaveLength(1);
  });
});

describe('another location', () => {
  const sku = 'kome-0005';
  const opened = (settings: ShopifySettingsChange = {}) => {
    const mall = openMall({ settings, shop: { locations: 2 } });
    const [, till = ''] = mall.control.shops()[0]?.locationIds ?? [];
    const there = () => mall.control.stock(SHOP).find((one) => one.sku === sku && one.locationId === till)?.available;
    return { mall, till, there };
  };

  it('sells at its till what it has itself, and hands it over at once', () => {
    const { mall, till, there } = opened();
    mall.control.setStock(SHOP, { sku, locationId: till, quantity: 5 });
    const [id = ''] = mall.add(1, { kind: 'pos', lines: [{ sku, units: 2 }] });
    expect([mall.level(sku), there()]).toEqual([100, 3]);
    expect(read(mall, id)[0]).toMatchObject({
      displayFulfillmentStatus: 'FULFILLED',
      fulfillmentOrders: {
        nodes: [{ status: 'CLOSED', assignedLocation: { location: { id: `gid://shopify/Location/${till}` } } }],
      },
    });
  });

  it.each([true, false])(
    'takes over what was not sent, and its pieces with it (a new updatedAt: %s)',
    (moveChangesOrder) => {
      const { mall, till, there } = opened({ flow: { moveChangesOrder } });
      const [id = ''] = mall.add(1, { lines: [{ sku, units: 3 }] });
      mall.pass(SECOND);
      mall.control.relocateOrder(SHOP, id, { locationId: till, units: 1 });
      expect([mall.level(sku), there()]).toEqual([98, -1]);
      expect(mall.order(id).fulfillmentOrders.map(({ remaining }) => remaining)).toEqual([2, 1]);
      expect(read(mall, id)[0].updatedAt).toBe(moveChangesOrder ? '2026-11-23T03:00:01Z' : '2026-11-23T03:00:00Z');
      mall.control.relocateOrder(SHOP, id, { locationId: till });
      expect([mall.level(sku), there()]).toEqual([100, -3]);
      expect(new Set(mall.order(id).fulfillmentOrders.map(({ locationId }) => locationId))).toEqual(new Set([till]));
    },
  );
});
