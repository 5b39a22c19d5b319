import { describe, expect, it } from 'vitest';
import type { ParcelChange } from '../../../../core/model/push.ts';
import type { RefusalReason } from '../../../../core/ports/order-status-api.ts';
import type { RmsChange } from '../../../../malls/rms/operations.ts';
import { refusalOf } from '../../../../malls/rms/status-replies.ts';
import type { RmsSettingsChange } from '../../../../simulator/rms/index.ts';
import { orderIn, ordersIn, type StatusMall, said, shopUrl, statusMall } from './status-mall.ts';

const nobodys = '000000-20000101-0000000001';
const adding = (basketId: string, change: object = {}): ParcelChange => ({
  kind: 'add',
  basketId,
  parcel: { carrier: '1001', trackingNumber: '1234-5678', shippedOn: '2026-11-24', ...change },
});
const firstBasket = async ({ state }: StatusMall, order: string): Promise<string> =>
  (await state(order)).baskets[0]?.basketId ?? '';
const bySelf = { reason: 'buyer-cancelled', restoresStock: 'no' } as const;

/** Whatever no public source proves: the status of a refusal, and the numbers of its codes. */
const malls: readonly (readonly [name: string, settings: RmsSettingsChange])[] = [
  ['400', {}],
  ['200', { assumed: { businessErrorStatus: 200 } }],
  [
    '400 with other codes',
    {
      assumed: {
        unknownBasket: '114',
        unknownShippingRow: '115',
        foreignOrder: '120',
        wrongProgress: '117',
        shippingDateRegistered: '118',
      },
    },
  ],
];

