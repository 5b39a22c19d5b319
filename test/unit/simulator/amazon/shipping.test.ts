import { describe, expect, it } from 'vitest';
import { type AmazonSettingsChange, createAmazon } from '../../../../simulator/amazon/index.ts';

const sellerId = 'A3KADONOMISE';
const began = Date.parse('2026-11-24T06:45:07Z');

/** A package as Amazon's model of confirmShipment has it: https://developer-docs.amazon.com/sp-api/docs/confirm-the-shipment-status. */
const detail = {
  packageReferenceId: '1',
  carrierCode: 'YAMATO',
  carrierName: 'ヤマト運輸',
  shippingMethod: '宅急便',
  trackingNumber: '444413758703',
  shipDate: '2026-11-24T06:00:00.000Z',
};

function opened(settings: AmazonSettingsChange = {}) {
  const amazon = createAmazon({ now: () => began, seed: 1, settings });
  const { clientId, clientSecret, refreshToken } = amazon.control.addShop({ sellerId });
  const ask = (method: string, path: string, headers: Record<string, string>, body = '') => {
    const outcome = amazon.handle({ method, path, headers, body });
    if (outcome.ending !== 'answer') throw new Error(outcome.ending);
    const value = outcome.body === '' ? null : JSON.parse(outcome.body);
    return { status: outcome.status, headers: outcome.headers, value };
  };
  const form = new URLSearchParams({
    grant_type: 'refresh_token',
    refresh_token: refreshToken,
    client_id: clientId,
    client_secret: clientSecret,
  });
  const headers = { 'x-amz-access-token': ask('POST', '/auth/o2/token', {}, form.toString()).value.access_token };
  const [sku] = amazon.control.stock(sellerId);
  const place = (units: readonly number[], kind: 'plain' | 'pending' | 'fba' = 'plain') =>
    amazon.control.addOrders(sellerId, {
      count: 1,
      at: began - 60_000,
      kind,
      lines: units.map((one) => ({ sellerSku: sku?.sellerSku ?? '', units: one })),
    })[0] ?? '';
  const linesOf = (order: string) => amazon.control.order(order)?.lines ?? [];
  const confirm = (order: string, change: object = {}, items?: readonly object[]) => {
    const all = linesOf(order).map(({ orderItemId, units }) => ({ orderItemId, quantity: units }));
    const packageDetail = { ...detail, orderItems: items ?? all, ...change };
    const body = JSON.stringify({ marketplaceId: 'A1VC38T7YXB528', packageDetail });
    return ask('POST', `/orders/v0/orders/${order}/shipmentConfirmation`, headers, body);
  };
  const read = (order: string) =>
    ask('GET', `/orders/2026-01-01/orders/${order}?includedData=FULFILLMENT,PACKAGES`, headers).value.order;
  return { amazon, place, linesOf, confirm, read };
}

