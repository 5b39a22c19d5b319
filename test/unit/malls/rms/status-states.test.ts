import { describe, expect, it } from 'vitest';
import type { OrderState } from '../../../../core/model/push.ts';
import { openRmsShop } from '../../../../malls/rms/client.ts';
import type { RmsStatusApi } from '../../../../malls/rms/order-status-api.ts';
import { rmsTraits } from '../../../../malls/rms/traits.ts';
import { orderModelOf } from './order-model.ts';
import { failureOf, orderIn, ordersIn, shopUrl, statusMall } from './status-mall.ts';

const number = (index: number): string => `502763-20261124-${String(index).padStart(10, '0')}`;

/** A door whose mall gives these OrderModels, and how often it was asked. */
function giving(...models: readonly unknown[]): { door: RmsStatusApi; calls: string[] } {
  const calls: string[] = [];
  const { status: door } = openRmsShop({
    shop: { key: 'rms#tsunagi-shop' },
    credential: { serviceSecret: 'aaa', licenseKey: 'bbb' },
    baseUrl: 'https://rms.example',
    transport: async ({ body }) => {
      calls.push(body ?? '');
      return { status: 200, headers: {}, body: JSON.stringify({ MessageModelList: [], OrderModelList: models }) };
    },
    now: () => 0,
  });
  return { door, calls };
}

const shippedModel = (rows: readonly object[], order: object = {}): object =>
  orderModelOf(number(1), {
    order: { PackageModelList: [{ basketId: 7, packageDeleteFlag: 0, ShippingModelList: rows }], ...order },
  });

async function stateOf(model: unknown): Promise<OrderState | undefined> {
  return (await giving(model).door.readStates([number(1)])).states[0];
}

describe('how an order stood when its original was read', () => {
  it('is the same as in a reading for a status, parcels included', async () => {
    const row = { shippingDetailId: 9, deliveryCompany: '1001', shippingNumber: '1', shippingDate: '2026-11-24' };
    const model = shippedModel([row, { ...row, shippingDetailId: 10 }]);
    const state = rmsTraits.stateIn?.(JSON.stringify(model));
    expect(state?.baskets[0]?.rows.map(({ rowId, trackingNumber }) => [rowId, trackingNumber])).toEqual([
      ['9', '1'],
      ['10', '1'],
    ]);
    expect(state).toEqual(await stateOf(model));
  });

  it.each(['', '{', '{}', JSON.stringify({ orderNumber: number(1) })])('is not known from %j', (original) => {
    expect(rmsTraits.stateIn?.(original)).toBeNull();
  });
});

describe('how orders stand at RMS', () => {
  it.each([
    [100, 'unconfirmed'],
    [200, 'processing'],
    [300, 'to-ship'],
    [400, 'changing'],
    [500, 'shipped'],
    [600, 'shipped'],
    [700, 'shipped'],
    [800, 'cancelled'],
    [900, 'cancelled'],
  ] as const)('%i is %s', async (progress, stage) => {
    const mall = statusMall();
    const order = orderIn(mall, progress);
    expect(await mall.state(order)).toMatchObject({ orderNumber: order, progress: String(progress), stage });
  });

  it('a progress that RMS invents is unknown, and kept', async () => {
    expect(await stateOf(shippedModel([], { orderProgress: 350 }))).toMatchObject({
      progress: '350',
      stage: 'unknown',
    });
  });

  it('reads a hundred orders in one call, each number in one list', async () => {
    const mall = statusMall();
    const numbers = ordersIn(mall, 300, { count: 100 });
    const [spoilt = '', bare = '', hidden = ''] = numbers;
    mall.rms.control.spoilOrder(spoilt, 'wrong-type');
    mall.rms.control.spoilOrder(bare, 'missing-field');
    mall.rms.control.hideOrder(hidden);
    const { states, unreadable, absent } = await mall.door.readStates([...numbers, hidden]);
    expect([states.length, [...unreadable].sort(), absent]).toEqual([97, [spoilt, bare].sort(), [hidden]]);
    expect(mall.requests).toHaveLength(1);
    expect(await mall.door.readStates([])).toEqual({ states: [], unreadable: [], absent: [] });
    expect(mall.requests).toHaveLength(1);
  });

  it('has what several destinations were sent with, and leaves deleted ones out', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300, { kind: 'several-destinations' });
    mall.rms.control.shipOrder(shopUrl, order, { deliveryCompany: '1002', shippingNumber: '77', shippingDate: null });
    const { baskets } = await mall.state(order);
    expect(baskets.length).toBeGreaterThan(1);
    for (const { rows } of baskets) {
      expect(rows).toMatchObject([{ carrier: '1002', trackingNumber: '77', shippedOn: null }]);
    }
    const deleted = { basketId: 8, packageDeleteFlag: 1, ShippingModelList: [] };
    const kept = { basketId: 7, packageDeleteFlag: 0, ShippingModelList: null };
    const state = await stateOf(orderModelOf(number(1), { order: { PackageModelList: [deleted, kept] } }));
    expect(state?.baskets).toEqual([{ basketId: '7', rows: [] }]);
  });

  it('takes empty for null, wherever RMS writes it', async () => {
    const row = { shippingDetailId: 1, deliveryCompany: '', shippingNumber: '', shippingDate: '' };
    const state = await stateOf(shippedModel([row, { shippingDetailId: 2 }], { memo: '', subStatusId: null }));
    expect(state).toMatchObject({ memo: null, subStatusId: null });
    expect(state?.baskets[0]?.rows).toEqual(
      ['1', '2'].map((rowId) => ({ rowId, carrier: null, trackingNumber: null, shippedOn: null })),
    );
  });

  it.each([
    ['2026-11-24', '2026-11-24'],
    ['20261124', '2026-11-24'],
    ['2026-11-24T00:00:00+0900', '2026-11-24'],
    ['昨日', '昨日'],
  ])('reads %s as the day %s', async (written, day) => {
    const state = await stateOf(shippedModel([{ shippingDetailId: 1, shippingDate: written }]));
    expect(state?.baskets[0]?.rows[0]?.shippedOn).toBe(day);
  });

  it('is known of an order whose lines cannot be read', async () => {
    const model = shippedModel([{ shippingDetailId: 1, deliveryCompany: '1001' }], { orderDatetime: 'いつか' });
    const { door } = giving(model);
    expect(await door.readStates([number(1)])).toMatchObject({ states: [{ stage: 'unconfirmed' }], unreadable: [] });
  });

  it('trusts neither of two answers about one order, and asks for fewer when one has no number', async () => {
    const twice = giving(shippedModel([]), shippedModel([], { memo: 'other' }));
    expect(await twice.door.readStates([number(1)])).toMatchObject({ states: [], unreadable: [number(1)] });
    const { orderNumber: _, ...nameless } = orderModelOf(number(1));
    const failure = await failureOf(giving(nameless).door.readStates([number(1), number(2)]));
    expect(failure).toMatchObject({ code: 'mall.unreadable', retry: 'later' });
    expect(await giving(nameless).door.readStates([number(1)])).toMatchObject({ unreadable: [number(1)] });
  });

  it.each([7, 8, 9])('finds out once that the newest version of getOrder RMS takes is %i', async (newestVersion) => {
    const mall = statusMall({ getOrder: { newestVersion } });
    const order = orderIn(mall, 300);
    await mall.state(order);
    const asked = mall.requests.length;
    expect(asked).toBe(10 - newestVersion + 1);
    await mall.state(order);
    expect(mall.requests).toHaveLength(asked + 1);
  });
});
