import { describe, expect, it } from 'vitest';
import { waitingIn as waitingAtAmazon } from '../../../malls/amazon/original.ts';
import { waitingIn as waitingAtRms } from '../../../malls/rms/original.ts';
import { waitingIn as waitingAtShopify } from '../../../malls/shopify/original.ts';
import { waitingIn as waitingAtYahoo } from '../../../malls/yahoo/original.ts';
import { orderModelOf } from './rms/order-model.ts';

const number = '123456-20261124-0000000001';
const confirmed = '2026-11-20T10:00:00+0900';
const rms = (order: Readonly<Record<string, unknown>> = {}) =>
  waitingAtRms(
    JSON.stringify(
      orderModelOf(number, {
        order: { orderProgress: 300, shopOrderCfmDatetime: confirmed, SettlementModel: card, ...order },
      }),
    ),
  );
const card = { settlementMethodCode: 1, settlementMethod: 'クレジットカード' };
const parcel = (shippingDate: string | null, packageDeleteFlag = 0) => ({
  packageDeleteFlag,
  ShippingModelList: [{ shippingDetailId: 1, shippingDate }],
});

describe('an order at 楽天市場 that waits to be shipped', () => {
  const at = Date.parse('2026-11-20T10:00:00+09:00');

  it('can be shipped since 楽天 asked for it, or since it was confirmed where that is not known', () => {
    expect(rms()).toEqual({ shipBy: null, shippableSince: at, wishedDay: null, cardSince: at });
    expect(rms({ shippingInstDatetime: '2026-11-21T09:00:00+0900' })?.shippableSince).toBe(
      Date.parse('2026-11-21T09:00:00+09:00'),
    );
  });

  it.each([100, 200])('cannot be shipped yet at %s', (orderProgress) => {
    expect(rms({ orderProgress })?.shippableSince).toBeNull();
  });

  it.each([500, 600, 700, 800, 900])('waits no longer at %s', (orderProgress) => {
    expect(rms({ orderProgress })).toBeNull();
  });

  it('waits no longer once every destination has 発送日: it stays 発送待ち until the night', () => {
    expect(rms({ PackageModelList: [parcel('2026-11-24')] })).toBeNull();
    expect(rms({ PackageModelList: [parcel('2026-11-24'), parcel(null, 1)] })).toBeNull();
    expect(rms({ PackageModelList: [parcel('2026-11-24'), parcel(null)] })).not.toBeNull();
  });

  it('has an authorisation only where a card pays, and only once it is confirmed', () => {
    for (const settlementMethodCode of [2, 7, 9, 12, 13, 17, 21])
      expect(rms({ SettlementModel: { settlementMethodCode } })?.cardSince).toBeNull();
    expect(rms({ SettlementModel: null })?.cardSince).toBeNull();
    expect(rms({ shopOrderCfmDatetime: null })).toEqual({
      shipBy: null,
      shippableSince: null,
      wishedDay: null,
      cardSince: null,
    });
  });

  it('has 配達希望日 where its buyer named one', () => {
    expect(rms({ deliveryDate: '2026-11-28' })?.wishedDay).toBe('2026-11-28');
    for (const deliveryDate of ['', null, '2026-02-30', 'soon']) expect(rms({ deliveryDate })?.wishedDay).toBeNull();
  });

  it('has no parcel where what stands in their place is no list: one such order would keep its shop out of every digest', () => {
    for (const ShippingModelList of ['x', {}, 7, null, [null], [{}]])
      expect(rms({ PackageModelList: [{ packageDeleteFlag: 0, ShippingModelList }] })).not.toBeNull();
  });

  it('says nothing where the original is not one', () => {
    expect(waitingAtRms('')).toBeNull();
    expect(waitingAtRms('{"orderProgress":300}')).toBeNull();
  });
});