describe.each(malls)('RMS refuses one order by %s', (_name, settings) => {
  it.each([800, 900] as const)('to be shipped once it is cancelled (%i)', async (progress) => {
    const mall = statusMall(settings);
    const order = orderIn(mall, progress);
    const basketId = await firstBasket(mall, order);
    expect(await said(mall.door.ship(order, [adding(basketId)]), order)).toEqual({
      kind: 'refused',
      reason: 'order-cancelled',
      code: 'ORDER_EXT_API_UPDATE_ORDERSHIPPING_ERROR_102',
      words: '指定された注文番号は既にキャンセルされているため、発送完了報告が出来る状態ではありませんでした。',
    });
  });

  it('that is not the shop’s own, whatever is to be done with it', async () => {
    const { door } = statusMall(settings);
    const answers = [
      door.ship(nobodys, [adding('7')]),
      door.setMemo(nobodys, '確認中'),
      door.cancel(nobodys, bySelf),
      door.confirm([nobodys]),
      door.setSubStatus([nobodys], null),
    ];
    for (const answer of answers) {
      expect(await said(answer, nobodys)).toMatchObject({ kind: 'refused', reason: 'order-unknown' });
    }
  });

  it('for a destination or a row that it does not have, and then changes nothing', async () => {
    const mall = statusMall(settings);
    const order = orderIn(mall, 300);
    const basketId = await firstBasket(mall, order);
    const before = await mall.state(order);
    const elsewhere = await said(mall.door.ship(order, [adding(basketId), adding('999999999')]), order);
    expect(elsewhere).toMatchObject({ kind: 'refused', reason: 'basket-unknown' });
    const row: ParcelChange = { kind: 'remove', basketId, rowId: '999999999' };
    expect(await said(mall.door.ship(order, [adding(basketId), row]), order)).toMatchObject({ reason: 'row-unknown' });
    expect(await mall.state(order)).toEqual(before);
  });

  it.each([
    ['a carrier that RMS does not know', { carrier: '9999' }],
    ['no carrier', { carrier: '' }],
    ['a tracking number that is too long', { trackingNumber: '1'.repeat(121) }],
    ['a tracking number with 機種依存文字', { trackingNumber: '№①' }],
    ['a day that does not exist', { shippedOn: '2026-11-31' }],
    ['a day written otherwise', { shippedOn: '2026/11/24' }],
  ])('for its content: %s', async (_what, change) => {
    const mall = statusMall(settings);
    const order = orderIn(mall, 300);
    const answer = await said(mall.door.ship(order, [adding(await firstBasket(mall, order), change)]), order);
    expect(answer).toMatchObject({ kind: 'refused', reason: 'content-refused' });
  });

  it('for too many rows of a destination, or too long a memo', async () => {
    const mall = statusMall(settings);
    const order = orderIn(mall, 300);
    const basketId = await firstBasket(mall, order);
    const rows = Array.from({ length: 21 }, () => adding(basketId));
    expect(await said(mall.door.ship(order, rows), order)).toMatchObject({ reason: 'content-refused' });
    const memo = await said(mall.door.setMemo(order, '𠮷'.repeat(1_001)), order);
    expect(memo).toMatchObject({
      reason: 'content-refused',
      code: 'ORDER_EXT_API_UPDATE_ORDERMEMO_ERROR_011',
      words: 'memoの書式が不正です。',
    });
    expect(await said(mall.door.setMemo(order, '𠮷'.repeat(1_000)), order)).toMatchObject({ kind: 'accepted' });
  });

  it.each([400, 500, 700, 800, 900] as const)('to be cancelled in %i', async (progress) => {
    const mall = statusMall(settings);
    const order = orderIn(mall, progress);
    expect(await said(mall.door.cancel(order, bySelf), order)).toMatchObject({ reason: 'wrong-progress' });
    expect((await mall.state(order)).progress).toBe(String(progress));
  });

  it('to be cancelled while a 発送日 is set, until its row is removed', async () => {
    const mall = statusMall(settings);
    const order = orderIn(mall, 300);
    mall.rms.control.shipOrder(shopUrl, order, {
      deliveryCompany: '1001',
      shippingNumber: '1234',
      shippingDate: '2026-11-24',
    });
    expect(await said(mall.door.cancel(order, bySelf), order)).toMatchObject({
      kind: 'refused',
      reason: 'shipping-date-set',
      words: expect.stringContaining('発送日'),
    });
    const [basket] = (await mall.state(order)).baskets;
    const [row] = basket?.rows ?? [];
    await mall.door.ship(order, [{ kind: 'remove', basketId: basket?.basketId ?? '', rowId: row?.rowId ?? '' }]);
    expect(await said(mall.door.cancel(order, bySelf), order)).toMatchObject({ kind: 'accepted' });
  });

  it('a sub-status that is of another progress, or that the shop does not have, and of a cancelled order any', async () => {
    const mall = statusMall(settings);
    const shopId = mall.rms.control.shops()[0]?.shopId;
    const [fine = '', early = '', cancelled = ''] = [300, 100, 900].flatMap((progress) =>
      ordersIn(mall, progress as 100 | 300 | 900),
    );
    const { orders } = await mall.door.setSubStatus([fine, early, cancelled], `${shopId}1`);
    expect(orders.get(fine)).toMatchObject({ kind: 'accepted' });
    expect(orders.get(early)).toMatchObject({ kind: 'refused', reason: 'wrong-progress' });
    expect(orders.get(cancelled)).toMatchObject({ kind: 'refused', reason: 'order-cancelled' });
    expect(await said(mall.door.setSubStatus([fine], '1'), fine)).toMatchObject({ reason: 'wrong-progress' });
  });
});

describe('a code of RMS', () => {
  it.each<[RmsChange, string, string, RefusalReason]>([
    ['updateOrderShipping', 'UPDATE_ORDERSHIPPING_ERROR_101', '何かの理由', 'otherwise'],
    ['updateOrderMemo', 'UPDATE_ORDERMEMO_ERROR_107', '何かの理由', 'otherwise'],
    ['confirmOrder', 'CONFIRM_ORDER_ERROR_104', '何かの理由', 'otherwise'],
    ['confirmOrder', 'CONFIRM_ORDER_ERROR_009', 'orderNumberListの項目を指定して下さい。', 'content-refused'],
    ['updateOrderShipping', 'UPDATE_ORDERSHIPPING_ERROR_110', '発送日は過去日を指定できません。', 'otherwise'],
    ['updateOrderMemo', 'UPDATE_ORDERMEMO_ERROR_033', '何かの理由', 'content-refused'],
    ['cancelOrder', 'CANCEL_ORDER_ERROR_102', '既にキャンセルされています。', 'order-cancelled'],
    ['cancelOrder', '', '', 'otherwise'],
  ])('of %s, %s, is %s %s', (operation, code, text, reason) => {
    expect(refusalOf(operation, { code: code === '' ? '' : `ORDER_EXT_API_${code}`, text })).toBe(reason);
  });
});
