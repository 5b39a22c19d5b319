import { describe, expect, it } from 'vitest';
import type { CancelReason, Parcel } from '../../../../core/model/push.ts';
import { rmsStatus } from '../../../../malls/rms/status-traits.ts';
import { orderIn, ordersIn, type StatusMall, said, shopUrl, statusMall } from './status-mall.ts';

const parcel = (trackingNumber: string | null, change: Partial<Parcel> = {}): Parcel => ({
  carrier: '1001',
  trackingNumber,
  shippedOn: '2026-11-24',
  ...change,
});
/** The whole order as the mall actually has it. */
const modelOf = ({ rms }: StatusMall, orderNumber: string): Readonly<Record<string, unknown>> => ({
  ...(rms.control.order(orderNumber)?.model as unknown as Record<string, unknown>),
});
const sentBody = (body: string | undefined): unknown => JSON.parse(body ?? '');

describe('confirming orders at RMS', () => {
  it('confirms a hundred in one call, and says so of each', async () => {
    const mall = statusMall();
    const numbers = ordersIn(mall, 100, { count: 100 });
    const { requestId, orders } = await mall.door.confirm(numbers);
    expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect([...orders.keys()].sort()).toEqual([...numbers].sort());
    expect(new Set([...orders.values()].map(({ kind, code }) => `${kind} ${code}`))).toEqual(
      new Set(['accepted ORDER_EXT_API_CONFIRM_ORDER_INFO_101']),
    );
    expect(mall.requests).toMatchObject([{ method: 'POST', url: 'https://rms.example/es/2.0/order/confirmOrder/' }]);
    const { states } = await mall.door.readStates(numbers);
    expect(new Set(states.map(({ stage }) => stage))).toEqual(new Set(['processing']));
  });

  it('distinguishes the refused from the accepted ones of a call', async () => {
    const mall = statusMall();
    const fine = orderIn(mall, 100);
    const moved = orderIn(mall, 200);
    const cancelled = orderIn(mall, 900);
    const unpriced = orderIn(mall, 100, { kind: 'unpriced' });
    const nobodys = '000000-20000101-0000000001';
    const { orders } = await mall.door.confirm([fine, moved, cancelled, unpriced, nobodys]);
    expect(orders.get(fine)).toMatchObject({ kind: 'accepted' });
    expect(orders.get(moved)).toEqual({
      kind: 'refused',
      reason: 'look-again',
      code: 'ORDER_EXT_API_CONFIRM_ORDER_ERROR_103',
      words: '指定された注文番号は既にステータスが移動しているため、注文確認が出来る状態ではありませんでした。',
    });
    expect(orders.get(cancelled)).toMatchObject({ reason: 'order-cancelled', code: expect.stringMatching(/_102$/) });
    expect(orders.get(unpriced)).toMatchObject({ reason: 'amount-unset', code: expect.stringMatching(/_105$/) });
    expect(orders.get(nobodys)).toMatchObject({ reason: 'order-unknown', code: expect.stringMatching(/_016$/) });
  });

  it('names each order once, makes no call for none, and refuses more than a call may name', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 100);
    expect(await said(mall.door.confirm([order, order]), order)).toMatchObject({ kind: 'accepted' });
    expect((await mall.door.confirm([])).orders.size).toBe(0);
    expect(mall.requests).toHaveLength(1);
    const many = Array.from({ length: 101 }, (_, index) => `1-20261124-${index}`);
    await expect(mall.door.confirm(many)).rejects.toMatchObject({ code: 'input.invalid' });
    await expect(mall.door.readStates(many)).rejects.toMatchObject({ code: 'input.invalid' });
    expect(mall.door.batch).toBe(100);
  });
});