describe('an order at Yahoo!ショッピング that waits to be shipped', () => {
  const yahoo = (order: Readonly<Record<string, unknown>>) =>
    waitingAtYahoo(
      JSON.stringify({ OrderId: 'kado-1', OrderTime: '2026-11-20T10:00:00+09:00', OrderStatus: '2', ...order }),
    );
  const at = Date.parse('2026-11-20T10:00:00+09:00');

  it('can be shipped since it was placed, and what is paid in advance since it was paid', () => {
    expect(yahoo({ Ship: { ShipRequestDate: '2026-11-28' } })).toEqual({
      shipBy: null,
      shippableSince: at,
      wishedDay: '2026-11-28',
      cardSince: null,
    });
    expect(yahoo({ Pay: { PayType: '1', PayStatus: '0', PayDate: '' } })?.shippableSince).toBeNull();
    expect(yahoo({ Pay: { PayType: '1', PayStatus: '1', PayDate: '2026-11-23' } })?.shippableSince).toBe(
      Date.parse('2026-11-23T00:00:00+09:00'),
    );
  });

  it('cannot be shipped while its buyer can take it back, or it is no 処理中', () => {
    expect(yahoo({ IsReadOnly: '1' })?.shippableSince).toBeNull();
    expect(yahoo({ OrderStatus: '3' })?.shippableSince).toBeNull();
  });
});

describe('an order of Amazon that waits to be shipped', () => {
  const amazon = (fulfillment: Readonly<Record<string, unknown>> = {}) =>
    waitingAtAmazon(
      JSON.stringify({
        orderId: '250-1234567-8901234',
        createdTime: '2026-11-20T01:00:00Z',
        fulfillment: { fulfillmentStatus: 'UNSHIPPED', fulfilledBy: 'MERCHANT', shipByWindow, ...fulfillment },
      }),
    );
  const shipByWindow = { earliestDateTime: '2026-11-20T15:00:00Z', latestDateTime: '2026-11-24T14:59:59Z' };

  it('has the 出荷期限 that Amazon names: the digest was silent about it', () => {
    expect(amazon()).toEqual({
      shipBy: Date.parse('2026-11-24T23:59:59+09:00'),
      shippableSince: Date.parse('2026-11-20T10:00:00+09:00'),
      wishedDay: null,
      cardSince: null,
    });
    expect(amazon({ fulfillmentStatus: 'PARTIALLY_SHIPPED' })?.shipBy).not.toBeNull();
    for (const window of [undefined, null, {}, 'x', { latestDateTime: 'soon' }])
      expect(amazon({ shipByWindow: window })?.shipBy).toBeNull();
  });

  it('cannot be shipped while it is pending', () => {
    for (const fulfillmentStatus of ['PENDING', 'PENDING_AVAILABILITY'])
      expect(amazon({ fulfillmentStatus })).toMatchObject({ shipBy: null, shippableSince: null });
  });

  it('waits neither once it is sent, nor where Amazon sends it', () => {
    for (const fulfillmentStatus of ['SHIPPED', 'CANCELLED', 'UNFULFILLABLE'])
      expect(amazon({ fulfillmentStatus })).toBeNull();
    expect(amazon({ fulfilledBy: 'AMAZON' })).toBeNull();
    expect(waitingAtAmazon('')).toBeNull();
  });
});

describe('an order of Shopify that waits to be shipped', () => {
  const shopify = (order: Readonly<Record<string, unknown>> = {}) =>
    waitingAtShopify(
      JSON.stringify({
        ...{ createdAt: '2026-11-20T01:00:00Z', cancelledAt: null },
        ...{ displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'UNFULFILLED' },
        ...order,
      }),
    );

  it('can be shipped since it was placed, so that the days of its shop count', () => {
    const since = Date.parse('2026-11-20T10:00:00+09:00');
    expect(shopify()).toEqual({ shipBy: null, shippableSince: since, wishedDay: null, cardSince: null });
    expect(shopify({ displayFulfillmentStatus: 'PARTIALLY_FULFILLED' })?.shippableSince).toBe(since);
    expect(shopify({ displayFinancialStatus: 'AUTHORIZED' })?.shippableSince).toBe(since);
  });

  it('cannot be shipped while it is unpaid or held back', () => {
    expect(shopify({ displayFinancialStatus: 'PENDING' })).toMatchObject({ shippableSince: null });
    expect(shopify({ displayFulfillmentStatus: 'ON_HOLD' })).toMatchObject({ shippableSince: null });
  });

  it('waits no longer once it is sent, cancelled or refunded', () => {
    expect(shopify({ displayFinancialStatus: 'REFUNDED' })).toBeNull();
    expect(shopify({ displayFulfillmentStatus: 'FULFILLED' })).toBeNull();
    expect(shopify({ cancelledAt: '2026-11-21T01:00:00Z' })).toBeNull();
    expect(waitingAtShopify('')).toBeNull();
  });
});