describe('confirmShipment of the simulated Amazon', () => {
  it('answers 204 without a body, and getOrder shows the order shipped with its package', () => {
    const { place, confirm, read, linesOf } = opened();
    const order = place([2, 1]);
    expect(confirm(order)).toMatchObject({ status: 204, value: null });
    expect(read(order)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'SHIPPED' },
      orderItems: [
        { fulfillment: { quantityFulfilled: 2, quantityUnfulfilled: 0 } },
        { fulfillment: { quantityFulfilled: 1, quantityUnfulfilled: 0 } },
      ],
      packages: [
        {
          packageReferenceId: '1',
          carrier: 'YAMATO',
          shipTime: '2026-11-24T06:00:00Z',
          shippingService: '宅急便',
          trackingNumber: '444413758703',
          packageItems: linesOf(order).map(({ orderItemId, units }) => ({ orderItemId, quantity: units })),
        },
      ],
    });
  });

  it('takes a part of an order, then the rest as another package, and no unit twice', () => {
    const { place, confirm, read, linesOf } = opened();
    const order = place([3]);
    const [line] = linesOf(order);
    const some = (quantity: number) => [{ orderItemId: line?.orderItemId ?? '', quantity }];
    expect(confirm(order, {}, some(1)).status).toBe(204);
    expect(read(order)).toMatchObject({
      fulfillment: { fulfillmentStatus: 'PARTIALLY_SHIPPED' },
      orderItems: [{ fulfillment: { quantityFulfilled: 1, quantityUnfulfilled: 2 } }],
    });
    expect(confirm(order, { packageReferenceId: '2' }, some(3)).status).toBe(400);
    expect(confirm(order, { packageReferenceId: '2' }, some(2)).status).toBe(204);
    expect(read(order)).toMatchObject({ fulfillment: { fulfillmentStatus: 'SHIPPED' }, packages: [{}, {}] });
    const { status, value } = confirm(order, { packageReferenceId: '3' }, some(1));
    expect(status).toBe(400);
    expect(value.errors[0].message).toContain('PackageToUpdateNotFound');
  });

  it('edits the package whose packageReferenceId it is given again', () => {
    const { place, confirm, read } = opened();
    const order = place([1]);
    confirm(order);
    expect(confirm(order, { trackingNumber: '444413758714' }).status).toBe(204);
    expect(read(order).packages).toMatchObject([{ packageReferenceId: '1', trackingNumber: '444413758714' }]);
  });

  it.each([
    ['an id that is not quoted', { packageReferenceId: 1 }],
    ['an id that is no number', { packageReferenceId: 'PKG-1' }],
    ['no number', { trackingNumber: '' }],
    ['another carrier without its name', { carrierCode: 'Other', carrierName: '' }],
    ['a carrier that is not on the list', { carrierCode: '1001' }],
    ['a day that is no moment', { shipDate: '2026-11-24' }],
    ['nothing in the package', { orderItems: [] }],
  ])('refuses %s with Invalid Input, and changes nothing', (_, change) => {
    const { place, confirm, read } = opened();
    const order = place([1]);
    const { status, value } = confirm(order, change);
    expect([status, value.errors[0].code]).toEqual([400, 'Invalid Input']);
    expect(read(order)).toMatchObject({ fulfillment: { fulfillmentStatus: 'UNSHIPPED' }, packages: [] });
  });

  it('refuses orders that are not the seller’s to send: unpaid, cancelled, Amazon’s own; and knows no other order', () => {
    const { amazon, place, confirm } = opened();
    expect(confirm(place([1], 'pending')).status).toBe(400);
    expect(confirm(place([1], 'fba')).status).toBe(400);
    const gone = place([1]);
    amazon.control.cancelOrder(sellerId, gone);
    expect(confirm(gone).status).toBe(400);
    const items = [{ orderItemId: '12345678901001', quantity: 1 }];
    expect(confirm('250-9999999-9999999', {}, items)).toMatchObject({
      status: 404,
      value: { errors: [{ code: 'NotFound' }] },
    });
  });

  it('gives ten calls in a row, and a 429 that says nothing of when more may come', () => {
    const { place, confirm } = opened();
    const order = place([1]);
    for (let call = 0; call < 10; call++) expect(confirm(order).status).toBe(204);
    const { status, headers } = confirm(order);
    expect(status).toBe(429);
    expect(headers).not.toHaveProperty('retry-after');
    expect(headers).not.toHaveProperty('x-amzn-ratelimit-limit');
  });

  it('shows the package later, under an id and a carrier of its own, where the settings say so', () => {
    const { amazon, place, confirm, read } = opened({
      shipping: { applyAfterMs: 30_000, reference: 'own', carrier: 'name' },
    });
    const order = place([1]);
    expect(confirm(order).status).toBe(204);
    expect(read(order).packages).toEqual([]);
    amazon.control.advance(30_000);
    expect(read(order).packages).toMatchObject([{ packageReferenceId: 'JP-PKG-1', carrier: 'ヤマト運輸' }]);
  });

  it('says what waits to be sent: paid orders that the merchant sends', () => {
    const { amazon, place } = opened();
    const order = place([1]);
    place([1], 'fba');
    place([1], 'pending');
    expect([...amazon.truth.waiting(sellerId)]).toEqual([{ orderNumber: order, next: 'ship' }]);
  });
});