describe('shipping an order at RMS', () => {
  it('adds, updates and removes rows of several destinations in one call', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300, { kind: 'several-destinations' });
    const [first, second] = (await mall.state(order)).baskets.map(({ basketId }) => basketId) as [string, string];
    const added = await said(
      mall.door.ship(order, [
        { kind: 'add', basketId: first, parcel: parcel('1111-1111') },
        { kind: 'add', basketId: second, parcel: parcel('2222-2222', { carrier: '1002' }) },
        { kind: 'add', basketId: first, parcel: parcel('3333-3333') },
      ]),
      order,
    );
    expect(added).toEqual({ kind: 'accepted', code: 'ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_101' });
    const before = await mall.state(order);
    expect(before.baskets[0]?.rows).toEqual([
      { rowId: expect.stringMatching(/^\d+$/), carrier: '1001', trackingNumber: '1111-1111', shippedOn: '2026-11-24' },
      { rowId: expect.stringMatching(/^\d+$/), carrier: '1001', trackingNumber: '3333-3333', shippedOn: '2026-11-24' },
    ]);
    expect(before.baskets[1]?.rows).toMatchObject([{ carrier: '1002', trackingNumber: '2222-2222' }]);

    const [kept = '', dropped = ''] = (before.baskets[0]?.rows ?? []).map(({ rowId }) => rowId);
    await mall.door.ship(order, [
      { kind: 'update', basketId: first, rowId: kept, parcel: parcel('1111-9999', { shippedOn: '2026-11-25' }) },
      { kind: 'remove', basketId: first, rowId: dropped },
    ]);
    const after = await mall.state(order);
    expect(after.baskets[0]?.rows).toEqual([
      { rowId: kept, carrier: '1001', trackingNumber: '1111-9999', shippedOn: '2026-11-25' },
    ]);
    expect(after.baskets[1]).toEqual(before.baskets[1]);
    expect(sentBody(mall.requests.at(-2)?.body)).toEqual({
      orderNumber: order,
      BasketidModelList: [
        {
          basketId: Number(first),
          ShippingModelList: [
            {
              shippingDetailId: Number(kept),
              deliveryCompany: '1001',
              shippingNumber: '1111-9999',
              shippingDate: '2026-11-25',
            },
            { shippingDetailId: Number(dropped), shippingDeleteFlag: 1 },
          ],
        },
      ],
    });
  });

  it('takes a tracking number away that a parcel does not have', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300);
    const basketId = (await mall.state(order)).baskets[0]?.basketId ?? '';
    await mall.door.ship(order, [{ kind: 'add', basketId, parcel: parcel('1234') }]);
    const rowId = (await mall.state(order)).baskets[0]?.rows[0]?.rowId ?? '';
    await mall.door.ship(order, [
      { kind: 'update', basketId, rowId, parcel: parcel(null) },
      { kind: 'add', basketId, parcel: parcel(null, { carrier: '1000' }) },
    ]);
    expect((await mall.state(order)).baskets[0]?.rows).toMatchObject([
      { rowId, carrier: '1001', trackingNumber: null, shippedOn: '2026-11-24' },
      { carrier: '1000', trackingNumber: null, shippedOn: '2026-11-24' },
    ]);
  });

  it('fills a row that another system left without number and date', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300);
    mall.rms.control.shipOrder(shopUrl, order, { deliveryCompany: '1000', shippingNumber: null, shippingDate: null });
    const [basket] = (await mall.state(order)).baskets;
    expect(basket?.rows).toMatchObject([{ carrier: '1000', trackingNumber: null, shippedOn: null }]);
    const change = { basketId: basket?.basketId ?? '', rowId: basket?.rows[0]?.rowId ?? '', parcel: parcel('77') };
    const answer = await said(mall.door.ship(order, [{ kind: 'update', ...change }]), order);
    expect(answer).toEqual({ kind: 'accepted', code: 'ORDER_EXT_API_UPDATE_ORDERSHIPPING_INFO_102' });
    expect((await mall.state(order)).baskets[0]?.rows).toMatchObject([{ carrier: '1001', trackingNumber: '77' }]);
  });

  it('leaves the order to the night batch, which ships it', async () => {
    const mall = statusMall();
    const order = orderIn(mall, 300);
    const basketId = (await mall.state(order)).baskets[0]?.basketId ?? '';
    await mall.door.ship(order, [{ kind: 'add', basketId, parcel: parcel('1234') }]);
    expect((await mall.state(order)).stage).toBe('to-ship');
    mall.rms.control.advance(24 * 3_600_000);
    expect((await mall.state(order)).stage).toBe('shipped');
  });

  it('sends nothing for no rows, or for an id that is none of RMS', async () => {
    const mall = statusMall();
    await expect(mall.door.ship('1', [])).rejects.toMatchObject({ code: 'input.invalid' });
    const add = { kind: 'add', basketId: 'main', parcel: parcel('1234-secret') } as const;
    await expect(mall.door.ship('1', [add])).rejects.toMatchObject({
      code: 'input.invalid',
      message: expect.not.stringContaining('secret'),
    });
    expect(mall.requests).toEqual([]);
  });
});

describe('sub-status and memo at RMS', () => {
  it('sets a sub-status of several orders in one call, and takes it away', async () => {
    const mall = statusMall();
    const numbers = ordersIn(mall, 300, { count: 3 });
    const shopId = mall.rms.control.shops()[0]?.shopId ?? 0;
    const id = `${shopId}3`;
    const { orders } = await mall.door.setSubStatus(numbers, id);
    expect([...orders.values()].map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'accepted']);
    const { states } = await mall.door.readStates(numbers);
    expect(states.map(({ subStatusId }) => subStatusId)).toEqual([id, id, id]);
    await mall.door.setSubStatus(numbers.slice(0, 1), null);
    expect((await mall.state(numbers[0] ?? '')).subStatusId).toBeNull();
    expect((await mall.state(numbers[1] ?? '')).subStatusId).toBe(id);
  });

  it.each(['店長へ確認中 2026/11/24', '𠮷野家さま 🎁 \n"引用" \\ 改行', ''])(
    'writes the memo %j and nothing else',
    async (text) => {
      const mall = statusMall();
      const order = orderIn(mall, 300);
      const [subStatusId] = [`${mall.rms.control.shops()[0]?.shopId}1`];
      await mall.door.setSubStatus([order], subStatusId ?? null);
      mall.rms.control.editOrder(shopUrl, order, { memo: 'before' });
      const { memo: _, ...before } = modelOf(mall, order);
      expect(await said(mall.door.setMemo(order, text), order)).toMatchObject({ kind: 'accepted' });
      const { memo, ...after } = modelOf(mall, order);
      expect(memo).toBe(text === '' ? null : text);
      expect(after).toEqual(before);
      expect((await mall.state(order)).memo).toBe(memo);
      const body = sentBody(mall.requests.find(({ url }) => url.includes('updateOrderMemo'))?.body);
      expect(body).toEqual({ orderNumber: order, memo: text === '' ? null : text });
    },
  );
});

describe('cancelling an order at RMS', () => {
  it.each([100, 200, 300] as const)('applies for it from %i; the mall confirms it a little later', async (progress) => {
    const mall = statusMall();
    const order = orderIn(mall, progress);
    const answer = mall.door.cancel(order, { reason: 'out-of-stock', restoresStock: 'yes' });
    expect(await said(answer, order)).toEqual({ kind: 'accepted', code: 'ORDER_EXT_API_CANCEL_ORDER_INFO_101' });
    expect(await mall.state(order)).toMatchObject({ progress: '800', stage: 'cancelled' });
    mall.rms.control.advance(3_600_000);
    expect(await mall.state(order)).toMatchObject({ progress: '900', stage: 'cancelled' });
  });

  it('names every reason by its code', async () => {
    const mall = statusMall();
    const codes: Partial<Record<CancelReason, unknown>> = {};
    for (const reason of rmsStatus.cancelReasons) {
      const order = orderIn(mall, 300);
      expect(await said(mall.door.cancel(order, { reason, restoresStock: 'no' }), order)).toMatchObject({
        kind: 'accepted',
      });
      codes[reason] = (sentBody(mall.requests.at(-1)?.body) as Record<string, unknown>).changeReasonDetailApply;
    }
    expect(codes).toEqual({
      'buyer-cancelled': 1,
      'buyer-returned': 2,
      'buyer-absent': 3,
      'buyer-unpaid': 4,
      'buyer-refused-delivery': 5,
      'buyer-other': 6,
      'out-of-stock': 8,
      'shop-other': 10,
      'shipping-delayed': 13,
    });
  });

  it.each([
    ['yes', 1, true],
    ['no', 2, false],
    ['as-the-item-says', 0, true],
  ] as const)('restores the stock of the mall: %s', async (restoresStock, type, restored) => {
    const mall = statusMall();
    const levels = (): number =>
      (mall.rms.control.books().shops[0]?.inventory ?? []).reduce((sum, { quantity }) => sum + quantity, 0);
    const full = levels();
    const order = orderIn(mall, 300);
    expect(levels()).toBeLessThan(full);
    await mall.door.cancel(order, { reason: 'buyer-cancelled', restoresStock });
    expect(sentBody(mall.requests.at(-1)?.body)).toMatchObject({ inventoryRestoreType: type });
    mall.rms.control.advance(3_600_000);
    expect(levels() === full).toBe(restored);
  });
});
